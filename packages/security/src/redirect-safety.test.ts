import { Micro, redirect, safeRedirectTarget } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { isSafeUrl, nextUrl, previousUrl } from "./redirect-safety.ts";

/** Ways to another host, or to no page at all, as advisories and lists of payloads have them. */
const HOSTILE = [
  "",
  " ",
  "https://evil.example",
  "HTTPS://EVIL.example/",
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/////evil.com/path",
  "/\\evil.example",
  "/\\/evil.example",
  "\\\\evil.example",
  "\\/\\/evil.example",
  "\\\\\\evil.example",
  "/\\github.com",
  "\\\\\\github.com",
  "https:evil.example",
  "https:/evil.example",
  "https:///evil.example",
  "http:\\\\evil.example",
  "http:\\\\\\evil.example",
  "http:/\\//evil.example",
  "https://good.example@evil.example/",
  "https://good.example:443@evil.example/",
  "https://good.example%40evil.example",
  "http://trusted.com%40evil.com",
  "https://user@good.example/",
  "https://user:password@good.example/",
  "//good.example@evil.example",
  "https://good.example.evil.example/",
  "https://evilgood.example/",
  "http://evil.com\\.good.example",
  "http://evil.com%5C.good.example",
  "http://evil.com%5c.good.example",
  "https://evil.example#good.example",
  "https://evil.example?good.example",
  "https://evil.example;good.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r/evil.example",
  "/%09/evil.example\t",
  "/\u0000/evil.example",
  "/%00/evil.example",
  "\t//evil.example",
  "\x08//evil.com",
  "\u00a0//evil.example",
  "\u2028//evil.example",
  "\u3000//evil.example",
  "\u200b//evil.example",
  "\ufeff//evil.example",
  "/\u202e//evil.example",
  "\u3002//evil.example",
  "//\u3002evil",
  "https://good.example\u3002evil.example/",
  "https://g\u00f6\u00f6d.example/",
  "https://good\uff0eexample/",
  "https://\uff47ood.example/",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/./\\evil.example",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "\njavascript:alert(1)",
  "java\tscript:alert(1)",
  "javascript://good.example/%0aalert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "ftp://good.example/",
  "ws://good.example/",
  "blob:https://good.example/x",
  "http:999999999",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://[::1",
  "http://[::x]/",
  "http://[::ffff:1.2.3.4]/",
  "http://",
  "https://",
  "evil.example",
  "a/b",
  "?a",
  "#a",
  "@evil.example",
  ":80",
  "/a%0d%0aSet-Cookie:x",
  "/a\r\nSet-Cookie: x",
  "/a%5c%5cb",
  "https://good.example:8443/",
  "https://good.example./",
  "http://good.example:443@evil.example",
  `/${"a".repeat(3000)}`,
];

const SAFE = ["/", "/a/b?c=d#e", "/?next=https://evil.example/", "/caf\u00e9", "/a//b", "/a/../b", "/a:b@c"];

describe("isSafeUrl [F253]", () => {
  it.each(HOSTILE)("is false for %j [A40 A42 A44 A46 A53 A69 A216 A283 A294 A326 A334 A354]", (url) => {
    expect(isSafeUrl(url, { hosts: ["good.example"] })).toBe(false);
  });

  it.each(SAFE)("is true for the path %j", (url) => {
    expect(isSafeUrl(url)).toBe(true);
  });

  it.each([
    ["https://good.example", true],
    ["https://good.example/a?b#c", true],
    ["HTTPS://Good.Example/a", true],
    ["https://good.example:443/", true],
    ["http://good.example:80/", true],
    ["http://good.example/", true],
    ["https://a.good.example/", false],
    ["https://port.example:8443/", true],
    ["https://port.example/", false],
    ["https://a.wide.example/", true],
    ["https://wide.example/", true],
    ["https://evilwide.example/", false],
    ["https://a.wide.example.evil.example/", false],
    ["https://[::1]:3000/", true],
  ])("knows the hosts that it is given: %j is %j", (url, isSafe) => {
    const hosts = ["Good.example", "port.example:8443", ".wide.example", "[::1]:3000"];
    expect(isSafeUrl(url, { hosts })).toBe(isSafe);
  });

  it("asks for https where that is said", () => {
    const options = { hosts: ["good.example"], requiresHttps: true };
    expect(isSafeUrl("http://good.example/", options)).toBe(false);
    expect(isSafeUrl("https://good.example/", options)).toBe(true);
    expect(isSafeUrl("/a", options)).toBe(true);
  });

  it("says so at once about a megabyte [A106]", () => {
    const started = performance.now();
    expect(isSafeUrl(`https://${"a.".repeat(500_000)}example`, { hosts: ["good.example"] })).toBe(false);
    expect(performance.now() - started).toBeLessThan(20);
  });
});

