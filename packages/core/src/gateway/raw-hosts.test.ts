import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { type Exchange, exchange } from "../../test/raw-socket.ts";
import { portOf, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";
import { isHostValid } from "../http/host.ts";

let servers: Server[];
let subdomains: number;
let hosts: number;
let trusting: number;

/** An app with a guarded subdomain beside those of its tenants. */
function createSubdomainApp(): Micro {
  const app = new Micro(null, { subdomainMatching: true, config: { SERVER_NAME: "example.org:8080" } });
  app.get("/", () => "main");
  app.get("/", { name: "admin", subdomain: "admin" }, () => "admin");
  app.get(
    "/",
    { name: "tenant", subdomain: "<tenant>" },
    ({ params }) => `tenant ${String(params["tenant"])}`,
  );
  app.get("/folder/", { name: "folder", subdomain: "<tenant>" }, (request) =>
    request.urlFor("folder", { tenant: request.params["tenant"] }, { external: true }),
  );
  return app;
}

function createHostApp(): Micro {
  const app = new Micro(null, { hostMatching: true });
  app.get("/", { name: "a", host: "a.example" }, () => "a");
  app.get("/folder/", { name: "b", host: "<name>.b.example" }, (request) =>
    request.urlFor("b", { name: request.params["name"] }, { external: true }),
  );
  return app;
}

function createTrustingApp(): Micro {
  const app = new Micro(null, { config: { TRUSTED_HOSTS: [".example.org", "good.example"] } });
  app.get("/", { name: "index" }, (request) => request.urlFor("index", {}, { external: true }));
  app.get("/folder/", () => "folder");
  return app;
}

beforeAll(async () => {
  const apps = [createSubdomainApp(), createHostApp(), createTrustingApp()];
  servers = await Promise.all(apps.map((app) => app.listen({ port: 0 })));
  [subdomains = 0, hosts = 0, trusting = 0] = servers.map(portOf);
});

afterAll(() => Promise.all(servers.map(stopServer)));

function ask(port: number, host: string, line: string = "GET /"): Promise<Exchange> {
  return exchange(port, `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
}

describe("the subdomain of a request", () => {
  it.each([
    ["example.org:8080", "main"],
    ["EXAMPLE.org:8080", "main"],
    ["admin.example.org:8080", "admin"],
    ["Admin.Example.Org:8080", "admin"],
    ["admin.example.org.:8080", "admin"],
    ["x.example.org:8080", "tenant x"],
    ["a.admin.example.org:8080", "tenant a.admin"],
  ])("of %s is found", async (host, body) => {
    expect((await ask(subdomains, host)).first.body).toBe(body);
  });

  it.each([
    "evil.example",
    "example.org.evil.example:8080",
    "evilexample.org:8080",
    "example.org",
    "admin.example.org",
    "admin.example.org:80",
    "admin.example.org:080",
    "127.0.0.1:8080",
    "[::1]:8080",
    `${"x".repeat(300)}.example.org:8080`,
  ])("of %s is none", async (host) => {
    expect((await ask(subdomains, host)).first.status).toBe(404);
  });

  it.each([
    ".example.org:8080",
    "..example.org:8080",
    "...example.org:8080",
    "a..example.org:8080",
    "admin.example.org..:8080",
    ".",
    "..",
    "admin.example.org:8080:8080",
    "admin%2eexample.org:8080",
    "../admin.example.org:8080",
  ])("is never a dot, an empty label or part of a path: %s (A298, A324)", async (host) => {
    expect((await ask(subdomains, host)).first.status).toBe(400);
  });

  it.each([["/folder"], ["//folder"], ["/folder//"]])(
    "stays the one of a redirect from %s (A8, A77)",
    async (path) => {
      const { first } = await ask(subdomains, "x.example.org:8080", `GET ${path}`);
      expect([first.status, first.header("location")]).toEqual([308, "/folder/"]);
    },
  );

  it("is that of the URLs it is in, whoever asked", async () => {
    expect((await ask(subdomains, "x.example.org:8080", "GET /folder/")).first.body).toBe(
      "http://x.example.org:8080/folder/",
    );
  });

  it("is told to nobody by OPTIONS for another host", async () => {
    const { first } = await ask(subdomains, "evil.example", "OPTIONS /folder/");
    expect([first.status, first.header("allow")]).toEqual([404, undefined]);
  });
});

describe("the host of a request", () => {
  it.each([
    ["a.example", 200],
    ["A.EXAMPLE.", 200],
    ["a.example:80", 200],
    ["a.example:81", 404],
    ["a.example.evil.example", 404],
    ["xa.example", 404],
    ["evil.example", 404],
  ])("that is %s is answered %i", async (host, status) => {
    expect((await ask(hosts, host)).first.status).toBe(status);
  });

  it("makes a redirect and a URL that stay on it (A8, A65)", async () => {
    const redirected = await ask(hosts, "x.b.example", "GET /folder");
    expect(redirected.first.header("location")).toBe("/folder/");
    expect((await ask(hosts, "x.b.example", "GET /folder/")).first.body).toBe("http://x.b.example/folder/");
  });

  it("is looked at in time that grows with its length only (A298)", () => {
    const time = (length: number): number =>
      timeOf(() => {
        for (const unit of ["a.", "a", "-", ".", "[:", "a:"])
          for (let round = 0; round < 20; round++) isHostValid(`${unit.repeat(length / unit.length)}!`);
      });
    time(1000);
    expect(time(40_000)).toBeLessThan(6 * time(10_000) + 20);
  });
});

describe("a host that is not in TRUSTED_HOSTS [F252]", () => {
  it.each([
    "evil.example",
    "good.example.evil.example",
    "evilgood.example",
    "evilexample.org",
    "example.org.evil.example",
    "good.example@evil.example",
    "good.example.",
    "[::1]",
    "127.0.0.1",
  ])("is answered 400 everywhere: %s (A324)", async (host) => {
    for (const line of ["GET /", "GET /none", "GET /folder", "OPTIONS /", "OPTIONS *", "POST /", "HEAD /"]) {
      const { first } = await exchange(
        trusting,
        `${line} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
        { isHead: line.startsWith("HEAD") },
      );
      expect([line, first.status, first.header("location")]).toEqual([line, 400, undefined]);
      expect(first.body).not.toContain("evil");
    }
  });

  it("is refused as the target, and not as a field beside a target that is trusted", async () => {
    expect((await ask(trusting, "good.example", "GET http://evil.example/")).first.status).toBe(400);
    expect((await ask(trusting, "evil.example", "GET http://good.example/")).first.body).toBe(
      "http://good.example/",
    );
  });

  it("is none without a Host field (A130)", async () => {
    const { first } = await exchange(trusting, "GET / HTTP/1.0\r\nX-Forwarded-Host: good.example\r\n\r\n");
    expect(first.status).toBe(400);
  });

  it("is never in a URL; trusted ones may have a port", async () => {
    for (const host of ["good.example", "good.example:99", "example.org", "a.b.example.org"])
      expect((await ask(trusting, host)).first.body).toBe(`http://${host}/`);
  });
});
