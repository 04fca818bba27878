import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";

import { endSource, isSource, Response } from "./response.ts";

/** A generator that notes when it has cleaned up. */
function createGenerator(): { body: AsyncGenerator<string>; ended: string[] } {
  const ended: string[] = [];
  async function* generate(): AsyncGenerator<string> {
    try {
      yield "a";
      yield "b";
    } finally {
      ended.push("generator");
    }
  }
  return { body: generate(), ended };
}

describe("isSource", () => {
  it.each([
    ["a generator", createGenerator().body],
    ["a Node stream", Readable.from([])],
    ["a web stream", new Blob(["a"]).stream()],
  ])("is true for %s", (_, body) => {
    expect(isSource(body)).toBe(true);
  });

  it.each([
    ["a text", "a"],
    ["an empty text", ""],
    ["bytes", new Uint8Array(1)],
    ["nothing", null],
  ])("is false for %s", (_, body) => {
    expect(isSource(body)).toBe(false);
  });
});

describe("endSource", () => {
  it("lets a generator that has begun clean up", async () => {
    const { body, ended } = createGenerator();
    await body.next();
    endSource(body);
    await Promise.resolve();
    expect(ended).toEqual(["generator"]);
    expect(await body.next()).toEqual({ done: true, value: undefined });
  });

  it("keeps a generator that has not begun from beginning", async () => {
    const { body, ended } = createGenerator();
    endSource(body);
    expect(await body.next()).toEqual({ done: true, value: undefined });
    expect(ended).toEqual([]);
  });

  it("destroys a Node stream [A246]", () => {
    const body = Readable.from(["a"]);
    endSource(body);
    expect(body.destroyed).toBe(true);
  });

  it("cancels a web stream", async () => {
    const cancelled: string[] = [];
    endSource(new ReadableStream({ cancel: () => void cancelled.push("stream") }));
    await Promise.resolve();
    expect(cancelled).toEqual(["stream"]);
  });

  it("does not mind a web stream that somebody else is reading", async () => {
    const body = new Blob(["a"]).stream();
    const reader = body.getReader();
    endSource(body);
    expect(await reader.read()).toMatchObject({ done: false });
  });

  it("does not wait for a source, nor for its failure", async () => {
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<string>>(() => undefined),
        return: () => Promise.reject(new Error("cannot end")),
      }),
    };
    expect(endSource(body)).toBeUndefined();
    await Promise.resolve();
  });

  it("has nothing to do for a source that cannot be ended", () => {
    const body = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: undefined }) }),
    };
    expect(endSource(body)).toBeUndefined();
  });

  it.each(["a", new Uint8Array(1), null])("has nothing to do for %o", (body) => {
    expect(endSource(body)).toBeUndefined();
  });
});

describe("the body of a response", () => {
  it("is ended when another one replaces it", () => {
    const response = new Response();
    const body = Readable.from(["a"]);
    response.body = body;
    expect(body.destroyed).toBe(false);
    response.body = "text";
    expect(body.destroyed).toBe(true);
    expect(response.body).toBe("text");
  });

  it("is not ended when it is set again", () => {
    const response = new Response();
    const body = Readable.from(["a"]);
    response.body = body;
    response.body = body;
    expect(body.destroyed).toBe(false);
  });

  it("is ended when the response is reset", () => {
    const response = new Response();
    const body = Readable.from(["a"]);
    response.body = body;
    response.reset();
    expect([body.destroyed, response.body]).toEqual([true, null]);
  });
});
