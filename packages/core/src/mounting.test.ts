import { createServer } from "node:http";

import request from "supertest";
import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { NotFound } from "./http-errors.ts";
import { liveServer } from "./testing/live-server.ts";

/** An app with one page that tells where it is. */
function createInner(): Micro {
  const inner = new Micro();
  inner.get("/", ({ path, rootPath }) => ({ path, rootPath }));
  inner.post("/echo", async (incoming) => ({ path: incoming.path, text: await incoming.text() }));
  return inner;
}

describe("app.mountApp", () => {
  it("serves another Micro below a prefix, which it knows and its paths do not have [F18 B31]", async () => {
    const app = new Micro().mountApp("/admin", createInner());
    const client = app.testClient();
    const expected = { path: "/", rootPath: "/admin" };
    expect(await (await client.get("/admin")).json()).toEqual(expected);
    expect(await (await client.get("/admin/")).json()).toEqual(expected);
    expect((await request(createServer(app.handle)).get("/admin?q=1")).body).toEqual(expected);
    expect((await request(createServer(app.handle)).post("/admin/echo").send("text")).body).toMatchObject({
      path: "/echo",
    });
    expect((await client.get("/administration")).status).toBe(404);
  });

  it("nests [F18]", async () => {
    const middle = new Micro().mountApp("/inner", createInner());
    const app = new Micro().mountApp("/outer", middle);
    const expected = { path: "/", rootPath: "/outer/inner" };
    expect(await (await app.testClient().get("/outer/inner")).json()).toEqual(expected);
    expect((await request(createServer(app.handle)).get("/outer/inner")).body).toEqual(expected);
  });

  it("takes the longest prefix, before any route of the app; its hooks do not run [F18]", async () => {
    const [short, long] = [new Micro(), new Micro()];
    short.get("/b", () => "short");
    long.get("/", () => "long");
    const app = new Micro().mountApp("/a", short).mountApp("/a/b", long);
    app.get("/a/b", () => "route");
    app.beforeRequest(() => "hook");
    expect((await app.testClient().get("/a/b")).text).toBe("long");
    expect((await app.testClient().get("/other")).text).toBe("hook");
  });

  it("starts and closes a Micro with the app", async () => {
    const trace: string[] = [];
    const inner = createInner();
    inner.onStart(() => trace.push("start"));
    inner.onClose(() => trace.push("close"));
    const app = new Micro().mountApp("/inner", inner);
    await app.start();
    await app.close();
    expect(trace).toEqual(["start", "close"]);
  });

  it("serves a listener of node:http, which finds the prefix in baseUrl as in Express [F18]", async () => {
    const app = new Micro().mountApp("/legacy", (incoming, outgoing) => {
      const { url, baseUrl, originalUrl } = incoming as typeof incoming & Record<string, unknown>;
      outgoing.end(JSON.stringify({ url, baseUrl, originalUrl }));
    });
    const server = createServer(app.handle);
    expect(JSON.parse((await request(server).get("/legacy/a?b=1")).text)).toEqual({
      url: "/a?b=1",
      baseUrl: "/legacy",
      originalUrl: "/legacy/a?b=1",
    });
  });

  it("serves a listener that waits for the end of a request without a body, as Express before a 404", async () => {
    const app = new Micro().mountApp("/legacy", (incoming, outgoing) => {
      if (incoming.complete && !incoming.readable) outgoing.end("at once");
      else incoming.once("end", () => outgoing.end("at the end")).resume();
    });
    await using server = await liveServer(app);
    const response = await fetch(`${server.url}/legacy`, { signal: AbortSignal.timeout(2000) });
    expect(await response.text()).toMatch(/^at /);
  });

  it("answers 500 for a listener whose promise is rejected", async () => {
    const app = new Micro().mountApp("/legacy", async (_incoming, _outgoing) => {
      throw new NotFound();
    });
    expect((await request(createServer(app.handle)).get("/legacy")).status).toBe(500);
  });

  it("breaks the connection of one that has begun to answer", async () => {
    const app = new Micro().mountApp("/legacy", async (_incoming, outgoing) => {
      outgoing.write("begun");
      throw new NotFound();
    });
    await expect(request(createServer(app.handle)).get("/legacy")).rejects.toThrow("aborted");
  });

  it("does not reach a listener of node:http through fetch (MICRO_MOUNT_INVALID)", async () => {
    const app = new Micro().mountApp("/legacy", (_incoming, outgoing) => void outgoing.end());
    await expect(app.fetch(new Request("http://localhost/legacy"))).rejects.toThrow("MICRO_MOUNT_INVALID");
  });

  it("serves a fetch handler, behind node:http and fetch [F18 F20 F122]", async () => {
    const handler = async (incoming: Request): Promise<Response> =>
      new Response(`${incoming.method} ${new URL(incoming.url).pathname} ${await incoming.text()}`, {
        status: 201,
        headers: { "X-From": "handler" },
      });
    const app = new Micro().mountApp("/a", handler).mountApp("/b", { fetch: handler });
    const response = await request(createServer(app.handle)).post("/a/x").send("body");
    expect([response.status, response.text, response.headers["x-from"]]).toEqual([
      201,
      "POST /x body",
      "handler",
    ]);
    expect((await app.testClient().get("/b/y")).text).toBe("GET /y ");
    expect((await app.testClient().post("/b/y", { body: "z" })).text).toBe("POST /y z");
  });

  it("lets a fetch handler leave a body unread", async () => {
    const app = new Micro().mountApp("/a", async (incoming: Request) => {
      await incoming.body?.cancel();
      return new Response("unread");
    });
    const response = await request(createServer(app.handle)).post("/a").send("x".repeat(100_000));
    expect([response.status, response.text]).toEqual([200, "unread"]);
  });

  it.each(["admin", "/admin/", "/", "", "/a?b", "/%20", "/a b", "/über", "/a|b", "/a//b"])(
    "refuses the prefix %j (MICRO_PATH_SYNTAX)",
    (prefix) => {
      expect(() => new Micro().mountApp(prefix, createInner())).toThrow("MICRO_PATH_SYNTAX");
    },
  );

  it.each([{}, null, "x", 3])("refuses %j, which is no app (MICRO_MOUNT_INVALID)", (app) => {
    expect(() => new Micro().mountApp("/x", app as never)).toThrow("MICRO_MOUNT_INVALID");
  });
});
