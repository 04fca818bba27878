import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { get } from "./route-definition.ts";

const view = (): string => "x";

/** What can no longer be called once the app has begun to serve. */
const REGISTRATIONS: readonly (readonly [name: string, register: (scope: Micro | Blueprint) => unknown])[] = [
  ["get()", (scope) => scope.get("/late", view)],
  ["route()", (scope) => scope.route("/late", { methods: ["PUT"] }, view)],
  ["routes()", (scope) => scope.routes({ late: get("/late", view) })],
  ["beforeRequest()", (scope) => scope.beforeRequest(() => undefined)],
  ["afterRequest()", (scope) => scope.afterRequest(() => undefined)],
  ["teardownRequest()", (scope) => scope.teardownRequest(() => undefined)],
  ["onError()", (scope) => scope.onError(404, view)],
  ["mount()", (scope) => scope.mount(new Blueprint("late"))],
];

describe("a registration after the first request (MICRO_APP_FROZEN) [F11 B15]", () => {
  it.each(REGISTRATIONS)("%s on the app is refused, with where and what to do", async (name, register) => {
    const app = new Micro();
    await app.testClient().get("/");
    expect(() => register(app)).toThrow(
      `${name} was called on the app after it had begun to serve requests, so it would hold for some and not for others. Register everything before the first request (called at `,
    );
    expect(() => register(app)).toThrow(/scope\.test\.ts:\d+:\d+\)\. \[MICRO_APP_FROZEN\]$/);
  });

  it.each(REGISTRATIONS)("%s on a mounted blueprint is refused", async (name, register) => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.mount(blog);
    await app.start();
    expect(() => register(blog)).toThrow(
      `${name} was called on the blueprint "blog" after it had begun to serve`,
    );
  });

  it("on a nested blueprint is refused", async () => {
    const app = new Micro();
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    outer.mount(inner);
    app.mount(outer);
    await app.start();
    expect(() => inner.get("/late", view)).toThrow('the blueprint "inner"');
  });

  it.each([
    ["use()", (app: Micro) => app.use({ name: "late", setup: () => undefined })],
    [
      "addConverter()",
      (app: Micro) =>
        app.addConverter("late", () => ({ pattern: "x", parse: (text) => text, format: String })),
    ],
    ["onStart()", (app: Micro) => app.onStart(() => undefined)],
  ])("%s is refused", async (name, register) => {
    const app = new Micro();
    await app.start();
    expect(() => register(app)).toThrow(`${name} was called on the app after it had begun to serve requests`);
  });

  it("is refused without a place where the runtime has no stacks", async () => {
    const app = new Micro();
    await app.start();
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      expect(() => app.beforeRequest(() => undefined)).toThrow(
        /before the first request\. \[MICRO_APP_FROZEN\]$/,
      );
    } finally {
      Error.stackTraceLimit = limit;
    }
  });

  it("on a blueprint that is not mounted is none", async () => {
    await new Micro().start();
    expect(() => new Blueprint("free").get("/", view)).not.toThrow();
  });

  it("is none before the app starts, though URLs were built and routes listed", () => {
    const app = new Micro();
    app.get("/", { name: "index" }, view);
    app.buildUrl("index");
    app.listRoutes();
    app.get("/more", { name: "more" }, view);
    expect(app.buildUrl("more")).toBe("/more");
  });
});

describe("get, post, put, patch and delete [F25 B3]", () => {
  it.each(["get", "post", "put", "patch", "delete"] as const)(
    "%s answers its method and no other",
    async (method) => {
      const app = new Micro();
      app[method]("/", (request) => request.method);
      const response = await app.testClient().request(method.toUpperCase(), "/");
      expect(response.text).toBe(method.toUpperCase());
      const refused = await app.testClient().request(method === "get" ? "POST" : "GET", "/");
      expect(refused.status).toBe(405);
    },
  );

  it("get answers HEAD too", () => {
    const app = new Micro();
    app.get("/", view);
    expect(app.listRoutes()[0]?.methods).toEqual(["GET", "OPTIONS", "HEAD"]);
  });

  it.each(["get", "post", "put", "patch", "delete"] as const)(
    "%s refuses other methods in its options, which it would not heed (MICRO_ROUTE_METHOD) [B4]",
    (method) => {
      expect(() => new Micro()[method]("/", { methods: ["OPTIONS"] }, view)).toThrow("MICRO_ROUTE_METHOD");
    },
  );

  it.each([
    ["nothing", []],
    ["a template's name", ["home.html"]],
    ["options alone", [{ name: "x" }]],
    ["options and no function", [{ name: "x" }, "home"]],
  ])("refuse %s as the view (MICRO_HOOK_INVALID)", (_, rest) => {
    const register = new Micro().get as unknown as (path: string, ...rest: unknown[]) => unknown;
    expect(() => register("/home", ...rest)).toThrow(
      /^The route \/home was given an? .* as its view\. Give it a function\. \[MICRO_HOOK_INVALID\]$/,
    );
  });

  it("record where they were called", () => {
    const app = new Micro();
    app.get("/", view);
    expect(app["~registry"].routes[0]?.location).toMatch(/scope\.test\.ts:\d+:\d+$/);
  });
});

