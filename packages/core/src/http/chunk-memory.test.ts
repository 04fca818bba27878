import { describe, expect, it } from "vitest";

import { freeChunk, ownChunk } from "./chunk-memory.ts";

/** Whether this Node can give memory back; 20 cannot. */
const CAN_FREE = "transfer" in ArrayBuffer.prototype;
const SIZE = 64 * 1024;

describe("the memory of a chunk", () => {
  it.runIf(CAN_FREE)("is given back when nobody else has the chunk", () => {
    const chunk = new Uint8Array(SIZE);
    ownChunk(chunk);
    freeChunk(chunk);
    expect([chunk.byteLength, chunk.buffer.byteLength]).toEqual([0, 0]);
    freeChunk(chunk); // there is nothing left to give back
  });

  it("is left to whoever else may have it", () => {
    const chunk = new Uint8Array(SIZE);
    freeChunk(chunk);
    expect(chunk.byteLength).toBe(SIZE);
  });

  it("is left while there is more in it than what was used up", () => {
    const chunk = new Uint8Array(SIZE);
    ownChunk(chunk);
    freeChunk(chunk.subarray(1));
    freeChunk(chunk.subarray(0, SIZE - 1));
    expect(chunk.byteLength).toBe(SIZE);
  });

  it("is left to the collector when it is small", () => {
    const chunk = new Uint8Array(1024);
    ownChunk(chunk);
    freeChunk(chunk);
    expect(chunk.byteLength).toBe(1024);
  });
});
