import { describe, expect, it } from "vitest";

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
    ["a path with an attribute (A144)", "a", { path: "/; Domain=evil.example" }],
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
