import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { get, route } from "./route-definition.ts";

const view = (): string => "x";
const other = (): string => "y";

describe("the routes of an app", () => {
  it("are listed in the order in which they are tried when that is asked for [F374 B179]", () => {
    const app = new Micro(null, { hostMatching: true });
    app.get("/<path:rest>", { name: "rest" }, view);
    app.get("/<int:id>", { name: "id" }, view);
    app.get("/old", { name: "build", buildOnly: true }, view);
    app.get("/new", { name: "new" }, view);
    app.get("/new", { name: "admin", host: "admin.example.org" }, view);
    app.get("/new", { name: "any", host: "<name>.example.org" }, view);
    expect(app.listRoutes({ order: "match" }).map(({ endpoint }) => endpoint)).toEqual([
      "admin",
      "any",
      "new",
      "id",
      "rest",
      "build",
    ]);
  });

  it("are listed in order of registration, with all that tools show", () => {
    const app = new Micro();
    app.beforeRequest(function loadUser() {});
    app.afterRequest(() => {});
    app.get("/", { name: "index" }, () => "x");
    app.route("/both", { name: "both", methods: ["POST", "PUT"] }, function showBoth() {
      return "x";
    });
    expect(app.listRoutes()).toEqual([
      {
        endpoint: "index",
        methods: ["GET", "OPTIONS", "HEAD"],
        path: "/",
        blueprint: "",
        host: "",
        options: expect.any(Object),
        location: expect.stringMatching(/plan-table\.test\.ts:\d+:\d+$/),
        view: "",
        hooks: ["loadUser", "(anonymous)"],
      },
      {
        endpoint: "both",
        methods: ["POST", "PUT", "OPTIONS"],
        path: "/both",
        blueprint: "",
        host: "",
        options: expect.any(Object),
        location: expect.stringMatching(/plan-table\.test\.ts:\d+:\d+$/),
        view: "showBoth",
        hooks: ["loadUser", "(anonymous)"],
      },
    ]);
  });

  it("of blueprints are listed with prefix and full name", () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.get("/<int:id>", { name: "show" }, () => "x");
    app.mount(blog);
    expect(app.listRoutes()).toMatchObject([
      { endpoint: "blog.show", path: "/blog/<int:id>", blueprint: "blog" },
    ]);
  });

  it("may share an endpoint when they have the same view", () => {
    const app = new Micro();
    app.get("/one", view);
    app.get("/two", view);
    expect(app.listRoutes().map(({ endpoint }) => endpoint)).toEqual(["view", "view"]);
  });

  it("may share a path when they have no method in common", () => {
    const app = new Micro();
    app.get("/", () => "x");
    app.post("/", () => "y");
    expect(app.listRoutes()).toHaveLength(2);
  });

  it("without a name go by their path", () => {
    const app = new Micro();
    app.get("/a/<b>", () => "x");
    expect(app.listRoutes()[0]?.endpoint).toBe("/a/<b>");
  });
});

describe("two routes with one path and method (MICRO_ROUTE_DUPLICATE) [F50]", () => {
  it("are refused, with both places", () => {
    const app = new Micro();
    app.get("/users/<id>", view);
    expect(() => app.get("/users/<id>", other)).toThrow(
      /^The rule \/users\/<id> is registered twice for GET: at .*plan-table\.test\.ts:\d+:\d+ and at .*plan-table\.test\.ts:\d+:\d+\. Remove one, or give them different paths or methods\. \[MICRO_ROUTE_DUPLICATE\]$/,
    );
  });

  it("are refused when only the names of the variables differ", async () => {
    const app = new Micro();
    app.get("/<a>", view);
    app.get("/<b>", other);
    await expect(app.start()).rejects.toThrow("MICRO_ROUTE_DUPLICATE");
  });

  it("are refused across blueprints", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.get("/new", view);
    app.get("/blog/new", other);
    app.mount(blog);
    await expect(app.start()).rejects.toThrow(/The rule \/blog\/new is registered twice for GET/);
  });

  it("are refused for the methods they share", () => {
    const app = new Micro();
    app.route("/", { methods: ["GET", "POST", "PUT"] }, view);
    expect(() => app.route("/", { methods: ["PUT", "POST"] }, other)).toThrow("twice for PUT, POST");
  });

  it("are no duplicates when their converters differ", async () => {
    const app = new Micro();
    app.get("/<int:id>", view);
    app.get("/<name>", other);
    expect((await app.testClient().get("/5")).text).toBe("x");
    expect((await app.testClient().get("/five")).text).toBe("y");
  });
});

