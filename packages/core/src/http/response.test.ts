import { describe, expect, it } from "vitest";

import { Response } from "./response.ts";

describe("Response.status", () => {
  it("is 200 at first", () => {
    expect(new Response().status).toBe(200);
  });

  it.each([200, 204, 304, 404, 599])("may be %i", (status) => {
    const response = new Response();
    response.status = status;
    expect(response.status).toBe(status);
  });

  it.each([0, -1, 99, 100, 103, 199, 600, 1000, 200.5, Number.NaN, Infinity])("may not be %d", (status) => {
    const response = new Response();
    expect(() => {
      response.status = status;
    }).toThrow(expect.objectContaining({ code: "MICRO_STATUS_INVALID" }));
    expect(response.status).toBe(200);
  });

  it("may not be a text", () => {
    const status: number = JSON.parse('"200"');
    expect(() => {
      new Response().status = status;
    }).toThrow("Use an integer from 200 to 599.");
  });
});

describe("Response.type", () => {
  it("is empty at first", () => {
    expect(new Response().type).toBe("");
  });

  it("is the Content-Type", () => {
    const response = new Response();
    response.type = "text/plain";
    expect(response.headers.get("content-type")).toBe("text/plain");
    response.headers.set("Content-Type", "text/css");
    expect(response.type).toBe("text/css");
  });

  it("may not hold a line break", () => {
    expect(() => {
      new Response().type = "text/plain\r\nX: y";
    }).toThrow(expect.objectContaining({ code: "MICRO_HEADER_INVALID" }));
  });
});

describe("the cookies of a response", () => {
  it("are a header each (A317)", () => {
    const response = new Response();
    response.setCookie("a", "1");
    response.setCookie("b", "2", { httpOnly: true });
    expect(response.headers.getAll("Set-Cookie")).toEqual([
      "a=1; Path=/; SameSite=Lax",
      expect.stringMatching(/^b=2; .*HttpOnly/),
    ]);
  });

  it("are refused with a bad name or attribute", () => {
    const response = new Response();
    expect(() => response.setCookie("a b", "1")).toThrow(
      expect.objectContaining({ code: "MICRO_COOKIE_INVALID" }),
    );
    expect(() => response.setCookie("a", "1", { path: "/;x" })).toThrow("MICRO_COOKIE_INVALID");
    expect(response.headers.has("Set-Cookie")).toBe(false);
  });

  it("are deleted with the attributes they were set with", () => {
    const response = new Response();
    response.deleteCookie("a", { path: "/x", domain: "example.org", secure: true, maxAge: 100 });
    const [cookie = ""] = response.headers.getAll("Set-Cookie");
    expect(cookie.split("; ").toSorted()).toEqual([
      "Domain=example.org",
      "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
      "Max-Age=0",
      "Path=/x",
      "SameSite=Lax",
      "Secure",
      "a=",
    ]);
  });
});

describe("Response.reset", () => {
  it("forgets status, headers and body", () => {
    const response = new Response();
    response.status = 404;
    response.body = "x";
    response.headers.set("X-A", "1");
    response.reset();
    expect([response.status, response.body, [...response.headers]]).toEqual([200, null, []]);
  });

  it("keeps the close listeners", async () => {
    const closed: string[] = [];
    const response = new Response();
    response.onClose(() => closed.push("a"));
    response.reset();
    await response.close();
    expect(closed).toEqual(["a"]);
  });
});

describe("Response.close", () => {
  it("runs the listeners, last registered first", () => {
    const order: number[] = [];
    const response = new Response();
    for (const number of [1, 2, 3]) response.onClose(() => order.push(number));
    expect(response.close()).toBeUndefined();
    expect(order).toEqual([3, 2, 1]);
  });

  it("runs each once", () => {
    let count = 0;
    const response = new Response();
    response.onClose(() => count++);
    void response.close();
    void response.close();
    expect(count).toBe(1);
  });

  it("waits for promises", async () => {
    const order: string[] = [];
    const response = new Response();
    response.onClose(async () => {
      await Promise.resolve();
      order.push("later");
    });
    response.onClose(() => order.push("at once"));
    const closed = response.close();
    expect(closed).toBeInstanceOf(Promise);
    await closed;
    expect(order).toEqual(["at once", "later"]);
  });

  it("has nothing to do without listeners", () => {
    const response = new Response();
    expect(response.hasCloseListeners).toBe(false);
    expect(response.close()).toBeUndefined();
  });

  it("says that it has something to do", () => {
    const response = new Response();
    response.onClose(() => undefined);
    expect(response.hasCloseListeners).toBe(true);
  });

  it("runs all, whatever the others throw, and throws it all together", () => {
    const order: string[] = [];
    const response = new Response();
    response.onClose(() => order.push("first"));
    response.onClose(() => {
      throw new Error("one");
    });
    response.onClose(() => {
      throw new Error("two");
    });
    expect(() => response.close()).toThrow(
      expect.objectContaining({ name: "AggregateError", errors: [new Error("two"), new Error("one")] }),
    );
    expect(order).toEqual(["first"]);
  });

  it("runs all, whatever the others reject, and rejects it all together", async () => {
    const order: string[] = [];
    const response = new Response();
    response.onClose(() => order.push("first"));
    response.onClose(() => Promise.reject(new Error("rejected")));
    response.onClose(() => {
      throw new Error("thrown");
    });
    response.onClose(() => Promise.resolve());
    await expect(response.close()).rejects.toMatchObject({
      errors: [new Error("thrown"), new Error("rejected")],
    });
    expect(order).toEqual(["first"]);
  });

  it("runs a listener that another one registers, at the next close", () => {
    const order: string[] = [];
    const response = new Response();
    response.onClose(() => response.onClose(() => order.push("inner")));
    void response.close();
    expect(order).toEqual([]);
    void response.close();
    expect(order).toEqual(["inner"]);
  });
});
