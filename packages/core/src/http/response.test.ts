import { describe, expect, it, vi } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { Response } from "./response.ts";

describe("status", () => {
  it("is 200 until something sets it", () => {
    expect(new Response().status).toBe(200);
  });

  it.each([200, 204, 304, 418, 599])("may be %i", (status) => {
    const response = new Response();
    response.status = status;
    expect(response.status).toBe(status);
  });

  it.each([
    0,
    99,
    100,
    199,
    600,
    1000,
    200.5,
    -200,
    Number.NaN,
    Infinity,
    "200" as never,
    undefined as never,
  ])("may not be %s (MICRO_STATUS_INVALID)", (status) => {
    expect(() => {
      new Response().status = status;
    }).toThrow(`${status} is not a response status. Use an integer from 200 to 599. [MICRO_STATUS_INVALID]`);
  });
});

describe("type", () => {
  it("is empty until something sets it", () => {
    expect(new Response().type).toBe("");
  });

  it("is the Content-Type", () => {
    const response = new Response();
    response.type = "text/csv";
    expect([response.type, response.headers.get("content-type")]).toEqual(["text/csv", "text/csv"]);
  });

  it.each(["text/html\r\nX: y", "a\0b", "\u20ac"])(
    "may not be %j (A132, A195, MICRO_HEADER_INVALID)",
    (type) => {
      expect(() => {
        new Response().type = type;
      }).toThrow("MICRO_HEADER_INVALID");
    },
  );
});

describe("headers", () => {
  it("are the same list each time", () => {
    const response = new Response();
    response.headers.set("A", "1");
    expect(response.headers.get("a")).toBe("1");
  });
});

describe("setCookie", () => {
  it("adds a field a cookie, with path and SameSite", () => {
    const response = new Response();
    response.setCookie("a", "1");
    response.setCookie("b", "ü;");
    expect(response.headers.getAll("Set-Cookie")).toEqual([
      "a=1; Path=/; SameSite=Lax",
      "b=%C3%BC%3B; Path=/; SameSite=Lax",
    ]);
  });

  it("writes the attributes that are asked for", () => {
    const response = new Response();
    response.setCookie("a", "1", {
      maxAge: 60,
      path: "/x",
      domain: "example.org",
      secure: true,
      httpOnly: true,
      sameSite: "strict",
    });
    expect(response.headers.get("Set-Cookie")).toBe(
      "a=1; Max-Age=60; Domain=example.org; Path=/x; HttpOnly; Secure; SameSite=Strict",
    );
  });

  it.each([
    ["a name with a semicolon", "a;b", {}],
    ["a name with a line break", "a\nb", {}],
    ["a path with an attribute [A144]", "a", { path: "/; Domain=evil.example" }],
    ["a domain with an attribute", "a", { domain: "a;b" }],
    ["a path with a line break", "a", { path: "/\r\nX: y" }],
  ])("refuses %s (MICRO_COOKIE_INVALID)", (_, name, options) => {
    expect(() => new Response().setCookie(name, "1", options)).toThrow("MICRO_COOKIE_INVALID");
  });
});

describe("deleteCookie", () => {
  it("sets an empty cookie that is over, with its attributes", () => {
    const response = new Response();
    response.deleteCookie("a", { path: "/x", httpOnly: true });
    const cookie = response.headers.get("Set-Cookie") ?? "";
    for (const part of ["a=;", "Max-Age=0", "Path=/x", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "HttpOnly"])
      expect(cookie).toContain(part);
  });
});

describe("reset", () => {
  it("forgets status, headers and body", () => {
    const response = new Response();
    response.status = 404;
    response.body = "x";
    response.headers.set("A", "1");
    response.reset();
    expect([response.status, response.body, response.headers.flat]).toEqual([200, null, []]);
  });

  it("keeps close listeners", () => {
    const response = new Response();
    response.onClose(() => undefined);
    response.reset();
    expect(response.hasCloseListeners).toBe(true);
  });
});

