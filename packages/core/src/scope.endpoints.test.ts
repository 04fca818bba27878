import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { get } from "./route-definition.ts";

const view = (): string => "x";
const other = (): string => "y";

describe("rule() and endpoint()", () => {
  it("register a rule and its view apart, in any order [F26 B11]", async () => {
    const app = new Micro();
    app.rule("/users/<int:id>", { name: "show" });
    app.endpoint("show", ({ params, endpoint }) => `${endpoint} ${String(params["id"])}`);
    app.endpoint("bar", () => "bar");
    app.rule("/bar", { name: "bar", methods: ["GET", "POST"] });
    const client = app.testClient();
    expect((await client.get("/users/3")).text).toBe("show 3");
    expect((await client.post("/bar")).text).toBe("bar");
    expect((await client.post("/users/3")).status).toBe(405);
  });

  it("give all rules of an endpoint one view, however it was registered [F26 B11]", async () => {
    const app = new Micro();
    app.rule("/first", { name: "page" });
    app.get("/second", { name: "page" }, () => "page");
    app.rule("/third", { name: "page" });
    const client = app.testClient();
    for (const path of ["/first", "/second", "/third"]) expect((await client.get(path)).text).toBe("page");
  });

  it("build typed URLs [F26]", () => {
    const app = new Micro();
    expect(app.rule("/users/<int:id>", { name: "show" }).url({ id: 3 })).toBe("/users/3");
  });

  it("give a blueprint's endpoint the blueprint's name [F26 B133]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.rule("/", { name: "index" });
    blog.endpoint("index", ({ endpoint }) => endpoint);
    app.mount(blog);
    expect((await app.testClient().get("/blog/")).text).toBe("blog.index");
  });

  it("name the rule whose view never came (MICRO_VIEW_MISSING)", async () => {
    const app = new Micro();
    app.rule("/lost", { name: "lost" });
    await expect(app.start()).rejects.toThrow(
      /^The rule \/lost at .*scope\.endpoints\.test\.ts:\d+:\d+ has no view: .*Call endpoint\("lost", view\)\. \[MICRO_VIEW_MISSING\]$/,
    );
  });

  it.each([
    ["two calls of endpoint()", (app: Micro) => app.endpoint("page", view)],
    ["a route that was there", (app: Micro) => app.get("/page", { name: "page" }, view)],
  ])("refuse a second view for an endpoint: %s (MICRO_ENDPOINT_DUPLICATE) [F28]", (_, first) => {
    const app = new Micro();
    first(app);
    expect(() => app.endpoint("page", other)).toThrow(
      /^Two views are registered under the endpoint "page": at .*endpoints\.test\.ts.* and at .*endpoints\.test\.ts.*MICRO_ENDPOINT_DUPLICATE/,
    );
    expect(() => app.endpoint("page", view)).not.toThrow();
  });

  it("refuse a route whose endpoint has another view (MICRO_ENDPOINT_DUPLICATE) [F28]", () => {
    const app = new Micro();
    app.endpoint("page", view);
    expect(() => app.get("/page", { name: "page" }, other)).toThrow("MICRO_ENDPOINT_DUPLICATE");
    expect(() => app.get("/page", { name: "page" }, view)).not.toThrow();
  });

  it("refuse what is no view (MICRO_HOOK_INVALID)", () => {
    expect(() => new Micro().endpoint("page", undefined as never)).toThrow("The endpoint page was given");
  });
});

describe("the name of an endpoint", () => {
  it("is the view function's, unless the route has one; it is what request and URLs know [F28 B12]", async () => {
    const app = new Micro();
    function showAll({ endpoint }: { endpoint: string }): string {
      return endpoint;
    }
    app.get("/all", showAll);
    app.get("/some", { name: "bar" }, ({ endpoint }) => endpoint);
    const client = app.testClient();
    expect([(await client.get("/all")).text, (await client.get("/some")).text]).toEqual(["showAll", "bar"]);
    expect([app.buildUrl("showAll"), app.buildUrl("bar")]).toEqual(["/all", "/some"]);
  });

  it("is the key in a table of routes [B12]", async () => {
    const app = new Micro().routes({ home: get("/", ({ endpoint }) => endpoint) });
    expect((await app.testClient().get("/")).text).toBe("home");
  });

  it.each([
    ["an option", (blog: Blueprint) => blog.get("/x", { name: "a.b" }, view)],
    [
      "a function",
      (blog: Blueprint) =>
        blog.get(
          "/x",
          Object.defineProperty(() => "x", "name", { value: "a.b" }),
        ),
    ],
    ["a table", (blog: Blueprint) => blog.routes({ "a.b": get("/x", view) })],
    ["a rule", (blog: Blueprint) => blog.rule("/x", { name: "a.b" })],
  ])("may have no dot in a blueprint: %s (MICRO_ENDPOINT_NAME) [F28 B122]", async (_, register) => {
    const blog = new Blueprint("blog");
    register(blog);
    await expect(new Micro().mount(blog).start()).rejects.toThrow(
      /^The endpoint "a\.b" of the blueprint "blog", at .*has a dot in its name.*\[MICRO_ENDPOINT_NAME\]$/s,
    );
  });

  it("may have a dot in an app, where it means no blueprint", async () => {
    const app = new Micro();
    app.get("/", { name: "a.b" }, ({ endpoint, blueprint }) => `${endpoint} in "${blueprint}"`);
    expect((await app.testClient().get("/")).text).toBe('a.b in ""');
  });

  it.each([new Micro(), new Blueprint("blog")])("may not be empty (MICRO_ENDPOINT_NAME) [B122]", (scope) => {
    expect(() => scope.get("/x", { name: "" }, view)).toThrow(
      "The route /x has an empty name. Give it one, or leave the option out: then it has its view's. [MICRO_ENDPOINT_NAME]",
    );
  });
});