describe("two views under one endpoint (MICRO_ENDPOINT_DUPLICATE) [F28]", () => {
  it("are refused, with both places and what to do", () => {
    const app = new Micro();
    app.get("/a", { name: "show" }, view);
    expect(() => app.get("/b", { name: "show" }, other)).toThrow(
      /^Two views are registered under the endpoint "show": at .*plan-table\.test\.ts.* and at .*plan-table\.test\.ts.*\. Rename one function, or give its route a name: \{ name: "\.\.\." \}\. \[MICRO_ENDPOINT_DUPLICATE\]$/,
    );
  });

  it("are refused when one has its name from its function", () => {
    const app = new Micro();
    app.get("/a", view);
    expect(() => app.get("/b", { name: "view" }, other)).toThrow("MICRO_ENDPOINT_DUPLICATE");
  });

  it("are refused in a table", () => {
    const app = new Micro();
    app.get("/a", { name: "show" }, view);
    expect(() => app.routes({ show: get("/b", other) })).toThrow("MICRO_ENDPOINT_DUPLICATE");
  });

  it("are refused when one is the app's and the other a blueprint's", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.get("/", { name: "index" }, view);
    app.get("/", { name: "blog.index" }, other);
    app.mount(blog);
    await expect(app.start()).rejects.toThrow('under the endpoint "blog.index"');
  });

  it("are no duplicates in two blueprints", () => {
    const app = new Micro();
    for (const name of ["a", "b"]) {
      const blueprint = new Blueprint(name, null, { prefix: `/${name}` });
      blueprint.get("/", { name: "index" }, () => name);
      app.mount(blueprint);
    }
    expect(app.listRoutes().map(({ endpoint }) => endpoint)).toEqual(["a.index", "b.index"]);
  });

  it("are no duplicates when both are named by their one path", async () => {
    const app = new Micro();
    app.get("/", () => "get");
    app.post("/", () => "post");
    expect((await app.testClient().post("/")).text).toBe("post");
  });
});

describe("two blueprints under one name (MICRO_BLUEPRINT_DUPLICATE) [F140 B130]", () => {
  it("are refused, with what to do", async () => {
    const app = new Micro();
    app.mount(new Blueprint("blog", null, { prefix: "/a" }));
    app.mount(new Blueprint("blog", null, { prefix: "/b" }));
    await expect(app.start()).rejects.toThrow(/"blog".*name.*\[MICRO_BLUEPRINT_DUPLICATE\]$/s);
  });

  it("are refused when they are the same blueprint", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/a" });
    app.mount(blog);
    app.mount(blog, { prefix: "/b" });
    await expect(app.start()).rejects.toThrow("MICRO_BLUEPRINT_DUPLICATE");
  });

  it("are told apart by the name they are mounted under", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/a" });
    blog.get("/", { name: "index" }, ({ endpoint }) => endpoint);
    app.mount(blog);
    app.mount(blog, { name: "news", prefix: "/b" });
    expect((await app.testClient().get("/b/")).text).toBe("news.index");
  });
});