describe("close", () => {
  it("has nothing to do without listeners", () => {
    const response = new Response();
    expect([response.hasCloseListeners, response.close()]).toEqual([false, undefined]);
  });

  it("runs the listeners, last registered first", () => {
    const response = new Response();
    const trace: number[] = [];
    for (const n of [1, 2, 3]) response.onClose(() => void trace.push(n));
    void response.close();
    expect(trace).toEqual([3, 2, 1]);
  });

  it("runs each listener once", () => {
    const response = new Response();
    let times = 0;
    response.onClose(() => void times++);
    void response.close();
    void response.close();
    expect(times).toBe(1);
  });

  it("waits for asynchronous listeners", async () => {
    const response = new Response();
    let done = false;
    response.onClose(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      done = true;
    });
    await response.close();
    expect(done).toBe(true);
  });

  it("runs all, and throws what they threw together", () => {
    const response = new Response();
    let ran = false;
    response.onClose(() => void (ran = true));
    response.onClose(() => {
      throw new Error("a");
    });
    expect(() => response.close()).toThrow(AggregateError);
    expect(ran).toBe(true);
  });

  it("rejects with what asynchronous listeners threw", async () => {
    const response = new Response();
    response.onClose(async () => {
      throw new Error("a");
    });
    response.onClose(() => {
      throw new Error("b");
    });
    response.onClose(async () => undefined);
    const failure = await Promise.resolve(response.close()).catch((error: unknown) => error);
    expect((failure as AggregateError).errors.map(String)).toEqual(["Error: b", "Error: a"]);
  });
});

describe("the body of a response", () => {
  it("is text, bytes and JSON, whichever was set [F102]", () => {
    const response = new Response();
    expect([response.text, response.bytes?.byteLength, response.json]).toEqual(["", 0, undefined]);
    response.text = "é";
    expect([response.body, response.bytes?.byteLength]).toEqual(["é", 2]);
    response.bytes = Buffer.from('{"a":1}');
    expect([response.text, response.json]).toEqual(['{"a":1}', undefined]);
    response.type = "application/json";
    expect(response.json).toEqual({ a: 1 });
  });

  it("is none of them when it comes in chunks", () => {
    const response = new Response();
    response.body = (async function* chunks() {
      yield "a";
    })();
    expect([response.text, response.bytes]).toEqual([undefined, undefined]);
  });

  it("takes the length that was announced for another with it [F102]", () => {
    const response = new Response();
    response.text = "abc";
    response.contentLength = 3;
    response.text = "longer";
    expect(response.contentLength).toBeUndefined();
  });
});

describe("a cookie over the size that browsers keep", () => {
  it("is warned of [F103 B68]", () => {
    const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    new Response().setCookie("big", "x".repeat(5000));
    expect(emitWarning).toHaveBeenCalledWith(
      expect.stringMatching(/^The cookie "big" has 50\d\d bytes\. Browsers drop cookies over 4093\./),
      expect.objectContaining({ code: "MICRO_COOKIE_TOO_LARGE" }),
    );
    emitWarning.mockClear();
    new Response().setCookie("small", "x".repeat(4000));
    new Response(0).setCookie("big", "x".repeat(5000));
    expect(emitWarning).not.toHaveBeenCalled();
    new Response(100).setCookie("a", "x".repeat(100));
    expect(emitWarning).toHaveBeenCalledOnce();
    emitWarning.mockRestore();
  });
});

