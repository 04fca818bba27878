import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { BadRequest, NotFound } from "../http-errors.ts";
import { isPromise } from "../maybe-promise.ts";
import { reply } from "./reply.ts";
import { Response, type ResponseBody } from "./response.ts";
import { toResponse } from "./to-response.ts";
import { ViewValue } from "./view-value.ts";

const request = createRequest({ method: "POST", target: "/orders", endpoint: "orders.create" });

/** The response that a view's value makes. */
async function responseOf(value: unknown, response = new Response()): Promise<Response> {
  await toResponse(value, response, request);
  return response;
}

/** A body in one text. */
async function textOf(body: ResponseBody): Promise<string> {
  if (typeof body === "string") return body;
  if (body === null || body instanceof Uint8Array) return Buffer.from(body ?? "").toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString();
}

class Later extends ViewValue {
  override applyTo(response: Response): Promise<unknown> {
    response.status = 202;
    return Promise.resolve({ later: true });
  }
}

describe("text and bytes", () => {
  it.each(["text", "", "<p>é🎬</p>"])("are HTML: %j", async (text) => {
    const response = await responseOf(text);
    expect([response.body, response.type, response.status]).toEqual([text, "text/html; charset=utf-8", 200]);
  });

  it.each([
    ["a Uint8Array", Uint8Array.from([1, 2])],
    ["a Buffer", Buffer.from([1, 2])],
    ["an ArrayBuffer", Uint8Array.from([1, 2]).buffer],
  ])("are any bytes: %s", async (_, value) => {
    const response = await responseOf(value);
    expect(response.type).toBe("application/octet-stream");
    expect(response.body instanceof Uint8Array && [...response.body]).toEqual([1, 2]);
  });

  it("are only the part that a view of bytes shows", async () => {
    const response = await responseOf(Uint8Array.from([1, 2, 3, 4]).subarray(1, 3));
    expect(response.body instanceof Uint8Array && [...response.body]).toEqual([2, 3]);
  });
});

