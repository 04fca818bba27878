import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { Response, type ResponseBody } from "./response.ts";
import { toResponse } from "./to-response.ts";

type Chunks = AsyncIterable<string | Uint8Array>;

/** The response that a value makes. */
async function responseOf(value: unknown): Promise<Response> {
  const response = new Response();
  await toResponse(value, response, createRequest());
  return response;
}

/** A body that comes in chunks. */
function chunksOf(body: ResponseBody): Chunks {
  if (body === null || typeof body === "string" || body instanceof Uint8Array) throw new Error("no chunks");
  return body;
}

/** The chunks of a body in one text. */
async function textOf(body: ResponseBody): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(body)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

describe("a body in chunks [F127]", () => {
  function* atOnce(): Generator<string | Uint8Array> {
    yield "a";
    yield Buffer.from("b");
  }

  it.each([
    ["a generator of texts and bytes", () => atOnce()],
    ["an iterator of an array", () => ["a", "b"].values()],
    ["a Node stream", () => Readable.from([Buffer.from("a"), "b"])],
    ["the stream of a web Response", () => new globalThis.Response("ab").body],
  ])("comes from %s", async (_, create) => {
    expect(await textOf((await responseOf(create())).body)).toBe("ab");
  });

  it("is a page when a generator makes it, and any bytes when a stream does", async () => {
    expect((await responseOf(atOnce())).type).toBe("text/html; charset=utf-8");
    expect((await responseOf(Readable.from(["a"]))).type).toBe("application/octet-stream");
  });

  it("is not asked for before it is sent", async () => {
    let isAsked = false;
    function* lazy(): Generator<string> {
      isAsked = true;
      yield "a";
    }
    const { body } = await responseOf(lazy());
    expect(isAsked).toBe(false);
    expect(await textOf(body)).toBe("a");
  });

  it("is asked for one chunk at a time", async () => {
    const asked: number[] = [];
    function* counted(): Generator<string> {
      for (let number = 1; number <= 3; number++) {
        asked.push(number);
        yield String(number);
      }
    }
    const iterator = chunksOf((await responseOf(counted())).body)[Symbol.asyncIterator]();
    await iterator.next();
    expect(asked).toEqual([1]);
    await iterator.next();
    expect(asked).toEqual([1, 2]);
  });

  it("lets its generator clean up when nobody wants the rest", async () => {
    let isClean = false;
    function* careful(): Generator<string> {
      try {
        yield "a";
        yield "b";
      } finally {
        isClean = true;
      }
    }
    const iterator = chunksOf((await responseOf(careful())).body)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    expect(isClean).toBe(true);
  });

  it("fails where its generator fails", async () => {
    function* broken(): Generator<string> {
      yield "a";
      throw new Error("broken");
    }
    await expect(textOf((await responseOf(broken())).body)).rejects.toThrow("broken");
  });
});

describe("bytes", () => {
  it("are only the part that a view of them shows", async () => {
    const { body } = await responseOf(Uint8Array.from([1, 2, 3, 4]).subarray(1, 3));
    expect(body instanceof Uint8Array && [...body]).toEqual([2, 3]);
  });
});

describe("a web Response without a body", () => {
  it("has no type of our making", async () => {
    const response = await responseOf(new globalThis.Response(null, { status: 204 }));
    expect([response.status, response.body, response.type]).toEqual([204, null, ""]);
  });

  it("may be a redirect", async () => {
    const response = await responseOf(globalThis.Response.redirect("http://example.org/x", 302));
    expect([response.status, response.headers.get("Location"), response.type]).toEqual([
      302,
      "http://example.org/x",
      "",
    ]);
  });
});

describe("a web Response that was fetched", () => {
  const headers = {
    "Content-Encoding": "gzip",
    "Content-Length": "20",
    Connection: "keep-alive",
    "Keep-Alive": "timeout=5",
    "Transfer-Encoding": "chunked",
    Upgrade: "h2c",
    ETag: '"a"',
  };

  it("leaves the headers of its own connection and coding behind", async () => {
    const fetched = Object.defineProperty(new globalThis.Response("x", { headers }), "url", {
      value: "http://up/",
    });
    const response = await responseOf(fetched);
    expect([...response.headers].map(([name]) => name)).toEqual(["content-type", "etag"]);
  });

  it("is told from one that a view made, whose coding stays", async () => {
    const response = await responseOf(new globalThis.Response("x", { headers }));
    expect([...response.headers].map(([name]) => name)).toEqual([
      "content-encoding",
      "content-length",
      "content-type",
      "etag",
    ]);
  });
});

describe("data that looks like something else", () => {
  it.each([
    [{ next: 1 }, '{"next":1}'],
    [{ status: 404, body: "x", headers: {} }, '{"status":404,"body":"x","headers":{}}'],
    [JSON.parse('{"then":"later"}'), '{"then":"later"}'],
    [{ template: "a.html", context: {} }, '{"template":"a.html","context":{}}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ])("is JSON: %o", async (value, json) => {
    expect(await responseOf(value)).toMatchObject({ body: json, type: "application/json" });
  });
});