describe("route", () => {
  it("answers GET without methods", () => {
    const app = new Micro();
    app.route("/", view);
    expect(app.listRoutes()[0]?.methods).toEqual(["GET", "OPTIONS", "HEAD"]);
  });

  it("takes methods in any case [B10]", () => {
    const app = new Micro();
    app.route("/", { methods: ["post", "Put"] }, view);
    expect(app["~registry"].routes[0]?.methods).toEqual(["POST", "PUT"]);
  });

  it.each(["GET POST", "", "G\nET", "GET,POST", "GÉT", "1"])(
    "refuses the method %j (MICRO_ROUTE_METHOD)",
    (method) => {
      expect(() => new Micro().route("/x", { methods: [method] }, view)).toThrow(
        `The route /x names the method ${JSON.stringify(method.toUpperCase())}. Use letters only. [MICRO_ROUTE_METHOD]`,
      );
    },
  );

  it("refuses a text in place of a list of methods (MICRO_ROUTE_METHOD) [B9]", () => {
    expect(() => new Micro().route("/x", { methods: "GET POST" as never }, view)).toThrow(
      "MICRO_ROUTE_METHOD",
    );
  });

  it.each([":id", "/users/:id", "users", "/<int:id", "/<>", "/<a>/<a>"])(
    "refuses the path %j at once (MICRO_PATH_SYNTAX)",
    (path) => {
      expect(() => new Micro().get(path, view)).toThrow("MICRO_PATH_SYNTAX");
    },
  );

  it("names the right form of a path in another syntax", () => {
    expect(() => new Micro().get("/users/:id", view)).toThrow("/users/<id>");
  });

  it("refuses an unknown converter when the app starts (MICRO_CONVERTER_UNKNOWN)", async () => {
    const app = new Micro();
    app.get("/<itn:id>", view);
    await expect(app.start()).rejects.toThrow('Did you mean "int"?');
  });
});

describe("routes", () => {
  it("registers a table, its keys the names", () => {
    const app = new Micro().routes({
      home: get("/", view),
      show: get("/<int:id>", ({ params }) => ({ id: params.id })),
    });
    expect(app.listRoutes().map(({ endpoint }) => endpoint)).toEqual(["home", "show"]);
  });

  it("lets a name in the options win", () => {
    const app = new Micro();
    app.routes({ home: get("/", { name: "index" }, view) });
    expect(app["~registry"].routes[0]?.name).toBe("index");
  });
});

describe("hooks", () => {
  it.each(["beforeRequest", "afterRequest", "teardownRequest"] as const)(
    "%s refuses what is no function (MICRO_HOOK_INVALID)",
    (method) => {
      expect(() => new Micro()[method](undefined as never)).toThrow(
        `${method}() was given a undefined. Give it a function.`,
      );
    },
  );

  it("are kept in order of registration", () => {
    const app = new Micro();
    const [first, second] = [(): undefined => undefined, (): undefined => undefined];
    app.beforeRequest(first);
    app.beforeRequest(second);
    app.afterRequest(first);
    app.teardownRequest(second);
    expect(app["~registry"]).toMatchObject({ before: [first, second], after: [first], teardown: [second] });
  });

  it("are the same function as often as it is registered", async () => {
    const app = new Micro();
    let times = 0;
    const hook = (): void => void times++;
    app.beforeRequest(hook);
    app.beforeRequest(hook);
    await app.testClient().get("/");
    expect(times).toBe(2);
  });
});
