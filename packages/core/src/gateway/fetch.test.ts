import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { reply } from "../http/reply.ts";

describe("app.fetch", () => {
  it("gives a web Response", async () => {
    const app = new Micro();
    app.get("/", () => "hello");
    const response = await app.fetch(new Request("https://example.org/"));
    expect(response).toBeInstanceOf(globalThis.Response);
    expect(await response.text()).toBe("hello");
  });

  it("can be handed around without its app", async () => {
    const { fetch } = new Micro();
    expect((await fetch(new Request("http://localhost/"))).status).toBe(404);
  });

  it("takes scheme, host, path and query from the URL", async () => {
    const app = new Micro();
    app.get("/a", ({ scheme, host, url, queryString }) => ({ scheme, host, url, queryString }));
    const response = await app.fetch(new Request("https://example.org:8443/a?b=c#d"));
    expect(await response.json()).toEqual({
      scheme: "https",
      host: "example.org:8443",
      url: "https://example.org:8443/a?b=c",
      queryString: "b=c",
    });
  });

  it("knows no peer", async () => {
    const app = new Micro();
    app.get("/", ({ remoteAddress }) => ({ remoteAddress }));
    expect(await (await app.fetch(new Request("http://localhost/"))).json()).toEqual({ remoteAddress: "" });
  });

  it("takes a URL of another scheme for the root", async () => {
    const app = new Micro();
    app.get("/", ({ host }) => ({ host }));
    const request = new Request("http://localhost/x");
    Object.defineProperty(request, "url", { value: "capacitor://localhost/x" });
    expect(await (await app.fetch(request)).json()).toEqual({ host: "" });
  });

  it("sets Content-Length, whatever the view says", async () => {
    const app = new Micro();
    app.get("/", () => "Grüße");
    const framing = { "Content-Length": "999", "Transfer-Encoding": "chunked" };
    app.get("/own", () => reply("abc", 200, framing));
    const framingOf = async (path: string): Promise<(string | null)[]> => {
      const { headers } = await app.fetch(new Request(`http://localhost${path}`));
      return [headers.get("content-length"), headers.get("transfer-encoding")];
    };
    expect([await framingOf("/"), await framingOf("/own")]).toEqual([
      ["7", null],
      ["3", null],
    ]);
  });

  it.each(["2", "4"])(
    "breaks a stream off that has not the length %s that its view announces",
    async (length) => {
      const app = new Micro(null, { logger: { error: () => undefined } });
      app.get("/", () => reply(["ab", "c"][Symbol.iterator](), 200, { "Content-Length": length }));
      const response = await app.fetch(new Request("http://localhost/"));
      await expect(response.text()).rejects.toThrow("The body has 3 bytes instead of");
    },
  );

  it("sends a stream whose view announces no number without a length", async () => {
    const app = new Micro();
    app.get("/", () => reply(["ab", "c"][Symbol.iterator](), 200, { "Content-Length": "abc" }));
    const response = await app.fetch(new Request("http://localhost/"));
    expect([response.headers.get("content-length"), await response.text()]).toEqual([null, "abc"]);
  });

  it("aborts the request's signal with the runtime's", async () => {
    const app = new Micro();
    const controller = new AbortController();
    let isAborted = false;
    app.get("/", async ({ signal }) => {
      controller.abort();
      isAborted = signal.aborted;
      return "x";
    });
    await app.fetch(new Request("http://localhost/", { signal: controller.signal }));
    expect(isAborted).toBe(true);
  });

  it("answers 400 when the body breaks off", async () => {
    const app = new Micro();
    app.post("/", async (request) => request.text());
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new Error("gone"));
      },
    });
    const response = await app.fetch(
      new Request("http://localhost/", { method: "POST", body, duplex: "half" }),
    );
    expect(response.status).toBe(400);
  });

  it("cancels a body that is over the limit", async () => {
    const app = new Micro(null, { config: { MAX_CONTENT_LENGTH: 10 } });
    app.post("/", async (request) => request.text());
    let cancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(100)),
      cancel: () => {
        cancelled = true;
      },
    });
    const response = await app.fetch(
      new Request("http://localhost/", { method: "POST", body, duplex: "half" }),
    );
    expect([response.status, cancelled]).toEqual([413, true]);
  });

  it("does not read a body that the view does not read", async () => {
    const app = new Micro();
    app.post("/", () => "unread");
    const request = new Request("http://localhost/", { method: "POST", body: "x" });
    expect(await (await app.fetch(request)).text()).toBe("unread");
    expect(request.bodyUsed).toBe(false);
  });

  it("gives the bytes of a view that may still change them", async () => {
    const app = new Micro();
    const shared = new Uint8Array([65]);
    app.get("/", () => shared);
    const response = await app.fetch(new Request("http://localhost/"));
    shared[0] = 66;
    expect(await response.text()).toBe("A");
  });

  it("gives bytes that are a part of a larger buffer", async () => {
    const app = new Micro();
    app.get("/", () => new Uint8Array([65, 66, 67]).subarray(1, 2));
    expect(await (await app.fetch(new Request("http://localhost/"))).text()).toBe("B");
  });

  it("takes a header name that is none for a missing one", async () => {
    const app = new Micro();
    app.get("/", ({ headers }) => ({
      value: headers.get("no header") ?? null,
      has: headers.has("no header"),
    }));
    expect(await (await app.fetch(new Request("http://localhost/"))).json()).toEqual({
      value: null,
      has: false,
    });
  });

  it("reads nothing from a source before the client reads", async () => {
    const app = new Micro();
    let pulled = 0;
    app.get("/", async function* chunks() {
      for (; pulled < 10; pulled++) yield "x";
    });
    await app.fetch(new Request("http://localhost/"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pulled).toBeLessThanOrEqual(1);
  });
});
