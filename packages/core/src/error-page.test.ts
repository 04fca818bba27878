import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { traceOf } from "./error-trace.ts";
import { abort } from "./http-errors.ts";
import type { TestResponse } from "./testing/test-response.ts";

interface Asked {
  readonly accept?: string;
  readonly type?: string;
  readonly debug?: boolean;
}

/** What an app answers where its view fails. */
async function ask(view: () => never, { accept, type, debug = false }: Asked = {}): Promise<TestResponse> {
  const app = new Micro(null, { logger: new MemoryLogger(), config: { DEBUG: debug } });
  app.post("/path/<path:rest>", view);
  const headers = {
    ...(accept === undefined ? {} : { accept }),
    ...(type === undefined ? {} : { "content-type": type }),
  };
  return app.testClient().post("/path/secret", { headers, ...(type === undefined ? {} : { body: "{}" }) });
}

const teapot = (): never => abort(418, "I only make tea.", { details: { pot: "small" } });
const broken = (): never => {
  throw new Error("the password is <hunter2>");
};

describe("the type of an error page [F182]", () => {
  it.each([
    ["text/html", "text/html; charset=utf-8"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"],
    ["application/json", "application/json"],
    ["application/problem+json", "application/problem+json"],
    ["application/problem+json, application/json", "application/problem+json"],
    ["text/plain", "text/plain; charset=utf-8"],
    ["*/*", "text/html; charset=utf-8"],
    ["image/png", "text/plain; charset=utf-8"],
    ["", "text/html; charset=utf-8"],
    ["application/json;q=0.1, text/plain;q=0.9", "text/plain; charset=utf-8"],
  ])("for Accept: %s is %s", async (accept, expected) => {
    expect((await ask(teapot, { accept })).headers.get("content-type")).toBe(expected);
  });

  it("without Accept is HTML", async () => {
    expect((await ask(teapot)).headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("is problem+json for a client that sent JSON and accepts anything", async () => {
    expect((await ask(teapot, { type: "application/json", accept: "*/*" })).headers.get("content-type")).toBe(
      "application/problem+json",
    );
    expect((await ask(teapot, { type: "application/json" })).headers.get("content-type")).toBe(
      "application/problem+json",
    );
  });

  it("is HTML for a client that sent JSON and asks for HTML", async () => {
    expect(
      (await ask(teapot, { type: "application/json", accept: "text/html" })).headers.get("content-type"),
    ).toBe("text/html; charset=utf-8");
  });
});

describe("the HTML page [F185 B105]", () => {
  it("is short and whole", async () => {
    expect((await ask(teapot, { accept: "text/html" })).text).toBe(
      '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>418 I&#39;m a Teapot</title>\n' +
        "<h1>418 I&#39;m a Teapot</h1>\n<p>I only make tea.</p>\n</html>\n",
    );
  });

  it("escapes the message (A344)", async () => {
    const { text } = await ask(() => abort(400, '<script>alert("1")</script>'), { accept: "text/html" });
    expect(text).toContain("<p>&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;</p>");
  });

  it("says the reason once when there is no message", async () => {
    expect((await ask(() => abort(404), { accept: "text/html" })).text).not.toContain("<p>");
  });
});

describe("the problem document (RFC 9457) [F182]", () => {
  it("has title, status, detail and the error's own details", async () => {
    const response = await ask(teapot, { accept: "application/problem+json" });
    expect(response.json()).toEqual({
      type: "about:blank",
      title: "I'm a Teapot",
      status: 418,
      detail: "I only make tea.",
      pot: "small",
    });
  });

  it("has no detail without a message", async () => {
    expect((await ask(() => abort(404), { accept: "application/json" })).json()).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
    });
  });

  it("is not sniffed for another type (A242)", async () => {
    expect((await ask(teapot, { accept: "application/json" })).headers.get("x-content-type-options")).toBe(
      "nosniff",
    );
  });
});

describe("the text", () => {
  it("has status, reason and message", async () => {
    expect((await ask(teapot, { accept: "text/plain" })).text).toBe("418 I'm a Teapot\nI only make tea.\n");
  });

  it("says the reason once when there is no message", async () => {
    expect((await ask(() => abort(404), { accept: "text/plain" })).text).toBe("404 Not Found\n");
  });
});

describe("the page of an unhandled error", () => {
  it.each(["text/html", "application/json", "application/problem+json", "text/plain"])(
    "leaks nothing as %s in production (A221) [F185]",
    async (accept) => {
      const { status, text } = await ask(broken, { accept });
      expect(status).toBe(500);
      expect(text).not.toMatch(/hunter2|error-page\.test|\/work\/|node:| at |secret/);
    },
  );

  it("shows the stack in debug, escaped [A6 A305]", async () => {
    const { text } = await ask(broken, { accept: "text/html", debug: true });
    expect(text).toMatch(
      /<h1><b>Error<\/b>: the password is &lt;hunter2&gt;<\/h1>[^]*error-page\.test\.ts:\d+/,
    );
    expect(text).not.toContain("<hunter2>");
  });

  it.each(["", "?__debugger__=yes&cmd=1%2B1&frm=0", "?__debugger__=yes&cmd=pinauth&pin=1"])(
    "has no console in debug, and so no PIN to guess: %s [A7 A388]",
    async (query) => {
      const app = new Micro(null, { logger: new MemoryLogger(), config: { DEBUG: true } });
      app.get("/", broken);
      app.get("/fine", () => "fine");
      const { text } = await app.testClient().get(`/${query}`, { headers: { accept: "text/html" } });
      const page = text.replaceAll(/<pre>[^]*?<\/pre>|<script type="application\/json"[^]*?<\/script>/g, "");
      expect(page).not.toMatch(/<(?:form|input|iframe)|\bPIN\b|\beval\b|fetch\(|XMLHttpRequest/);
      expect((await app.testClient().get(`/fine${query}`)).text).toBe("fine");
    },
  );

  it("shows the stack line by line in JSON in debug", async () => {
    const { trace } = (await ask(broken, { accept: "application/json", debug: true })).json<{
      trace: string[];
    }>();
    expect(trace[0]).toBe("Error: the password is <hunter2>");
    expect(trace.length).toBeGreaterThan(1);
  });

  it("shows the stack as text in debug", async () => {
    const { text } = await ask(broken, { accept: "text/plain", debug: true });
    expect(text).toMatch(/^500 Internal Server Error\nError: the password is <hunter2>\n +at /);
  });

  it("shows no stack for an HTTP error in debug", async () => {
    expect((await ask(teapot, { accept: "text/plain", debug: true })).text).toBe(
      "418 I'm a Teapot\nI only make tea.\n",
    );
  });

  it("shows no stack for an abort(500) in debug", async () => {
    expect((await ask(() => abort(500), { accept: "text/plain", debug: true })).text).toBe(
      "500 Internal Server Error\n",
    );
  });

  it("shows the failure of an error handler in debug", async () => {
    const app = new Micro(null, { logger: new MemoryLogger(), config: { DEBUG: true } });
    app.onError(404, () => {
      throw new Error("handler broke");
    });
    expect((await app.testClient().get("/none", { headers: { accept: "text/plain" } })).text).toContain(
      "Error: handler broke",
    );
  });

  it("hides the failure of an error handler in production", async () => {
    const app = new Micro(null, { logger: new MemoryLogger() });
    app.onError(404, () => {
      throw new Error("handler broke");
    });
    expect((await app.testClient().get("/none")).text).not.toContain("broke");
  });

  it("keeps the headers of an error [F175]", async () => {
    const { headers } = await ask(() => abort(503, undefined, { headers: { "Retry-After": "30" } }));
    expect(headers.get("retry-after")).toBe("30");
  });
});

describe("traceOf [F188]", () => {
  it.each([
    ["text", "text"],
    [5, "5"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("x"), "Symbol(x)"],
  ])("of %s is the value as text", (value, text) => {
    expect(traceOf(value)).toBe(text);
  });

  it("of an error is its stack", () => {
    const error = new Error("x");
    expect(traceOf(error)).toBe(error.stack);
  });

  it("of an error without a stack is its message", () => {
    const error = new Error("x");
    delete error.stack;
    expect(traceOf(error)).toBe("Error: x");
  });

  it("shows each cause", () => {
    expect(traceOf(new Error("a", { cause: new Error("b", { cause: { code: 1 } }) }))).toMatch(
      /Error: a[^]*\nCaused by: Error: b[^]*\nCaused by: /,
    );
  });

  it("shows each error of an AggregateError", () => {
    expect(traceOf(new AggregateError([new Error("a"), "b"], "both"))).toMatch(/both[^]*Error: a[^]*\bb\b/);
  });

  it("ends after fifty errors, however long the chain of causes", () => {
    let error = new Error("first");
    for (let count = 0; count < 20_000; count++) error = new Error("next", { cause: error });
    const trace = traceOf(error);
    expect(trace.match(/Caused by/g)).toHaveLength(50);
    expect(trace).toMatch(/\(and more\)$/);
    const parts = Array.from({ length: 100_000 }, () => new Error("part"));
    expect(traceOf(new AggregateError(parts)).length).toBeLessThan(100_000);
  });

  it("says so when the members of an error throw", () => {
    const error = Object.defineProperty(new Error("x"), "stack", {
      get: () => {
        throw new Error("no stack");
      },
    });
    expect(traceOf(error)).toBe("An error whose own members throw");
  });

  it("ends where a cause leads back to itself", () => {
    const error = new Error("knot");
    error.cause = new Error("string", { cause: error });
    expect(traceOf(error)).toMatch(/knot[^]*string/);
  });

  it("of an object without prototype is a text", () => {
    expect(typeof traceOf(Object.create(null))).toBe("string");
  });
});
