import { Blueprint, Micro, reply } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { cors, type CorsOptions } from "./cors-extension.ts";
import type { CorsOrigins } from "./cors-policy.ts";

const APP = "https://app.example";
const EVIL = "https://evil.example";

function createApp(options: CorsOptions | null) {
  const app = new Micro(null);
  if (options !== null) app.use(cors(options));
  app.get("/", () => "page");
  app.post("/", () => "posted");
  return app;
}

/** The CORS headers of an answer, without "access-control-". */
async function ask(
  app: Micro,
  origin: string | null,
  { method = "GET", path = "/", ...headers }: Record<string, string> = {},
) {
  const all = origin === null ? headers : { Origin: origin, ...headers };
  const response = await app.testClient().request(method, path, { headers: all });
  const said = [...response.headers].filter(
    ([name]) => name.startsWith("access-control-") || name === "vary",
  );
  return {
    status: response.status,
    ...Object.fromEntries(said.map(([name, value]) => [name.replace("access-control-", ""), value])),
  };
}

const preflight = (app: Micro, origin: string, headers: Record<string, string> = {}) =>
  ask(app, origin, { method: "OPTIONS", "Access-Control-Request-Method": "POST", ...headers });

describe("cors(), as an extension [F258]", () => {
  it.each(
    testExtension(() => cors({ origins: "*" }), {
      prepare: (app) => void app.get("/", () => "x"),
      observe: async (app) => ask(app, APP),
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("an app without cors() [F258]", () => {
  it("lets no page of another origin read anything [A296 A336]", async () => {
    expect(await ask(createApp(null), EVIL)).toEqual({ status: 200 });
    expect(await preflight(createApp(null), EVIL)).toEqual({ status: 200 });
  });
});

describe("cors() [F258]", () => {
  it("lets the origins read that it is given, and says that the answer depends on them", async () => {
    const app = createApp({ origins: [APP] });
    expect(await ask(app, APP)).toEqual({ status: 200, "allow-origin": APP, vary: "Origin" });
    expect(await ask(app, EVIL)).toEqual({ status: 200, vary: "Origin" });
    expect(await ask(app, null)).toEqual({ status: 200, vary: "Origin" });
  });

  it.each([
    [["https://*.example"], "https://a.example", true],
    [["https://*.example"], "https://a.b.example", true],
    [["https://*.app.example"], "https://evilapp.example", false],
    [["https://*.app.example"], "https://app.example", false],
    [["https://*.app.example"], "http://a.app.example", false],
    [["https://*.app.example"], "https://a.app.example.evil.example", false],
    [["https://App.Example"], APP, true],
    [[/https:\/\/app\.example/], APP, true],
    [[/https:\/\/app\.example/g], APP, true],
    [[/https:\/\/app\.example/], `${APP}.evil.example`, false],
    [[/app\.example/], APP, false],
    [[APP], `${APP}:8443`, false],
    [[APP], "null", false],
    [[APP], "", false],
    [[APP], `${APP}, ${EVIL}`, false],
    [[], APP, false],
  ])("of %j lets %j read: %j [A296]", async (origins, origin, isAllowed) => {
    const app = createApp({ origins });
    for (let index = 0; index < 2; index++)
      expect(await ask(app, origin)).toMatchObject(
        isAllowed ? { "allow-origin": origin } : { vary: "Origin" },
      );
    expect("allow-origin" in (await ask(app, origin))).toBe(isAllowed);
  });

  it("lets a function decide", async () => {
    const app = createApp({
      origins: (origin, request) => origin.endsWith(".example") && request.path === "/",
    });
    expect(await ask(app, APP)).toMatchObject({ "allow-origin": APP });
    expect(await ask(app, "https://x.test")).not.toHaveProperty("allow-origin");
  });

  it("lets everybody read without cookies, and nobody with them [A296]", async () => {
    expect(await ask(createApp({ origins: "*" }), EVIL)).toEqual({ status: 200, "allow-origin": "*" });
    const app = createApp({ origins: [APP], credentials: true, exposeHeaders: ["X-Total", "Link"] });
    expect(await ask(app, APP)).toEqual({
      status: 200,
      "allow-origin": APP,
      "allow-credentials": "true",
      "expose-headers": "X-Total, Link",
      vary: "Origin",
    });
    expect(await ask(app, EVIL)).toEqual({ status: 200, vary: "Origin" });
  });

  it.each([
    { origins: "*", credentials: true },
    { origins: "https://app.example" },
    { origins: undefined },
    { origins: ["app.example"] },
    { origins: ["https://app.example/"] },
    { origins: ["*"] },
    { origins: [5] },
    { origins: "*", methods: ["GET, POST"] },
    { origins: "*", allowHeaders: ["a\r\nb"] },
    { origins: "*", exposeHeaders: [""] },
    { origins: "*", maxAge: -1 },
    { origins: "*", maxAge: 0.5 },
  ])("refuses %j at once [A296]", (options) => {
    expect(() => cors(options as never)).toThrow(expect.objectContaining({ code: "MICRO_SECURITY_OPTION" }));
  });

  it("is heard in errors too, so that scripts can read them", async () => {
    expect(await ask(createApp({ origins: [APP] }), APP, { path: "/none" })).toMatchObject({
      status: 404,
      "allow-origin": APP,
    });
  });

  it("leaves alone what a view says itself", async () => {
    const app = createApp({ origins: [APP] });
    app.get("/own", () => reply("x", 200, { "Access-Control-Allow-Origin": "https://other.example" }));
    expect(await ask(app, APP, { path: "/own" })).toMatchObject({ "allow-origin": "https://other.example" });
  });
});

describe("a preflight [F258]", () => {
  it("is told what may be sent, without the view", async () => {
    const app = createApp({ origins: [APP], credentials: true, maxAge: 600 });
    expect(
      await preflight(app, APP, { "Access-Control-Request-Headers": "Content-Type,X-Mine, , a b" }),
    ).toEqual({
      status: 204,
      "allow-origin": APP,
      "allow-credentials": "true",
      "allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
      "allow-headers": "content-type, x-mine",
      "max-age": "600",
      vary: "Access-Control-Request-Headers, Origin",
    });
  });

  it("of another origin is told nothing", async () => {
    expect(await preflight(createApp({ origins: [APP] }), EVIL)).toEqual({ status: 204, vary: "Origin" });
  });

  it("is told the methods and headers that there are", async () => {
    const app = createApp({ origins: "*", methods: ["GET"], allowHeaders: ["X-Mine"] });
    expect(await preflight(app, APP, { "Access-Control-Request-Headers": "x-other" })).toEqual({
      status: 204,
      "allow-origin": "*",
      "allow-methods": "GET",
      "allow-headers": "X-Mine",
    });
  });

  it("into a private network is told no unless that is said [A34]", async () => {
    const headers = { "Access-Control-Request-Private-Network": "true" };
    expect(await preflight(createApp({ origins: "*" }), APP, headers)).not.toHaveProperty(
      "allow-private-network",
    );
    const open = createApp({ origins: "*", privateNetwork: true });
    expect(await preflight(open, APP, headers)).toMatchObject({ "allow-private-network": "true" });
    expect(await preflight(open, APP)).not.toHaveProperty("allow-private-network");
  });

  it("with 15 kB of spaces, commas or names is answered at once [A320]", async () => {
    const app = createApp({ origins: [APP] });
    await preflight(app, APP);
    for (const text of [
      " ".repeat(15_000),
      ",".repeat(15_000),
      "a ,".repeat(5000),
      `x${" ".repeat(14_000)}y`,
    ]) {
      const started = performance.now();
      expect((await preflight(app, APP, { "Access-Control-Request-Headers": `a${text}b` })).status).toBe(204);
      expect(performance.now() - started).toBeLessThan(50);
    }
  });

  it("is nothing but an OPTIONS without Access-Control-Request-Method, or from the own site", async () => {
    const app = createApp({ origins: [APP] });
    expect(await ask(app, APP, { method: "OPTIONS" })).toEqual({
      status: 200,
      "allow-origin": APP,
      vary: "Origin",
    });
    const { status } = await app
      .testClient()
      .options("/", { headers: { "Access-Control-Request-Method": "POST" } });
    expect(status).toBe(200);
  });
});

describe("the policy of a view [F258]", () => {
  it("counts in place of the app's, and is not mixed with it [A340]", async () => {
    const app = createApp({ origins: [APP], credentials: true, exposeHeaders: ["X-App"] });
    app.get("/feed", { meta: { cors: { origins: "*" } } }, () => "feed");
    app.get("/closed", { meta: { cors: false } }, () => "closed");
    expect(await ask(app, EVIL, { path: "/feed" })).toEqual({ status: 200, "allow-origin": "*" });
    expect(await ask(app, APP, { path: "/closed" })).toEqual({ status: 200 });
    expect((await preflight(app, APP, { path: "/closed" })).status).toBe(200);
  });

  it("is that of the method that a preflight asks for", async () => {
    const app = createApp({ origins: [APP] });
    app.get("/item", { meta: { cors: { origins: "*", methods: ["GET"] } } }, () => "x");
    app.put("/item", { meta: { cors: { origins: [APP], methods: ["PUT"] } } }, () => "x");
    const askFor = (method: string) =>
      preflight(app, EVIL, { path: "/item", "Access-Control-Request-Method": method });
    expect(await askFor("GET")).toMatchObject({ "allow-origin": "*", "allow-methods": "GET" });
    expect(await askFor("PUT")).toEqual({ status: 204, vary: "Origin" });
  });

  it("that makes no sense is an error when the app starts", async () => {
    const app = createApp({ origins: [APP] });
    app.get("/x", { meta: { cors: { origins: "*", credentials: true } } }, () => "x");
    await expect(app.start()).rejects.toThrow("MICRO_SECURITY_OPTION");
  });

  it("may be that of a blueprint", async () => {
    const api = new Blueprint("api", null, { prefix: "/api" }).register(cors({ origins: [APP] }));
    api.get("/", () => "api");
    const app = createApp(null).mount(api);
    expect(await ask(app, APP, { path: "/api/" })).toMatchObject({ "allow-origin": APP });
    expect(await ask(app, APP)).toEqual({ status: 200 });
  });
});

describe("resources [F258]", () => {
  const app = createApp({
    resources: {
      "/public/deep/*": { origins: ["https://deep.example"] },
      "/public/*": { origins: "*" },
      "/exact": { origins: [APP] },
      "/a+b": { origins: "*" },
    },
  });
  for (const path of [
    "/public/a",
    "/public/deep/a",
    "/private",
    "/exact",
    "/exact/more",
    "/a+b",
    "/PUBLIC/a",
  ] as const)
    app.get(path, () => path);
  const originOf = async (path: string) =>
    ((await ask(app, APP, { path })) as Record<string, unknown>)["allow-origin"];

  it("are found by the paths of routes, the first that fits [A35]", async () => {
    expect(await originOf("/public/a")).toBe("*");
    expect(await originOf("/public/deep/a")).toBeUndefined();
    expect(await originOf("/exact")).toBe(APP);
    expect(await originOf("/exact/more")).toBeUndefined();
    expect(await originOf("/private")).toBeUndefined();
  });

  it("are those of the route that is served, however its path is written [A32 A36 A37]", async () => {
    for (const path of [
      "/public/../private",
      "/public/%2e%2e/private",
      "/public/..%2fprivate",
      "/%70ublic/../private",
    ])
      expect(await originOf(path), path).toBeUndefined();
    expect(await originOf("/%70ublic/a")).toBe("*");
    expect(await originOf("/PUBLIC/a")).toBeUndefined();
    expect(await originOf("/a+b")).toBe("*");
    expect(await originOf("/a%20b")).toBeUndefined();
  });
});

describe("pages that hide their origin", () => {
  it.each<[CorsOrigins]>([[[/.*/]], [() => true]])(
    "read no answer to cookies, whatever %s lets through: any site has a sandboxed frame (Origin: null)",
    async (origins) => {
      const app = createApp({ origins, credentials: true });
      expect(await ask(app, "null")).toEqual({ status: 200, vary: "Origin" });
      expect(await preflight(app, "null")).toEqual({ status: 204, vary: "Origin" });
      expect(await ask(app, APP)).toMatchObject({ "allow-origin": APP, "allow-credentials": "true" });
    },
  );

  it("read others where a function says so", async () => {
    const app = createApp({ origins: (origin) => origin === "null" });
    expect(await ask(app, "null")).toMatchObject({ "allow-origin": "null" });
  });
});