describe("automatic OPTIONS", () => {
  /** The status of OPTIONS, and whether Allow of another method has it. */
  async function ask(app: Micro, path: string): Promise<[status: number, isAllowed: boolean]> {
    const client = app.testClient();
    const allow = (await client.delete(path)).headers.get("allow") ?? "";
    return [(await client.options(path)).status, allow.includes("OPTIONS")];
  }

  const withOwn = Object.assign(() => "x", { provideAutomaticOptions: true });
  const without = Object.assign(() => "x", { provideAutomaticOptions: false });

  it("can be switched off for a route or by its view: then it is a 405 [B5]", async () => {
    const app = new Micro();
    app.get("/on", view);
    app.get("/off", { provideAutomaticOptions: false }, view);
    app.get("/off-by-view", without);
    app.get("/on-again", { provideAutomaticOptions: true, name: "again" }, without);
    expect(await ask(app, "/on")).toEqual([200, true]);
    expect(await ask(app, "/off")).toEqual([405, false]);
    expect(await ask(app, "/off-by-view")).toEqual([405, false]);
    expect(await ask(app, "/on-again")).toEqual([200, true]);
  });

  it("is switched off for the whole app by PROVIDE_AUTOMATIC_OPTIONS, and on again by a route or view [B6]", async () => {
    const app = new Micro(null, { config: { PROVIDE_AUTOMATIC_OPTIONS: false } });
    app.get("/off", view);
    app.get("/on", { provideAutomaticOptions: true }, other);
    app.get("/on-by-view", withOwn);
    expect(await ask(app, "/off")).toEqual([405, false]);
    expect(await ask(app, "/on")).toEqual([200, true]);
    expect(await ask(app, "/on-by-view")).toEqual([200, true]);
  });

  it("lists the methods of all rules of a path [B2]", async () => {
    const app = new Micro();
    app.route("/", { methods: ["GET", "POST"] }, view);
    app.put("/", other);
    const response = await app.testClient().options("/");
    expect([response.status, response.headers.get("allow"), response.text]).toEqual([
      200,
      "GET, HEAD, OPTIONS, POST, PUT",
      "",
    ]);
  });

  it("is not given where a route answers OPTIONS itself, in any case of letters [B7 B10]", async () => {
    const app = new Micro();
    app.route("/", { methods: ["get", "options"] }, ({ method }) => `own ${method}`);
    expect((await app.testClient().options("/")).text).toBe("own OPTIONS");
  });
});

describe("the option meta of a route", () => {
  it("is there for hooks, and for listeners of the routes [F62 F158]", async () => {
    const app = new Micro();
    const listed: unknown[] = [];
    app.onRoute(({ endpoint, options }) => void listed.push([endpoint, options.meta]));
    app.beforeRequest(({ meta }) => (meta["public"] === true ? undefined : "log in first"));
    app.get("/open", { name: "open", meta: { public: true } }, () => "open");
    app.get("/closed", { name: "closed" }, () => "closed");
    const client = app.testClient();
    expect([(await client.get("/open")).text, (await client.get("/closed")).text]).toEqual([
      "open",
      "log in first",
    ]);
    expect(listed).toEqual([
      ["open", { public: true }],
      ["closed", undefined],
    ]);
  });
});

describe("the options of a route", () => {
  it("are those of Flask's route() [F25]", async () => {
    const app = new Micro();
    app.route(
      "/docs/<int:page>/",
      { name: "docs", methods: ["GET", "PUT"], defaults: { lang: "en" }, strictSlashes: false },
      ({ params, endpoint, method }) => ({ ...params, endpoint, method }),
    );
    app.get("/raw/<path:file>", { mergeSlashes: false, name: "raw" }, ({ params }) => params.file);
    const client = app.testClient();
    expect((await client.put("/docs/3")).json()).toEqual({
      page: 3,
      lang: "en",
      endpoint: "docs",
      method: "PUT",
    });
    expect((await client.get("/raw/a//b")).text).toBe("a//b");
  });
});
