import type { AddressInfo } from "node:net";

import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { isProxiesSetting, type TrustedProxiesSetting } from "./trusted-proxies.ts";

interface Asked {
  readonly trust?: TrustedProxiesSetting | null;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an app takes a request for that came from a peer, by default a proxy on this machine. */
async function facts({
  trust = 1,
  from = "127.0.0.1",
  headers = {},
}: Asked): Promise<Record<string, unknown>> {
  const app = new Micro(null, { config: { TRUSTED_PROXIES: trust } });
  app.get("/page", ({ remoteAddress, scheme, host, rootPath, isSecure, peer, url }) => ({
    remoteAddress,
    scheme,
    host,
    rootPath,
    isSecure,
    peer,
    url,
  }));
  const client = app.testClient({ remoteAddress: from });
  return (await client.get("/page", { headers })).json() as Promise<Record<string, unknown>>;
}

const X_FORWARDED = {
  "X-Forwarded-For": "1.1.1.1, 2.2.2.2, 3.3.3.3",
  "X-Forwarded-Proto": "http, https",
  "X-Forwarded-Host": "a.example, b.example",
  "X-Forwarded-Port": "1, 8443",
  "X-Forwarded-Prefix": "/a, /b",
};

describe("without TRUSTED_PROXIES", () => {
  it("nothing is believed that a header says [A81 A126 A266 A350]", async () => {
    expect(await facts({ trust: null, headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "127.0.0.1",
      url: "http://localhost/page",
      isSecure: false,
    });
  });
});

describe("a number of proxies", () => {
  it("has the address and the scheme from one [F433 A81 A306]", async () => {
    expect(await facts({ trust: 1, headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "3.3.3.3",
      url: "https://localhost/page",
      isSecure: true,
    });
  });

  it("has the address from the outermost of several, the scheme from the last [F433 A266]", async () => {
    expect(await facts({ trust: 2, headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "2.2.2.2",
      scheme: "https",
    });
  });

  it("believes no header that has fewer values [F433]", async () => {
    expect(await facts({ trust: 4, headers: X_FORWARDED })).toMatchObject({ remoteAddress: "127.0.0.1" });
  });

  it("is none with 0", async () => {
    expect(await facts({ trust: 0, headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "127.0.0.1",
      scheme: "http",
    });
  });
});

describe("addresses of proxies [F434]", () => {
  const trust = ["127.0.0.1", "3.0.0.0/8", "2.2.2.2"];

  it("leave out all that are proxies: the rest, visitors write", async () => {
    expect(await facts({ trust, headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "1.1.1.1",
      scheme: "https",
    });
  });

  it("end at the first that is none of them [A306]", async () => {
    expect(
      await facts({ trust: ["127.0.0.1"], headers: { "X-Forwarded-For": "127.0.0.1, 8.8.8.8" } }),
    ).toMatchObject({ remoteAddress: "8.8.8.8" });
  });

  it("believe nobody else [A266]", async () => {
    expect(await facts({ trust, from: "9.9.9.9", headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "9.9.9.9",
      scheme: "http",
    });
  });

  it("know those that come as IPv6", async () => {
    expect(await facts({ trust, from: "::ffff:127.0.0.1", headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "1.1.1.1",
    });
  });

  it.each(["unknown", "_hidden", "010.0.0.1", "", "1.2.3"])(
    "stay with the proxy's own where it writes %j [A89]",
    async (word) => {
      const headers = { "X-Forwarded-For": `5.5.5.5, ${word}` };
      expect(await facts({ trust, headers })).toMatchObject({ remoteAddress: "127.0.0.1" });
    },
  );

  it.each([
    ["5.6.7.8:4711", "5.6.7.8"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
  ])("give %s without its port", async (word, address) => {
    expect(await facts({ trust, headers: { "X-Forwarded-For": word } })).toMatchObject({
      remoteAddress: address,
    });
  });

  it("are the outermost where all are proxies", async () => {
    expect(await facts({ trust, headers: { "X-Forwarded-For": "2.2.2.2, 3.3.3.3" } })).toMatchObject({
      remoteAddress: "2.2.2.2",
    });
  });

  it("are none for a socket file, which has a name of its own", async () => {
    const headers = { "X-Forwarded-For": "1.2.3.4" };
    expect(await facts({ trust, from: "", headers })).toMatchObject({ remoteAddress: "" });
    expect(await facts({ trust: ["unix"], from: "", headers })).toMatchObject({ remoteAddress: "1.2.3.4" });
    expect(await facts({ trust: ["unix"], headers })).toMatchObject({ remoteAddress: "127.0.0.1" });
  });
});

describe("what is believed of proxies [F433]", () => {
  it("may be the host, the port and the prefix as well, each from its own proxy", async () => {
    const trust = { for: 3, proto: 1, host: 2, port: 1, prefix: 2 };
    expect(await facts({ trust, headers: X_FORWARDED })).toMatchObject({
      remoteAddress: "1.1.1.1",
      host: "a.example:8443",
      rootPath: "/a",
      url: "https://a.example:8443/a/page",
    });
  });

  it("is not the host by itself [A130]", async () => {
    expect(await facts({ headers: X_FORWARDED })).toMatchObject({ host: "localhost", rootPath: "" });
  });

  it("keeps what the server saw", async () => {
    expect(await facts({ trust: { host: 1, prefix: 1 }, headers: X_FORWARDED })).toMatchObject({
      host: "b.example",
      peer: { remoteAddress: "127.0.0.1", scheme: "http", host: "localhost", rootPath: "" },
    });
  });

  it.each([
    [{ "X-Forwarded-Proto": "x:admin?tag=" }, { scheme: "http" }],
    [{ "X-Forwarded-Proto": "HTTPS" }, { scheme: "https" }],
    [{ "X-Forwarded-Host": "evil.example/path" }, { host: "localhost" }],
    [{ "X-Forwarded-Host": "a b" }, { host: "localhost" }],
    [{ "X-Forwarded-Host": "" }, { host: "localhost" }],
    [{ "X-Forwarded-Host": "[::1]:8080" }, { host: "[::1]:8080" }],
    [{ "X-Forwarded-Port": "1/evil" }, { host: "localhost" }],
    [{ "X-Forwarded-Port": "0" }, { host: "localhost" }],
    [{ "X-Forwarded-Port": "65536" }, { host: "localhost" }],
    [{ "X-Forwarded-Port": "80" }, { host: "localhost" }],
    [{ "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https" }, { host: "localhost" }],
    [{ "X-Forwarded-Port": "80", "X-Forwarded-Proto": "https" }, { host: "localhost:80" }],
    [{ "X-Forwarded-Prefix": "//evil.example" }, { rootPath: "" }],
    [{ "X-Forwarded-Prefix": "/\\evil.example" }, { rootPath: "" }],
    [{ "X-Forwarded-Prefix": "shop" }, { rootPath: "" }],
    [{ "X-Forwarded-Prefix": "/shop/" }, { rootPath: "/shop" }],
    [{ "X-Forwarded-Prefix": "/" }, { rootPath: "" }],
  ])("is of %j what it can be: %j [A350]", async (headers, expected) => {
    expect(await facts({ trust: { host: 1, port: 1, prefix: 1 }, headers })).toMatchObject(expected);
  });

  it("may be in the header Forwarded instead [F434]", async () => {
    const headers = {
      ...X_FORWARDED,
      Forwarded: 'for=9.9.9.9;proto=http, for="[2001:db8::1]:4711";proto=https;host=shop.example',
    };
    expect(await facts({ trust: { header: "forwarded", host: 1, port: 1 }, headers })).toMatchObject({
      remoteAddress: "2001:db8::1",
      url: "https://shop.example/page",
    });
  });

  it.each(["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For"])(
    "is read in linear time: 15 kB of spaces and commas in %s [A238 A292]",
    async (name) => {
      const start = performance.now();
      await facts({
        trust: { host: 1, from: ["127.0.0.1"] },
        headers: { [name]: `${" ".repeat(15_000)}a,` },
      });
      await facts({
        trust: { host: 1, from: ["127.0.0.1"] },
        headers: { [name]: "127.0.0.1,".repeat(1500) },
      });
      expect(performance.now() - start).toBeLessThan(500);
    },
  );
});

describe("an app behind proxies", () => {
  const config = { TRUSTED_PROXIES: { host: 1, prefix: 1 }, TRUSTED_HOSTS: ["shop.example"] };
  const headers = {
    "X-Forwarded-Host": "shop.example",
    "X-Forwarded-Prefix": "/eu",
    "X-Forwarded-Proto": "https",
  };

  it("reads the body, finds hosts and builds URLs by what they say", async () => {
    const app = new Micro(null, { config });
    app.post("/orders", async function orders(request) {
      return {
        body: await request.json(),
        url: request.urlFor("orders", {}, { external: true }),
      };
    });
    const client = app.testClient();
    const answer = await client.post("/orders", { json: { a: 1 }, headers });
    expect(await answer.json()).toEqual({ body: { a: 1 }, url: "https://shop.example/eu/orders" });
    expect((await client.post("/orders", { json: {} })).status).toBe(400);
  });

  it("has the stream of the body and the signal of the client, as without proxies", async () => {
    const app = new Micro(null, { config });
    app.post("/size", async (request) => {
      let size = 0;
      for await (const chunk of request.stream()) size += chunk.byteLength;
      return { size, isOver: request.signal.aborted };
    });
    const answer = await app.testClient().post("/size", { body: "x".repeat(1000), headers });
    expect(await answer.json()).toEqual({ size: 1000, isOver: false });
  });

  it("finds the apps below it by the host that they say", async () => {
    const api = new Micro();
    api.get("/", () => "api");
    const app = new Micro(null, { config });
    app.mountApp("/api", api);
    const server = await app.listen({ port: 0 });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`; // it listens on a port
    expect(await (await fetch(url, { headers })).text()).toBe("api");
    expect((await fetch(url)).status).toBe(400);
    server.close();
  });
});

describe("the setting", () => {
  it.each<{ readonly value: unknown }>([
    { value: 1 },
    { value: 0 },
    { value: [] },
    { value: ["10.0.0.0/8", "unix", "::1"] },
    { value: {} },
    { value: { from: ["::1"], for: 2, header: "forwarded" } },
  ])("may be $value", ({ value }) => {
    expect(isProxiesSetting(value)).toBe(true);
  });

  it.each<{ readonly value: unknown }>([
    { value: -1 },
    { value: 1.5 },
    { value: true },
    { value: null },
    { value: undefined },
    { value: "127.0.0.1" },
    { value: ["localhost"] },
    { value: [1] },
    { value: { from: "::1" } },
    { value: { from: ["010.0.0.1"] } },
    { value: { for: -1 } },
    { value: { scheme: 1 } },
    { value: { constructor: 1 } },
    { value: { header: "x-real-ip" } },
  ])("may not be $value [A89]", ({ value }) => {
    expect(isProxiesSetting(value)).toBe(false);
  });

  it("is refused when the app starts, with what it may be [F434]", async () => {
    const app = new Micro(null, { config: { TRUSTED_PROXIES: ["010.0.0.1"] } });
    await expect(app.start()).rejects.toThrow('TRUSTED_PROXIES is ["010.0.0.1"]: give it how many proxies');
  });
});
