import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { redirect, reply } from "../http/reply.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly query: readonly unknown[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function createRedirects(config: Readonly<Record<string, unknown>> = {}): Micro {
  const app = new Micro(null, { config });
  app.route("/echo", { methods: METHODS }, async (request) => ({
    method: request.method,
    url: request.url,
    query: [...request.query],
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  }));
  app.route("/go/<int:status>", { methods: METHODS }, ({ params }) =>
    redirect("/echo?from=here", params.status),
  );
  app.route("/to", { methods: METHODS }, ({ query }) => redirect(query.get("url", "/"), 307));
  app.get("/twice", () => redirect("/go/302"));
  app.get("/relative/x", () => redirect("../echo"));
  app.get("/loop", () => redirect("/loop"));
  app.get("/count/<int:left>", ({ params }) =>
    redirect(params.left > 1 ? `/count/${params.left - 1}` : "/echo"),
  );
  app.get("/blank", () => reply("no location", 302));
  app.get("/broken", () => reply("", 302, { Location: "http://[" }));
  app.get("/unmodified", () => reply(null, 304, { Location: "/echo" }));
  app.get("/page", () => "page");
  return app;
}

describe("followRedirects", () => {
  it("is off by default", async () => {
    const response = await createRedirects().testClient().get("/go/302");
    expect([response.status, response.location, response.history]).toEqual([302, "/echo?from=here", []]);
  });

  it.each([
    [301, "GET", "GET"],
    [301, "POST", "GET"],
    [301, "PUT", "PUT"],
    [302, "POST", "GET"],
    [302, "DELETE", "DELETE"],
    [303, "GET", "GET"],
    [303, "POST", "GET"],
    [303, "PUT", "GET"],
    [307, "POST", "POST"],
    [307, "PATCH", "PATCH"],
    [308, "POST", "POST"],
  ])("after %i makes %s a %s, as browsers do [F358]", async (status, method, expected) => {
    const hasBody = method !== "GET";
    const response = await createRedirects()
      .testClient()
      .request(method, `/go/${status}`, { followRedirects: true, ...(hasBody ? { json: { a: 1 } } : {}) });
    const isKept = hasBody && expected !== "GET";
    const { headers, ...echo } = response.json<Echo>();
    expect(echo).toEqual({
      method: expected,
      body: isKept ? '{"a":1}' : "",
      query: [["from", "here"]],
      url: "http://localhost/echo?from=here",
    });
    expect([headers["content-type"], headers["content-length"]]).toEqual(
      isKept ? ["application/json", "7"] : [undefined, undefined],
    );
    expect(response.path).toBe("/echo?from=here");
  });

  it("keeps HEAD [F358]", async () => {
    const response = await createRedirects().testClient().head("/go/303", { followRedirects: true });
    expect([response.request.method, response.status, response.path]).toEqual([
      "HEAD",
      200,
      "/echo?from=here",
    ]);
  });

  it("keeps the way in the history, oldest first [F358]", async () => {
    const response = await createRedirects().testClient().get("/twice", { followRedirects: true });
    expect(response.history.map(({ status, path, location }) => [status, path, location])).toEqual([
      [303, "/twice", "/go/302"],
      [302, "/go/302", "/echo?from=here"],
    ]);
    expect(response.history.map(({ history }) => history.length)).toEqual([0, 1]);
    expect(response.request.url).toBe("http://localhost/echo?from=here");
  });

  it("keeps headers, and not the first request's query", async () => {
    const options = { followRedirects: true, headers: { "x-extra": "1" }, query: { first: 1 } };
    const { headers, query } = (await createRedirects().testClient().get("/go/307", options)).json<Echo>();
    expect([headers["x-extra"], query]).toEqual(["1", [["from", "here"]]]);
  });

  it("resolves a relative location", async () => {
    const response = await createRedirects().testClient().get("/relative/x", { followRedirects: true });
    expect(response.path).toBe("/echo");
  });

  it("follows 20, as browsers do [F358]", async () => {
    const client = createRedirects().testClient();
    expect((await client.get("/count/20", { followRedirects: true })).history).toHaveLength(20);
    await expect(client.get("/count/21", { followRedirects: true })).rejects.toThrow("MICRO_TEST_REDIRECTS");
  });

  it("names the steps of a loop [F358]", async () => {
    const followed = createRedirects().testClient().get("/loop", { followRedirects: true });
    await expect(followed).rejects.toThrow("GET /loop (303) -> GET /loop (303) -> ");
  });

  it.each(["/blank", "/broken", "/unmodified", "/page"])("ends at %s, which leads nowhere", async (path) => {
    const response = await createRedirects().testClient().get(path, { followRedirects: true });
    expect([response.path, response.history]).toEqual([path, []]);
  });

  it.each([
    ["https://localhost/echo", true],
    ["http://api.localhost/echo", true],
    ["http://localhost:8080/echo", true],
    ["//localhost/echo", true],
    ["https://evil.example/echo", false],
    ["http://evillocalhost/echo", false],
    ["ftp://localhost/echo", false],
  ])("goes to %s: %s, for only the hosts of the app are followed [F358]", async (url, isFollowed) => {
    const app = createRedirects();
    app.get("/away", () => reply("", 302, { Location: url }));
    const response = await app.testClient().get("/away", { followRedirects: true });
    expect(response.url).toBe(isFollowed ? new URL(url, "http://localhost").href : "http://localhost/away");
  });

  it("goes to SERVER_NAME from a host of the test's own", async () => {
    const app = createRedirects({ SERVER_NAME: "example.org" });
    const client = app.testClient({ baseUrl: "http://other.example/" });
    const response = await client.get("/to", {
      query: { url: "http://example.org/echo" },
      followRedirects: true,
    });
    expect(response.json<Echo>().url).toBe("http://example.org/echo");
  });

  it("tells no other host what was for this one (A146 A343)", async () => {
    const headers = { cookie: "own=1" };
    const client = createRedirects().testClient();
    const sent = { headers, auth: { bearer: "secret" }, followRedirects: true };
    const there = await client.get("/to", { ...sent, query: { url: "http://api.localhost/echo" } });
    expect(there.json<Echo>().headers).not.toHaveProperty("authorization");
    expect(there.json<Echo>().headers).toMatchObject({ host: "api.localhost" });
    expect(there.json<Echo>().headers).not.toHaveProperty("cookie");
    const here = await client.get("/to", { ...sent, query: { url: "/echo" } });
    expect(here.json<Echo>().headers).toMatchObject({ authorization: "Bearer secret", cookie: "own=1" });
  });

  it("stays below the path that the app is mounted under", async () => {
    const app = createRedirects({ APPLICATION_ROOT: "/app" });
    const client = app.testClient();
    const response = await client.get("/to", { query: { url: "/app/echo" }, followRedirects: true });
    expect([response.url, response.path]).toEqual(["http://localhost/app/echo", "/echo"]);
  });
});
