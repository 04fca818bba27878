import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Micro } from "@micro-web/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ambient } from "../packages/core/src/ambient.ts";

const CORE_FRAME = /packages\/core\/src\/([\w./-]+\.ts)/;

let traceLimit: number;
const { enter } = ambient;

beforeEach(() => {
  traceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  ambient.enter = null; // another test may have asked for ambient access, which is entered by frames of its own
});

afterEach(() => {
  Error.stackTraceLimit = traceLimit;
  ambient.enter = enter;
});

/** The files of core in the stack of an error that a view throws, innermost first, one per frame. */
async function readFrames(view: () => unknown): Promise<string[]> {
  let stack = "";
  const app = new Micro(import.meta);
  app.get("/", view as () => string); // what a view that throws would return does not matter
  app.onError(Error, (error) => {
    stack = error.stack ?? "";
    return "caught";
  });
  const server = createServer(app.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
    expect(await response.text()).toBe("caught");
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  return stack.split("\n").flatMap((line) => CORE_FRAME.exec(line)?.[1] ?? []);
}

describe("the stack between Node's callback and a view", () => {
  it("has at most 6 frames of core, in at most 3 files", async () => {
    const frames = await readFrames(() => {
      throw new Error("x");
    });
    expect(frames.length, frames.join("\n")).toBeGreaterThan(0);
    expect(frames.length, frames.join("\n")).toBeLessThanOrEqual(6);
    expect(new Set(frames).size, frames.join("\n")).toBeLessThanOrEqual(3);
  });

  it("is no longer for an async view", async () => {
    const frames = await readFrames(async () => {
      await Promise.resolve();
      throw new Error("x");
    });
    expect(frames.length, frames.join("\n")).toBeLessThanOrEqual(6);
    expect(new Set(frames).size, frames.join("\n")).toBeLessThanOrEqual(3);
  });
});