function createApp() {
  const app = new Micro(null, { config: { TESTING: true } });
  app.route("/login", { methods: ["GET", "POST"] }, async (request) =>
    redirect(await nextUrl(request, { fallback: "/home", hosts: ["good.example"] })),
  );
  app.get("/back", (request) => redirect(previousUrl(request)));
  app.post("/back", (request) => redirect(previousUrl(request, { fallback: "/home" })));
  return app.testClient();
}

describe("nextUrl [F253]", () => {
  it.each(HOSTILE.filter((url) => !/^\/a{3000}/.test(url)))(
    "sends a login with next=%j to the page of the app's own [A40 A42 A46 A53 A69 A216 A354]",
    async (next) => {
      const client = createApp();
      for (const response of [
        await client.get("/login", { query: { next } }),
        await client.post("/login", { form: { next } }),
      ])
        expect(response.headers.get("location")).toBe("/home");
    },
  );

  it("sends it where the visitor wanted to go", async () => {
    const client = createApp();
    const locationFor = async (next: string) =>
      (await client.get("/login", { query: { next } })).headers.get("location");
    expect(await locationFor("/a?b=c#d")).toBe("/a?b=c#d");
    expect(await locationFor("http://localhost/a")).toBe("/a");
    expect(await locationFor("https://good.example/a")).toBe("https://good.example/a");
    expect((await client.post("/login", { form: { next: "/a" } })).headers.get("location")).toBe("/a");
    expect((await client.get("/login")).headers.get("location")).toBe("/home");
  });

  it("reads the name that it is given", async () => {
    const app = new Micro();
    app.get("/", async (request) => nextUrl(request, { name: "to" }));
    expect((await app.testClient().get("/?to=/a&next=/b")).text).toBe("/a");
  });

  it("answers a target that no header can hold [A348 A168 A187 A293]", async () => {
    for (const next of [
      "/\n\u20ac",
      "/x\r\nSet-Cookie: a=b",
      "233\r\nSet-Cookie: a=b",
      "javascript:alert(1)",
    ]) {
      const response = await createApp().get("/login", { query: { next } });
      expect([response.headers.get("location"), response.headers.has("set-cookie")]).toEqual([
        "/home",
        false,
      ]);
    }
  });
});

describe("previousUrl [F253]", () => {
  it.each([
    "https://evil.example/",
    "http://own//evil.example",
    "http://localhost//evil.example/x",
    "//evil",
    "x",
    "",
  ])("goes to the fallback for the Referer %j [A218 A294 A326 A334]", async (referer) => {
    expect((await createApp().get("/back", { headers: { referer } })).headers.get("location")).toBe("/");
  });

  it("goes back to the page that the visitor comes from, but not in a circle", async () => {
    const client = createApp();
    const back = async (referer: string, method = "GET") =>
      (await client.request(method, "/back", { headers: { referer } })).headers.get("location");
    expect(await back("http://localhost/list?page=2")).toBe("/list?page=2");
    expect(await back("http://localhost/back?again")).toBe("/");
    expect(await back("http://localhost/back", "POST")).toBe("/back");
    expect((await client.get("/back")).headers.get("location")).toBe("/");
  });
});

describe("one rule for all", () => {
  const request = { url: "https://own.example/login" };

  it.each([...HOSTILE, ...SAFE])("isSafeUrl and safeRedirectTarget say the same of %j", (url) => {
    expect(isSafeUrl(url)).toBe(safeRedirectTarget(url, request, "") !== "");
  });

  it.each([...HOSTILE, ...SAFE])("a host that is allowed is asked no less than this one, of %j", (url) => {
    const absolute = `https://good.example${url.startsWith("/") ? url : `/${url}`}`;
    const own = safeRedirectTarget(absolute, { url: "https://good.example/" }, "");
    expect(isSafeUrl(absolute, { hosts: ["good.example"] })).toBe(own !== "");
  });
});
