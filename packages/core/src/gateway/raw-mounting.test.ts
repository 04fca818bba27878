import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { type Exchange, exchange, head } from "../../test/raw-socket.ts";
import { portOf, serveForTest, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import { redirect } from "../http/reply.ts";
import type { MountedRequest } from "../mounting.ts";

const logger = new MemoryLogger();
let server: Server;
let port: number;

/** An app that tells what it was asked for. */
function createInner(): Micro {
  const inner = new Micro();
  inner.get("/", ({ rootPath, path, url }) => ({ inner: [rootPath, path, url] }));
  inner.get("/<path:rest>", ({ rootPath, path, url }) => ({ inner: [rootPath, path, url] }));
  inner.get("/folder/", () => "folder");
  inner.get("/away", ({ rootPath }) => redirect(`${rootPath}/folder/`));
  return inner;
}

function createOuter(): Micro {
  const app = new Micro(null, { logger }).mountApp("/admin", createInner());
  app.mountApp("/legacy", (incoming: MountedRequest, outgoing) => {
    if (incoming.url === "/throw") throw new Error("on purpose\u001b[2J");
    outgoing.end(JSON.stringify({ url: incoming.url, baseUrl: incoming.baseUrl }));
  });
  app.mountApp("/fetch", (request: Request) => new Response(request.url));
  app.get("/", () => "home");
  app.get("/<path:rest>", ({ params }) => `outer ${params.rest}`);
  return app;
}

beforeAll(async () => {
  server = await createOuter().listen({ port: 0 });
  port = portOf(server);
});

afterAll(() => stopServer(server));

afterEach(async () => {
  expect((await ask("GET /")).first.body, "the app answers the next client").toBe("home");
});

function ask(line: string, ...fields: readonly string[]): Promise<Exchange> {
  return exchange(port, head(line, "Connection: close", ...fields));
}

describe("the prefix of a mounted app", () => {
  it.each([
    "/admin%2Fsecret",
    "/admin%2fsecret",
    "/%61dmin/secret",
    "/%2561dmin/secret",
    "//admin/secret",
    "/ADMIN/secret",
    "/Admin",
    "/administration",
    "/admin;x/secret",
    "/admin.",
    "/admin%20",
    "/admin%00",
    "/admin\\secret",
    "/x/../admin/secret",
    "/./admin/secret",
    "/x/admin/secret",
    "/?/admin/secret",
  ])("is not that of %s (A280, A281, A309)", async (path) => {
    const { first } = await ask(`GET ${path}`);
    expect([200, 308, 400, 404]).toContain(first.status);
    expect(first.body).not.toContain("inner");
    expect(first.header("location") ?? "/").toMatch(/^\/(?![/\\])/);
  });

  it.each([
    ["/admin", "/"],
    ["/admin/", "/"],
    ["/admin/x", "/x"],
    ["/admin/%61dmin", "/admin"],
  ])("is taken off %s", async (path, expected) => {
    const { inner } = JSON.parse((await ask(`GET ${path}`)).first.body) as { inner: string[] }; // what the view returned
    expect(inner.slice(0, 2)).toEqual(["/admin", expected]);
  });

  it("stands before the query", async () => {
    expect(JSON.parse((await ask("GET /admin?next=/x")).first.body)).toEqual({
      inner: ["/admin", "/", "http://localhost/admin/?next=/x"],
    });
  });

  it.each(["/admin/../", "/admin/x/../../x", "/admin/%2e%2e/x", "/admin/..%2fx"])(
    "is not left again by %s (A273, A297)",
    async (path) => {
      expect((await ask(`GET ${path}`)).first.status).toBe(404);
    },
  );

  it.each(["/admin//evil.example/..", "/admin//evil.example", "/admin///evil.example/", "/admin//folder"])(
    "stays in front of a redirect from %s (A8, A77)",
    async (path) => {
      expect((await ask(`GET ${path}`)).first.header("location") ?? "/admin").toMatch(/^\/admin\b/);
    },
  );

  it("is in front of the app's own redirects", async () => {
    expect((await ask("GET /admin/folder")).first.header("location")).toBe("/admin/folder/");
    expect((await ask("GET /admin/away")).first.header("location")).toBe("/admin/folder/");
  });
});

describe("prefixes", () => {
  it.each(["/(a+)+$", "/.*", "/[a-z]+", "/a|b", "/^x", "/a{1,99}"])(
    "of blueprints are text and no regular expression: %s (A98)",
    async (prefix) => {
      const blueprint = new Blueprint("below", null, { prefix });
      blueprint.get("/x", () => "inner");
      await expectLiteral(new Micro().mount(blueprint), `${prefix}/x`);
    },
  );

  it.each(["/(a+)+$", "/.*"])(
    "of mounted apps are text and no regular expression: %s (A98)",
    async (prefix) => {
      await expectLiteral(new Micro().mountApp(prefix, createInner()), `${prefix}/x`);
    },
  );

  async function expectLiteral(app: Micro, path: string): Promise<void> {
    const client = app.testClient();
    const encoded = path.replaceAll(/[{}|^]/g, encodeURIComponent);
    expect((await client.get(encoded)).status).toBe(200);
    for (const other of ["/aaa/x", "/b/x", "/x/x", "/x", `/${"a".repeat(30)}!/x`])
      expect([other, (await client.get(other)).status]).toEqual([other, 404]);
  }
});

describe("a request for a mounted app", () => {
  it("in absolute form is one, for the host it names (A301)", async () => {
    const { first } = await ask("GET http://one.example/admin/x?y=1");
    expect(JSON.parse(first.body)).toEqual({ inner: ["/admin", "/x", "http://one.example/admin/x?y=1"] });
    expect(JSON.parse((await ask("GET http://one.example/admin")).first.body)).toEqual({
      inner: ["/admin", "/", "http://one.example/admin/"],
    });
  });

  it("in absolute form reaches a listener as node:http would give it", async () => {
    expect(JSON.parse((await ask("GET http://one.example/legacy/x")).first.body)).toEqual({
      url: "http://one.example/x",
      baseUrl: "/legacy",
    });
    expect((await ask("GET http://one.example/fetch/x")).first.body).toContain("http://one.example/x");
  });

  it.each([
    "OPTIONS *",
    "GET *",
    "GET http://[/admin",
    "GET http://a:99999/admin",
    "GET http://user@a/admin",
    "GET httpx://a/admin",
    "GET http:/admin",
    "GET admin",
    "GET admin:80",
    "GET /admin#x",
    "GET /legacy#x",
    "GET /legacy/x#y",
  ])("that is none ends no process: %s (A298, A301)", async (line) => {
    const { first } = await ask(line);
    expect(first.status).toBe(line === "OPTIONS *" ? 200 : 400);
    expect(first.body).not.toContain("inner");
  });

  it.each([
    ["two hosts (A162)", ["GET /legacy/x", "Host: b"], 400],
    ["too many fields (A212)", ["GET /legacy/x", ...Array.from({ length: 100 }, () => "a: 1")], 431],
    ["a coding of its body", ["POST /legacy/x", "Transfer-Encoding: gzip, chunked"], 501],
  ])(
    "with %s does not reach a listener, and what follows is not read",
    async (_, [line, ...fields], status) => {
      const bytes = head(line ?? "", ...fields) + head("GET /legacy/second");
      const { responses, isClosed } = await exchange(port, bytes, { count: 2, timeout: 1500 });
      expect([responses.map((response) => response.status), isClosed]).toEqual([[status], true]);
    },
  );

  it("with a host that is none does not reach a listener (A324)", async () => {
    const { first } = await exchange(port, "GET /legacy/x HTTP/1.1\r\nHost: a/b\r\n\r\n");
    expect(first.status).toBe(400);
  });
});

describe("what an app is mounted under by somebody else", () => {
  it.each(["//evil.example", "/\\evil.example", "evil.example", "https://evil.example", "\\\\evil.example"])(
    "begins with one slash, so that no URL leads away: %s (A65, A216)",
    async (baseUrl) => {
      const inner = createInner();
      const mounting = createServer((incoming, outgoing) => {
        inner.handle(Object.assign(incoming, { baseUrl }), outgoing);
      });
      await new Promise<void>((resolve) => mounting.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => stopServer(mounting));
      for (const path of ["/folder", "/away"]) {
        const { first } = await exchange(portOf(mounting), head(`GET ${path}`));
        expect(first.header("location")).toMatch(/^\/[^/\\]/);
      }
    },
  );
});

describe("a mounted listener that throws", () => {
  it("is answered 500, and the log line moves no terminal (A105)", async () => {
    logger.messages.length = 0;
    const { first } = await ask("GET /legacy/throw");
    expect([first.status, first.body]).toEqual([500, "500 Internal Server Error\n"]);
    expect(logger.text).toContain("Exception in the app at /legacy\nError: on purpose\\u001b[2J");
  });
});

describe("TRUSTED_HOSTS of an app", () => {
  function createTrusting(): Micro {
    return new Micro(null, { logger, config: { TRUSTED_HOSTS: ["good.example"] } })
      .mountApp("/admin", createInner())
      .mountApp("/legacy", (_, outgoing) => void outgoing.end("inner"));
  }

  it.each(["/admin/x", "/legacy"])("count for what is mounted in it: %s", async (path) => {
    const trusting = await serveForTest(createTrusting());
    for (const [host, status] of [
      ["good.example", 200],
      ["good.example:8080", 200],
      ["evil.example", 400],
      ["good.example.evil.example", 400],
    ] as const) {
      const { first } = await exchange(trusting, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      expect([host, first.status]).toEqual([host, status]);
    }
    const { first } = await exchange(trusting, head(`GET http://evil.example${path}`, "Host: good.example"));
    expect(first.status).toBe(400);
  });

  it("count for what is mounted in it behind fetch and in the test client", async () => {
    const app = createTrusting();
    expect((await app.fetch(new Request("http://evil.example/admin/x"))).status).toBe(400);
    expect((await app.fetch(new Request("http://good.example/admin/x"))).status).toBe(200);
    const client = app.testClient({ baseUrl: "http://evil.example" });
    expect((await client.get("/admin/x")).status).toBe(400);
  });
});
