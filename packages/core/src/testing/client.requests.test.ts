import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { reply } from "../http/reply.ts";
import { abort } from "../http-errors.ts";
import type { TestClientOptions, TestRequestOptions } from "./test-request-options.ts";

function createApp(config: Readonly<Record<string, unknown>> = {}): Micro {
  const app = new Micro(null, { config: { SECRET_KEY: "of the tests", ...config } });
  app.get("/echo", (request) => ({
    url: request.url,
    scheme: request.scheme,
    host: request.host,
    address: request.remoteAddress,
    headers: Object.fromEntries(request.headers),
    odd: request.headers.has("not a name"),
  }));
  return app;
}

interface Echo {
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function echo(
  options: TestClientOptions,
  path: string = "/echo",
  sent: TestRequestOptions = {},
): Promise<Echo> {
  return (await createApp().testClient(options).get(path, sent)).json<Echo>();
}

describe("a request of the test client", () => {
  it("comes from 127.0.0.1 to localhost, with a User-Agent of its own [B160]", async () => {
    expect(await echo({})).toEqual({
      url: "http://localhost/echo",
      scheme: "http",
      host: "localhost",
      address: "127.0.0.1",
      headers: { host: "localhost", "user-agent": "micro-test-client" },
      odd: false,
    });
  });

  it("goes to the app's SERVER_NAME [B160]", async () => {
    const app = createApp({ SERVER_NAME: "example.org:8080", PREFERRED_URL_SCHEME: "https" });
    expect((await app.testClient().get("/echo")).json<Echo>().url).toBe("https://example.org:8080/echo");
  });

  it("has what the client is told to give to all [B160]", async () => {
    const options = {
      baseUrl: "https://example.org",
      headers: { "X-Extra": "1", accept: "text/plain" },
      remoteAddress: "10.0.0.1",
      userAgent: "Mozilla",
    };
    const { url, address, headers } = await echo(options, "/echo", {
      headers: new Headers({ accept: "text/html" }),
    });
    expect([url, address]).toEqual(["https://example.org/echo", "10.0.0.1"]);
    expect(headers).toEqual({
      host: "example.org",
      "user-agent": "Mozilla",
      "x-extra": "1",
      accept: "text/html",
    });
  });

  it("has its own base and address before the client's", async () => {
    const sent = { baseUrl: "http://one.example", remoteAddress: "::1" };
    const { host, address } = await echo({ baseUrl: "http://all.example" }, "/echo", sent);
    expect([host, address]).toEqual(["one.example", "::1"]);
  });

  it.each([
    ["https://example.org/echo?a=1&b=%20", "https://example.org/echo?a=1&b=%20"],
    ["http://api.localhost:8080/echo", "http://api.localhost:8080/echo"],
  ])("goes to the whole URL %s, query and all [B161]", async (path, url) => {
    expect((await echo({}, path)).url).toBe(url);
  });

  it.each(["a\r\nX-Evil: y", "a\nb", "a\0b"])("is none with the header %j (A138)", async (value) => {
    const client = new Micro().testClient();
    await expect(client.get("/", { headers: { "X-A": value } })).rejects.toThrow(TypeError);
    await expect(client.get("/", { headers: { [value]: "x" } })).rejects.toThrow(TypeError);
  });

  it("can go to a subdomain [B33]", async () => {
    const app = createApp({ SERVER_NAME: "example.org" });
    const { url, host } = (await app.testClient().get("http://shop.example.org/echo")).json<Echo>();
    expect([url, host]).toEqual(["http://shop.example.org/echo", "shop.example.org"]);
  });

  it("goes to the host of its Host header, whatever the URL says", async () => {
    expect((await echo({}, "/echo", { headers: { host: "evil.example" } })).host).toBe("evil.example");
  });

  it.each([
    [{ user: "Ann", password: "päss:word" }, "Basic QW5uOnDDpHNzOndvcmQ="],
    [{ bearer: "token" }, "Bearer token"],
  ])("authorizes itself with %j", async (auth, expected) => {
    expect((await echo({}, "/echo", { auth })).headers["authorization"]).toBe(expected);
  });

  it("says a type without a body, too", async () => {
    expect((await echo({}, "/echo", { type: "text/x" })).headers["content-type"]).toBe("text/x");
  });

  it("says the type and length of its body", async () => {
    const app = createApp();
    app.post("/", ({ headers }) => [...headers]);
    const sent = (await app.testClient().post("/", { body: "é", type: "text/plain" })).json<
      [string, string][]
    >();
    expect(sent).toEqual(
      expect.arrayContaining([
        ["content-length", "2"],
        ["content-type", "text/plain"],
      ]),
    );
  });

  it("meets the limits of bodies", async () => {
    const app = createApp({ MAX_CONTENT_LENGTH: 3 });
    app.post("/", (request) => request.text());
    const client = app.testClient();
    expect((await client.post("/", { body: "abc" })).status).toBe(200);
    expect((await client.post("/", { body: "abcd" })).status).toBe(413);
  });

  it("can be read as a stream", async () => {
    const app = createApp();
    app.post("/", async (request) => {
      let size = 0;
      for await (const chunk of request.stream()) size += chunk.byteLength;
      return `${size}`;
    });
    const client = app.testClient();
    expect((await client.post("/", { body: new Uint8Array(1000) })).text).toBe("1000");
    expect((await client.post("/")).text).toBe("0");
  });

  it("sends the path as it is written, dots and double slashes too", async () => {
    const app = createApp();
    app.get("/<path:rest>", (request) => request.rawPath);
    expect((await app.testClient().get("/a/%2e%2e/b")).status).toBe(404);
    expect((await app.testClient().get("/a%3Fb c")).text).toBe("/a%3Fb%20c");
  });
});

describe("a response of the test client", () => {
  it("tells all of itself", async () => {
    const app = createApp();
    app.post("/", (_, response) => {
      response.setCookie("theme", "dark", { maxAge: 60, httpOnly: true });
      response.setCookie("lang", "de");
      return reply({ ok: true }, 201, { Location: "/x" });
    });
    const response = await app.testClient().post("/?a=1");
    expect(response).toMatchObject({
      status: 201,
      ok: true,
      type: "application/json",
      location: "/x",
      path: "/?a=1",
      url: "http://localhost/?a=1",
      history: [],
      setCookies: [
        { name: "theme", value: "dark", maxAge: 60, httpOnly: true, sameSite: "lax" },
        { name: "lang", value: "de", maxAge: null, httpOnly: false },
      ],
    });
    expect(response.json()).toEqual({ ok: true });
  });

  it("has no location, type or ok that was not sent", async () => {
    const app = createApp();
    app.get("/", () => reply(null, 404));
    const { ok, location, type, setCookies } = await app.testClient().get("/");
    expect([ok, location, type, setCookies]).toEqual([false, null, "", []]);
  });

  it("leads to the request with its session and g after the fact [B162]", async () => {
    const app = createApp();
    app.get("/<int:id>", ({ g, session, params }) => {
      g["seen"] = params.id;
      session["user"] = "Ann";
      return "x";
    });
    const { request } = await app.testClient().get("/3");
    expect([request.endpoint, request.params, request.g, request.session]).toEqual([
      expect.any(String),
      { id: 3 },
      { seen: 3 },
      { user: "Ann" },
    ]);
  });

  it("says what it is when it is read as JSON and is none [B163]", async () => {
    const response = await createApp().testClient().get("/none");
    expect(response.text).toMatch(/Not Found/);
    expect(() => response.json()).toThrow(
      /^The response to GET \/none \(404 text\/html: "<!doctype html>.*\) is not JSON/i,
    );
  });

  it("is read, as JSON of a request is written, by the JSON provider of the app [B163]", async () => {
    const json = {
      stringify: (value: unknown) => `~${JSON.stringify(value)}`,
      parse: (text: string): unknown => JSON.parse(text.replace(/^~+/, "")),
      mimetype: "application/json",
    };
    const app = createApp();
    app.use({ name: "json", setup: (setup) => setup.setJson(json) });
    app.post("/", (request) => request.text());
    const response = await app.testClient().post("/", { json: { a: 1 } });
    expect([response.text, response.json()]).toEqual(['~{"a":1}', { a: 1 }]);
  });

  it("is read to the end of its stream", async () => {
    const app = createApp();
    app.get("/stream", () => reply(ReadableStream.from([new Uint8Array([104]), new Uint8Array([105])])));
    expect((await app.testClient().get("/stream")).text).toBe("hi");
  });

  it("fails like its stream", async () => {
    const app = new Micro(null, { logger: { error: () => undefined } });
    app.get("/", () =>
      reply(
        (async function* fail() {
          yield "a";
          await Promise.resolve();
          throw new RangeError("broken");
        })(),
      ),
    );
    await expect(app.testClient().get("/")).rejects.toThrow("broken");
  });

  it.each([204, 304])("of %i has no body", async (status) => {
    const app = createApp();
    app.get("/", () => reply("text", status));
    const response = await app.testClient().get("/");
    expect([response.status, response.text, response.type]).toEqual([status, "", ""]);
  });

  it("of HEAD has the headers of GET and no body [B8]", async () => {
    const app = createApp();
    app.get("/", () => "text");
    const response = await app.testClient().head("/");
    expect([response.text, response.headers.get("content-length")]).toEqual(["", "4"]);
  });

  it("runs the teardown before it is given", async () => {
    const app = createApp();
    const log: string[] = [];
    app.get("/", () => "x");
    app.teardownRequest(async () => {
      await Promise.resolve();
      log.push("teardown");
    });
    await app.testClient().get("/");
    expect(log).toEqual(["teardown"]);
  });
});

describe("a request for an app that is mounted", () => {
  it("goes to that app, with its cookies and body, below the root of the outer one", async () => {
    const inner = new Micro();
    inner.post("/<name>", async (request, response) => {
      response.setCookie("inner", "1", { path: request.rootPath });
      return [request.path, request.queryString, request.rootPath, request.params.name, await request.text()];
    });
    const app = createApp({ APPLICATION_ROOT: "/site" }).mountApp("/inner", inner);
    const client = app.testClient();
    const response = await client.post("/inner/x?a=1", { body: "text" });
    expect(response.json()).toEqual(["/x", "a=1", "/site/inner", "x", "text"]);
    expect([response.path, client.getCookie("inner")?.path]).toEqual(["/inner/x?a=1", "/site/inner"]);
  });
});

describe("a test client", () => {
  it("that goes away aborts the signal of its request", async () => {
    const app = createApp();
    const controller = new AbortController();
    app.get("/", async ({ signal }) => {
      controller.abort();
      await Promise.resolve();
      return signal.aborted ? "aborted" : "alive";
    });
    expect((await app.testClient().get("/", { signal: controller.signal })).text).toBe("aborted");
  });

  it("without cookies keeps none and sends none [F355]", async () => {
    const app = createApp();
    app.get("/set", (_, response) => {
      response.setCookie("a", "1");
      return "set";
    });
    const client = app.testClient({ useCookies: false });
    await client.get("/set");
    client.setCookie("b", "1");
    expect((await client.get("/echo")).json<Echo>().headers).not.toHaveProperty("cookie");
    expect(client.getCookie("a")).toBeUndefined();
  });

  it("has its cookies set, got and deleted [F355]", async () => {
    const client = createApp().testClient({ baseUrl: "https://example.org" });
    client.setCookie("theme", "dark blue", { secure: true });
    client.setCookie("deep", "1", { path: "/echo" });
    client.setCookie("other", "1", { domain: "other.example" });
    expect((await client.get("/echo")).json<Echo>().headers["cookie"]).toBe("deep=1; theme=dark%20blue");
    expect(client.getCookie("theme")).toMatchObject({
      value: "dark%20blue",
      secure: true,
      domain: "example.org",
    });
    expect([client.deleteCookie("theme"), client.deleteCookie("theme")]).toEqual([true, false]);
    expect((await client.get("https://other.example/echo")).json<Echo>().headers["cookie"]).toBe("other=1");
  });

  it("keeps cookies for the host that set them [B161]", async () => {
    const app = createApp();
    app.get("/set", ({ host }, response) => {
      response.setCookie("host", host);
      return "set";
    });
    const client = app.testClient();
    await client.get("http://a.example/set");
    await client.get("http://b.example/set");
    expect((await client.get("http://a.example/echo")).json<Echo>().headers["cookie"]).toBe("host=a.example");
    expect((await client.get("/echo")).json<Echo>().headers).not.toHaveProperty("cookie");
  });

  it.each([{ TESTING: true }, { PROPAGATE_EXCEPTIONS: true }])(
    "of an app with %j gives an unhandled error to the test [F362 B115]",
    async (config) => {
      const app = new Micro(null, { config, logger: { error: () => undefined } });
      const error = new RangeError("from the view");
      app.get("/", () => {
        throw error;
      });
      app.get("/handled", () => abort(404));
      await expect(app.testClient().get("/")).rejects.toBe(error);
      expect((await app.testClient().get("/handled")).status).toBe(404);
    },
  );

  it("gives the 500 that the app makes of an error in production [F362 B115]", async () => {
    const app = new Micro(null, {
      config: { PROPAGATE_EXCEPTIONS: false },
      logger: { error: () => undefined },
    });
    app.get("/", () => {
      throw new RangeError("from the view");
    });
    expect((await app.testClient().get("/")).status).toBe(500);
  });
});
