import { describe, expect, it } from "vitest";

import { MicroError } from "../errors.ts";
import { HttpError, NotFound } from "../http-errors.ts";
import { defaultJson } from "./json-provider.ts";
import { render, type Rendering } from "./rendering.ts";
import { redirect, reply } from "./reply.ts";
import type { Request } from "./request.ts";
import { Response, type ResponseBody } from "./response.ts";
import { toResponse } from "./to-response.ts";
import { RawBody, ViewValue } from "./view-value.ts";

/** All that the converter asks of a request. */
const REQUEST = {
  endpoint: "blog.show",
  method: "GET",
  path: "/blog/5",
  jsonProvider: defaultJson,
  renderText: ({ template }: Rendering) => `text of ${String(template)}`,
} as Request;

async function convert(value: unknown, response: Response = new Response()): Promise<Response> {
  await toResponse(value, response, REQUEST);
  return response;
}

async function textOf(body: ResponseBody): Promise<string> {
  if (body === null || typeof body === "string") return body ?? "";
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

async function* chunks(): AsyncGenerator<string> {
  yield "a";
  yield "b";
}

/** A view value of an app's own. */
class Csv extends ViewValue {
  readonly rows: readonly string[];

  constructor(rows: readonly string[]) {
    super();
    this.rows = rows;
  }

  override applyTo(response: Response): string {
    response.type = "text/csv";
    return this.rows.join("\n");
  }
}

class LaterValue extends ViewValue {
  readonly value: unknown;

  constructor(value: unknown) {
    super();
    this.value = value;
  }

  override async applyTo(): Promise<unknown> {
    return this.value;
  }
}

describe("what a view returns [F123 F124]", () => {
  it.each([
    ["text", "hello", "text/html; charset=utf-8", "hello"],
    ["an empty text", "", "text/html; charset=utf-8", ""],
    ["an object", { a: 1 }, "application/json", '{"a":1}'],
    ["an empty object", {}, "application/json", "{}"],
    ["an array", [1, "b"], "application/json", '[1,"b"]'],
    ["an array of three that looks like a tuple", ["body", 201, {}], "application/json", '["body",201,{}]'],
    ["an object with toJSON", { toJSON: () => ({ b: 2 }) }, "application/json", '{"b":2}'],
    ["a date", new Date(0), "application/json", '"1970-01-01T00:00:00.000Z"'],
    ["bytes", new Uint8Array([104, 105]), "application/octet-stream", "hi"],
    ["a Buffer", Buffer.from("hi"), "application/octet-stream", "hi"],
    ["an ArrayBuffer", new Uint8Array([104, 105]).buffer, "application/octet-stream", "hi"],
  ])("%s becomes %s", async (...[, value, type, text]) => {
    const response = await convert(value);
    expect([response.status, response.type, await textOf(response.body)]).toEqual([200, type, text]);
  });

  it.each([
    ["an asynchronous generator", chunks()],
    ["a synchronous iterator", ["a", "b"][Symbol.iterator]()],
    ["a ReadableStream", new Blob(["ab"]).stream()],
    ["an object with Symbol.asyncIterator", { [Symbol.asyncIterator]: chunks }],
  ])("%s becomes a stream", async (_, value) => {
    expect(await textOf((await convert(value)).body)).toBe("ab");
  });

  it("keeps a Content-Type that was staged", async () => {
    const response = new Response();
    response.type = "text/plain";
    expect((await convert("x", response)).type).toBe("text/plain");
    expect((await convert({ a: 1 }, response)).type).toBe("text/plain");
  });

  it("keeps a status that was staged", async () => {
    const response = new Response();
    response.status = 201;
    expect((await convert({}, response)).status).toBe(201);
  });

  it("is converted at once where nothing waits", () => {
    for (const value of ["x", { a: 1 }, new Uint8Array(), chunks(), reply("x", 201)]) {
      expect(toResponse(value, new Response(), REQUEST)).toBeUndefined();
    }
  });
});

describe("a view value", () => {
  it("of an app's own stages what it likes", async () => {
    const response = await convert(new Csv(["a", "b"]));
    expect([response.type, response.body]).toEqual(["text/csv", "a\nb"]);
  });

  it("may give its body later", async () => {
    expect((await convert(new LaterValue("late"))).body).toBe("late");
  });

  it("may give another view value", async () => {
    const response = await convert(new LaterValue(reply(new Csv(["x"]), 201)));
    expect([response.status, response.type, response.body]).toEqual([201, "text/csv", "x"]);
  });

  it("may give null for an empty body without a type", async () => {
    const response = await convert(reply(null, 204));
    expect([response.status, response.body, response.type]).toEqual([204, null, ""]);
  });

  it("that gives null replaces a body that was there", async () => {
    const response = await convert("first");
    expect((await convert(reply(null), response)).body).toBeNull();
  });

  it("that gives undefined is an error", () => {
    expect(() => toResponse(reply(undefined), new Response(), REQUEST)).toThrow(
      "MICRO_VIEW_RETURNED_NOTHING",
    );
  });

  it("may give a body that is final", async () => {
    const response = await convert({ applied: true });
    expect((await convert(new RawBody("raw"), response)).body).toBe("raw");
  });

  it("that fails later rejects", async () => {
    await expect(convert(new LaterValue(new NotFound()))).rejects.toBeInstanceOf(NotFound);
  });
});

describe("a Response of Micro's", () => {
  it("that is the request's own is sent as the view left it [F126]", async () => {
    const response = new Response();
    response.status = 201;
    response.type = "text/plain";
    response.body = "made";
    expect(await convert(response, response)).toMatchObject({
      status: 201,
      type: "text/plain",
      body: "made",
    });
  });

  it("that the view made gives status, headers, body and close listeners [F126]", async () => {
    const [response, made] = [new Response(), new Response()];
    let isClosed = false;
    response.headers.set("X-Staged", "1").set("Vary", "Cookie");
    response.setCookie("a", "1");
    made.status = 202;
    made.headers.set("Vary", "Accept").append("Link", "</a>").append("Link", "</b>");
    made.setCookie("b", "2");
    made.body = "made";
    made.onClose(() => {
      isClosed = true;
    });
    await convert(made, response);
    expect(response).toMatchObject({ status: 202, body: "made" });
    expect([...response.headers].filter(([name]) => name !== "Set-Cookie")).toEqual([
      ["X-Staged", "1"],
      ["Vary", "Accept"],
      ["Link", "</a>"],
      ["Link", "</b>"],
    ]);
    expect(response.headers.getAll("Set-Cookie")).toHaveLength(2);
    await response.close();
    expect(isClosed).toBe(true);
  });

  it("may be empty", async () => {
    expect(await convert(new Response())).toMatchObject({ status: 200, body: null, type: "" });
  });
});

describe("a web Response [F126]", () => {
  it("gives status, headers and body", async () => {
    const value = new globalThis.Response("body", { status: 418, headers: { "X-A": "1" } });
    const response = await convert(value);
    expect([response.status, response.headers.get("x-a"), await textOf(response.body)]).toEqual([
      418,
      "1",
      "body",
    ]);
  });

  it("keeps its cookies apart", async () => {
    const value = new globalThis.Response(null, {
      headers: [
        ["Set-Cookie", "a=1"],
        ["Set-Cookie", "b=2"],
      ],
    });
    expect((await convert(value)).headers.getAll("Set-Cookie")).toEqual(["a=1", "b=2"]);
  });

  it("keeps what was staged beside it", async () => {
    const response = new Response();
    response.headers.set("X-Staged", "1");
    response.setCookie("staged", "1");
    await convert(new globalThis.Response("x", { headers: { "Set-Cookie": "own=1" } }), response);
    expect([response.headers.get("x-staged"), response.headers.getAll("set-cookie").length]).toEqual([
      "1",
      2,
    ]);
  });

  it.each([
    ["read", async (value: globalThis.Response) => void (await value.text())],
    ["taken", (value: globalThis.Response) => void value.body?.getReader()],
  ])("whose body was %s before is an error that names the view (MICRO_VIEW_RESULT)", async (_, spoil) => {
    const value = new globalThis.Response("body");
    await spoil(value);
    await expect(convert(value)).rejects.toThrow(/blog\.show.*\[MICRO_VIEW_RESULT\]$/s);
  });

  it("loses the headers of the connection it came on (RFC 9110 section 7.6.1)", async () => {
    const headers = {
      Connection: "close",
      "Keep-Alive": "timeout=5",
      "Transfer-Encoding": "chunked",
      Upgrade: "h2c",
      "X-A": "1",
    };
    const response = await convert(new globalThis.Response("body", { headers }));
    expect([...response.headers].map(([name]) => name.toLowerCase()).toSorted()).toEqual([
      "content-type",
      "x-a",
    ]);
  });

  it("without a body has none", async () => {
    expect((await convert(new globalThis.Response(null, { status: 204 }))).body).toBeNull();
  });
});

describe("what is no response", () => {
  it.each([undefined, null])(
    "%s is an error that names the view and says what to do (MICRO_VIEW_RETURNED_NOTHING) [F128 F129]",
    async (nothing) => {
      await expect(convert(nothing)).rejects.toThrow(
        `The view of the endpoint "blog.show" (GET /blog/5) returned ${String(nothing)}. Return a string (HTML), bytes, an object or array (JSON), ` +
          "render(), redirect(), reply(), sendFile(), a stream, an (async) generator or a web Response; for an empty answer return reply(null, 204). [MICRO_VIEW_RETURNED_NOTHING]",
      );
    },
  );

  it.each([
    ["a number", 5, "number"],
    ["true", true, "boolean"],
    ["false", false, "boolean"],
    ["a bigint", 5n, "bigint"],
    ["a symbol", Symbol("x"), "symbol"],
    ["a function", () => "x", "function"],
    ["an object that is no JSON", { toJSON: () => undefined }, "object"],
  ])("%s is an error that names its type (MICRO_VIEW_RESULT)", async (_, value, type) => {
    const failure = await convert(value).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MicroError);
    expect(String(failure)).toContain(
      `The view of the endpoint "blog.show" (GET /blog/5) returned a ${type}, which is not a response`,
    );
    expect(String(failure)).toMatch(/\[MICRO_VIEW_RESULT\]$/);
  });

  it("is told from what may be returned, with reply() for status and headers [F125 F129]", async () => {
    const failure = String(await convert(5).catch((error: unknown) => error));
    for (const kind of ["a string (HTML)", "bytes", "an object or array (JSON)", "render()", "redirect()", "reply()", "sendFile()", "a stream", "an (async) generator", "a web Response"])
      expect(failure).toContain(kind);
  }); // prettier-ignore

  it.each([
    ["a Blob", new Blob(["x"])],
    ["a FormData", new FormData()],
  ])("%s is an error rather than an empty object (MICRO_VIEW_RESULT)", async (_, value) => {
    await expect(convert(value)).rejects.toThrow("MICRO_VIEW_RESULT");
  });

  it.each([
    ["a promise inside", { user: Promise.resolve(1) }],
    ["a cycle", (() => { const knot: Record<string, unknown> = {}; knot["self"] = knot; return knot; })()],
  ])("an object with %s is an error that names the view (MICRO_VIEW_RESULT)", async (_, value) => {
    await expect(convert(value)).rejects.toThrow(/blog\.show.*MICRO_VIEW_RESULT/s);
  }); // prettier-ignore

  it.each([new NotFound("gone"), new HttpError(409), new TypeError("x")])(
    "an error that is returned is thrown: %s [F180]",
    async (error) => {
      await expect(convert(error)).rejects.toBe(error);
    },
  );

  it("a rendering is rendered by the app's engine, also inside a reply", async () => {
    const response = await convert(reply(render("a.html"), 422));
    expect([response.status, response.body, response.type]).toEqual([
      422,
      "text of a.html",
      "text/html; charset=utf-8",
    ]);
  });

  it("a redirect is one, however deep", async () => {
    expect((await convert(new LaterValue(redirect("/x")))).headers.get("location")).toBe("/x");
  });
});