describe("data", () => {
  class Point {
    readonly x = 1;
    readonly #secret = 2;

    get secret(): number {
      return this.#secret;
    }
  }

  it.each([
    [{ a: 1 }, '{"a":1}'],
    [{}, "{}"],
    [[], "[]"],
    [[1, "x", null], '[1,"x",null]'],
    [{ at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [{ toJSON: () => ({ x: 1 }) }, '{"x":1}'],
    [new Point(), '{"x":1}'],
    [{ name: "</script>" }, '{"name":"</script>"}'],
    [{ status: 404, body: "x" }, '{"status":404,"body":"x"}'],
    [{ next: 1 }, '{"next":1}'],
  ])("is JSON: %o", async (value, json) => {
    const response = await responseOf(value);
    expect([response.body, response.type]).toEqual([json, "application/json"]);
  });

  it("is JSON without a prototype, too", async () => {
    const value: Record<string, number> = Object.create(null);
    value["a"] = 1;
    expect((await responseOf(value)).body).toBe('{"a":1}');
  });

  it("is a list where another framework would take it for body and status", async () => {
    expect((await responseOf(["x", 404])).body).toBe('["x",404]');
  });

  it("that JSON cannot write fails", async () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    await expect(responseOf(circular)).rejects.toThrow(TypeError);
    await expect(responseOf({ big: 1n })).rejects.toThrow(TypeError);
  });
});

describe("chunks", () => {
  async function* later(): AsyncGenerator<string> {
    yield "a";
    yield "b";
  }

  function* atOnce(): Generator<string | Uint8Array> {
    yield "a";
    yield Buffer.from("b");
  }

  it.each([
    ["an async generator", () => later()],
    ["a generator", () => atOnce()],
    ["an iterator of an array", () => ["a", "b"].values()],
    ["a Node stream", () => Readable.from(["a", "b"])],
    ["a web stream", () => new globalThis.Response("ab").body],
    ["an object that can be iterated later", () => ({ [Symbol.asyncIterator]: later })],
  ])("come from %s", async (_, create) => {
    const response = await responseOf(create());
    expect(response.type).toBe("application/octet-stream");
    expect(await textOf(response.body)).toBe("ab");
  });

  it("are not asked for before they are sent", async () => {
    let isAsked = false;
    function* lazy(): Generator<string> {
      isAsked = true;
      yield "a";
    }
    const response = await responseOf(lazy());
    expect(isAsked).toBe(false);
    expect(await textOf(response.body)).toBe("a");
  });

  it("let a generator clean up when nobody wants the rest", async () => {
    let isClean = false;
    function* careful(): Generator<string> {
      try {
        yield "a";
        yield "b";
      } finally {
        isClean = true;
      }
    }
    const { body } = await responseOf(careful());
    if (body === null || typeof body === "string" || body instanceof Uint8Array) throw new Error("no chunks");
    for await (const chunk of body) {
      expect(chunk).toBe("a");
      break;
    }
    expect(isClean).toBe(true);
  });
});

describe("a web Response", () => {
  it("gives status, headers and body", async () => {
    const response = await responseOf(
      new globalThis.Response("x", { status: 201, headers: { "X-A": "1", "Content-Type": "text/plain" } }),
    );
    expect([response.status, response.headers.get("x-a"), response.type]).toEqual([201, "1", "text/plain"]);
    expect(await textOf(response.body)).toBe("x");
  });

  it("gives its cookies one by one (A317)", async () => {
    const headers = new Headers([
      ["Set-Cookie", "a=1, x"],
      ["Set-Cookie", "b=2"],
    ]);
    const response = await responseOf(new globalThis.Response(null, { headers }));
    expect(response.headers.getAll("Set-Cookie")).toEqual(["a=1, x", "b=2"]);
  });

  it("keeps cookies and headers that the view staged", async () => {
    const staged = new Response();
    staged.setCookie("a", "1");
    staged.headers.set("X-B", "staged");
    const response = await responseOf(
      new globalThis.Response("x", { headers: { "Set-Cookie": "b=2" } }),
      staged,
    );
    expect(response.headers.getAll("Set-Cookie")).toHaveLength(2);
    expect(response.headers.get("X-B")).toBe("staged");
  });

  it("without a body has none, and no type of our making", async () => {
    const response = await responseOf(new globalThis.Response(null, { status: 204 }));
    expect([response.status, response.body, response.type]).toEqual([204, null, ""]);
  });

  it("may be a redirect", async () => {
    const response = await responseOf(globalThis.Response.redirect("http://example.org/x", 302));
    expect([response.status, response.headers.get("Location")]).toEqual([302, "http://example.org/x"]);
  });
});

describe("a type that was staged", () => {
  it.each([
    ["text", "x"],
    ["bytes", new Uint8Array()],
    ["data", { a: 1 }],
  ])("stays for %s", async (_, value) => {
    const staged = new Response();
    staged.type = "application/x-own";
    expect((await responseOf(value, staged)).type).toBe("application/x-own");
  });
});

describe("a view value", () => {
  it("may take its time", async () => {
    const response = new Response();
    const staged = toResponse(new Later(), response, request);
    expect(isPromise(staged)).toBe(true);
    await staged;
    expect([response.status, response.body]).toEqual([202, '{"later":true}']);
  });

  it("is staged at once when it does not", () => {
    const response = new Response();
    expect(toResponse(reply("x", 201), response, request)).toBeUndefined();
    expect([response.status, response.body]).toEqual([201, "x"]);
  });

  it("may lead to another one that takes its time", async () => {
    const response = await responseOf(reply(new Later(), 201));
    expect([response.status, response.body]).toEqual([202, '{"later":true}']);
  });
});

describe("what is no response", () => {
  it.each([[undefined], [null]])("is nothing: %s", async (value) => {
    await expect(responseOf(value)).rejects.toMatchObject({
      code: "MICRO_VIEW_RETURNED_NOTHING",
      message: expect.stringContaining("for an empty answer return reply(null, 204)"),
    });
  });

  it.each([
    [404, "number"],
    [true, "boolean"],
    [1n, "bigint"],
    [Symbol("x"), "symbol"],
    [() => "x", "function"],
    [{ toJSON: () => undefined }, "object"],
  ])("is %o", async (value, kind) => {
    await expect(responseOf(value)).rejects.toMatchObject({
      code: "MICRO_VIEW_RESULT",
      message: expect.stringContaining(`returned a ${kind}, which is not a response`),
    });
  });

  it("is described with the view, the request and what to do", async () => {
    await expect(responseOf(undefined)).rejects.toThrow(
      /The view of the endpoint "orders\.create" \(POST \/orders\) returned undefined\. Return a string \(HTML\)/,
    );
  });

  it.each([new NotFound(), new BadRequest("x"), new Error("x"), new TypeError("x")])(
    "throws the error it is: %o",
    async (error) => {
      await expect(responseOf(error)).rejects.toBe(error);
    },
  );

  it("throws an error inside a reply, too", async () => {
    const error = new NotFound();
    await expect(responseOf(reply(error, 200))).rejects.toBe(error);
  });
});