describe("the owner of a path without a route [F145 W4]", () => {
  const create = (): Micro => {
    const app = new Micro();
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    for (const [scope, name] of [
      [app, "app"],
      [outer, "outer"],
      [inner, "inner"],
    ] as const) {
      scope.onError(404, ({ status }, { blueprint }) => `${status} of ${name}, owned by "${blueprint}"`);
      scope.onError(405, ({ status }, { blueprint }) => `${status} of ${name}, owned by "${blueprint}"`);
    }
    inner.get("/here", () => "x");
    outer.mount(inner);
    app.mount(outer);
    return app;
  };

  it.each([
    ["/none", '404 of app, owned by ""'],
    ["/outer", '404 of outer, owned by "outer"'],
    ["/outer/", '404 of outer, owned by "outer"'],
    ["/outer/none/deep", '404 of outer, owned by "outer"'],
    ["/outer/inner", '404 of inner, owned by "outer.inner"'],
    ["/outer/inner/none", '404 of inner, owned by "outer.inner"'],
    ["/outerspace", '404 of app, owned by ""'],
    ["/outer/innermost", '404 of outer, owned by "outer"'],
    ["/outer//inner", '404 of outer, owned by "outer"'],
    ["/outer/inner/a%2Fb", '404 of inner, owned by "outer.inner"'],
  ])("of %s answers with its handler", async (path, text) => {
    expect((await create().testClient().get(path)).text).toBe(text);
  });

  it("answers another method with its handler", async () => {
    const response = await create().testClient().post("/outer/inner/here");
    expect([response.status, response.text]).toEqual([405, '405 of inner, owned by "outer.inner"']);
  });

  it("is the app for a path that is none", async () => {
    const response = await create().testClient().get("/outer/%ff");
    expect(response.status).toBe(400);
  });

  it("is found under a prefix with a variable (A289)", async () => {
    const app = new Micro();
    const hooked: string[] = [];
    const shop = new Blueprint("shop", null, { prefix: "/<lang>/shop" });
    shop.beforeRequest(({ path }) => void hooked.push(path));
    shop.get("/cart", ({ params }) => params);
    app.mount(shop);
    const client = app.testClient();
    expect((await client.get("/de/shop/cart")).json()).toEqual({ lang: "de" });
    expect((await client.get("/de/shop/none")).status).toBe(404);
    expect(hooked).toEqual(["/de/shop/cart", "/de/shop/none"]);
  });

  it("of a blueprint without a prefix is the app", async () => {
    const app = new Micro();
    const bare = new Blueprint("bare");
    bare.onError(404, () => "bare");
    app.onError(404, () => "app");
    app.mount(bare);
    expect((await app.testClient().get("/none")).text).toBe("app");
  });

  it("runs its hooks before the 404", async () => {
    const app = new Micro();
    const admin = new Blueprint("admin", null, { prefix: "/admin" });
    admin.beforeRequest(() => "log in first");
    app.mount(admin);
    expect((await app.testClient().get("/admin/none")).text).toBe("log in first");
  });
});

describe("the limit of a body", () => {
  it("is the app's, unless the route has its own", async () => {
    const app = new Micro(null, { config: { MAX_CONTENT_LENGTH: 5 } });
    app.post("/small", async (request) => request.text());
    app.route("/large", { methods: ["POST"], maxContentLength: 50 }, async (request) => request.text());
    const client = app.testClient();
    expect((await client.post("/small", { body: "123456" })).status).toBe(413);
    expect((await client.post("/large", { body: "123456" })).text).toBe("123456");
  });

  it("may be raised by a hook", async () => {
    const app = new Micro(null, { config: { MAX_CONTENT_LENGTH: 5 } });
    app.beforeRequest((request) => {
      request.maxContentLength = 10;
    });
    app.post("/", async (request) => request.text());
    expect((await app.testClient().post("/", { body: "123456" })).text).toBe("123456");
  });
});

describe("defaults and slashes of a route", () => {
  it("give values to variables that the path does not have", async () => {
    const app = new Micro();
    app.get("/pages", { defaults: { page: 1 } }, ({ params }) => params);
    expect((await app.testClient().get("/pages")).json()).toEqual({ page: 1 });
  });

  it("serve both spellings when slashes are not strict", async () => {
    const app = new Micro();
    app.get("/a/", { strictSlashes: false }, () => "a");
    expect((await app.testClient().get("/a")).text).toBe("a");
  });

  it("answer several methods under one rule", async () => {
    const app = new Micro().routes({
      both: route("/x", { methods: ["get", "Post"] }, ({ method }) => method),
    });
    expect((await app.testClient().post("/x")).text).toBe("POST");
  });
});