describe("the entity tag of a response", () => {
  it("is set with quotes, weak on demand [F108]", () => {
    const response = new Response();
    expect(response.etag).toBeUndefined();
    expect(response.setEtag('v"7').etag).toBe('"v7"');
    expect(response.setEtag("v7", { weak: true }).etag).toBe('W/"v7"');
  });

  it("is made of the body, unless it is there [F108]", () => {
    const response = new Response();
    response.text = "abc";
    expect(response.addEtag().etag).toBe('"a9993e364706816aba3e25717850c26c9cd0d89d"');
    response.text = "other";
    expect(response.addEtag().etag).toBe('"a9993e364706816aba3e25717850c26c9cd0d89d"');
    expect(response.addEtag({ overwrite: true, weak: true }).etag).toMatch(/^W\/"(?!a999)/);
  });

  it("is none for a body in chunks", () => {
    const response = new Response();
    response.body = (async function* chunks() {
      yield "a";
    })();
    expect(response.addEtag().etag).toBeUndefined();
  });
});

describe("makeConditional", () => {
  const date = "Sat, 21 Nov 2026 10:00:00 GMT";

  function answer(headers: Record<string, string>, method = "GET"): Response {
    const response = new Response();
    response.text = "0123456789";
    response.lastModified = new Date(date);
    response.setEtag("v7");
    return response.makeConditional(createRequest({ method, headers }), { acceptRanges: true });
  }

  it.each([
    [{ "If-None-Match": '"v7"' }, 304],
    [{ "If-None-Match": 'W/"v7"' }, 304],
    [{ "If-None-Match": '"v6"' }, 200],
    [{ "If-Modified-Since": date }, 304],
    [{ "If-Modified-Since": "Fri, 20 Nov 2026 10:00:00 GMT" }, 200],
    [{ "If-Match": '"v6"' }, 412],
    [{ "If-Match": '"v7"' }, 200],
    [{ "If-Unmodified-Since": "Fri, 20 Nov 2026 10:00:00 GMT" }, 412],
    [{}, 200],
  ] as [Record<string, string>, number][])("answers %j with %i [F107]", (headers, status) => {
    const response = answer(headers);
    expect([response.status, response.body === null]).toEqual([status, status !== 200]);
  });

  it("cuts out a range, if it is of this version [F107]", () => {
    const response = answer({ Range: "bytes=2-4" });
    expect([response.status, response.text, response.contentRange]).toEqual([206, "234", "bytes 2-4/10"]);
    expect(answer({ Range: "bytes=2-4", "If-Range": '"v6"' }).status).toBe(200);
    expect(answer({ Range: "bytes=2-4", "If-Range": '"v7"' }).status).toBe(206);
  });

  it("says that ranges can be asked for, also when this one cannot be had [F107]", () => {
    const response = answer({ Range: "bytes=10-" });
    expect([response.status, response.contentRange, response.acceptRanges]).toEqual([
      416,
      "bytes */10",
      "bytes",
    ]);
    expect(answer({}).acceptRanges).toBe("bytes");
    expect(answer({}, "POST").acceptRanges).toBeUndefined();
  });

  it("leaves an answer that is not 200, one in chunks, and one without validators", () => {
    const failed = new Response();
    failed.status = 404;
    expect(failed.makeConditional(createRequest({ headers: { "If-Match": '"a"' } })).status).toBe(404);
    const chunked = new Response();
    chunked.body = (async function* chunks() {
      yield "a";
    })();
    const ranged = createRequest({ headers: { Range: "bytes=0-0" } });
    expect(chunked.makeConditional(ranged, { acceptRanges: true }).status).toBe(200);
    const bare = new Response();
    const request = createRequest({ headers: { "If-Modified-Since": date, "If-Unmodified-Since": date } });
    expect(bare.makeConditional(request).status).toBe(200);
    expect(bare.makeConditional(createRequest({ headers: { "If-None-Match": '"a",' } })).status).toBe(200);
    expect(
      bare.makeConditional(createRequest({ headers: { Range: "bytes=0-0", "If-Range": "" } })).status,
    ).toBe(200);
  });
});

describe("moveTo", () => {
  it("puts a response into another, over what that has [B58 F105]", () => {
    const [inner, outer] = [new Response(), new Response()];
    inner.status = 201;
    inner.text = "inner";
    inner.headers.set("X-A", "inner").append("Link", "<a>").append("Link", "<b>");
    inner.setCookie("a", "1");
    inner.onClose(() => undefined);
    outer.headers.set("X-A", "outer").set("X-B", "outer");
    outer.setCookie("b", "2");
    inner.moveTo(outer);
    expect([outer.status, outer.text, outer.headers.get("X-A"), outer.headers.get("X-B")]).toEqual([
      201,
      "inner",
      "inner",
      "outer",
    ]);
    expect(outer.headers.getAll("Link")).toEqual(["<a>", "<b>"]);
    expect(outer.headers.getAll("Set-Cookie")).toHaveLength(2);
    expect([outer.hasCloseListeners, inner.body]).toEqual([true, null]);
    outer.moveTo(outer);
    expect(outer.text).toBe("inner");
  });
});
