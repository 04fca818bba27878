import { describe, expect, it } from "vitest";

import { createRouter, createUrlMap, matchOf } from "../../fixtures/routing.ts";

describe("rules with defaults", () => {
  const router = createRouter([
    { path: "/users/", endpoint: "users", defaults: { page: 1 } },
    { path: "/users/page/<int:page>", endpoint: "users" },
  ]);

  it("give the defaults to the view [F44 B24]", () => {
    expect(matchOf(router, "/users/")).toEqual(["users", { page: 1 }]);
    expect(matchOf(router, "/users/page/2")).toEqual(["users", { page: 2 }]);
  });

  it("are where the other rule redirects to for the same values [F44 B24]", () => {
    expect(matchOf(router, "/users/page/1")).toBe("/users/");
    expect(matchOf(router, "/users/page/01")).toBe("/users/");
  });

  it("keep the other variables, percent-encoded (Werkzeug's test_redirect_path_quoting)", () => {
    const categories = createRouter([
      { path: "/<category>", endpoint: "category", defaults: { page: 1 } },
      { path: "/<category>/page/<int:page>", endpoint: "category" },
    ]);
    expect(matchOf(categories, "/foo%20bar/page/1")).toBe("/foo%20bar");
    expect(matchOf(categories, "/%2Fevil.example/page/1")).toBe("/%2Fevil.example");
  });

  it("are not redirected to for a method that they do not answer", () => {
    const get = createRouter([
      { path: "/a/", endpoint: "a", defaults: { page: 1 }, methods: ["GET"] },
      { path: "/a/<int:page>", endpoint: "a", methods: ["GET", "POST"] },
    ]);
    expect(matchOf(get, "/a/1", "GET")).toBe("/a/");
    expect(matchOf(get, "/a/1", "POST")).toEqual(["a", { page: 1 }]);
  });

  it("are not redirected to by the rules of another endpoint, or with other arguments", () => {
    const others = createRouter([
      { path: "/a/", endpoint: "a", defaults: { page: 1 } },
      { path: "/b/<int:page>", endpoint: "b" },
      { path: "/a/<int:page>/<sort>", endpoint: "a" },
    ]);
    expect(matchOf(others, "/b/1")).toEqual(["b", { page: 1 }]);
    expect(matchOf(others, "/a/1/x")).toEqual(["a", { page: 1, sort: "x" }]);
  });

  it("may be two, of which the first with most defaults wins (Werkzeug's test_double_defaults)", () => {
    const double = createRouter([
      { path: "/", endpoint: "x", defaults: { foo: 1, bar: false } },
      { path: "/bar/", endpoint: "x", defaults: { foo: 1, bar: true } },
      { path: "/<int:foo>", endpoint: "x", defaults: { bar: false } },
      { path: "/bar/<int:foo>", endpoint: "x", defaults: { bar: true } },
    ]);
    expect(matchOf(double, "/")).toEqual(["x", { foo: 1, bar: false }]);
    expect(matchOf(double, "/1")).toBe("/");
    expect(matchOf(double, "/2")).toEqual(["x", { foo: 2, bar: false }]);
    expect(matchOf(double, "/bar/1")).toBe("/bar/");
    expect(matchOf(double, "/bar/2")).toEqual(["x", { foo: 2, bar: true }]);
  });

  it("may be dates and other objects", () => {
    const day = new Date(0);
    const same = createRouter([
      { path: "/a", endpoint: "a", defaults: { day, list: [1] } },
      { path: "/b", endpoint: "a", defaults: { day: new Date(0), list: [1] } },
      { path: "/c", endpoint: "c", defaults: { day: new Date(0) } },
      { path: "/d", endpoint: "c", defaults: { day } },
    ]);
    expect(matchOf(same, "/b")).toEqual(["a", { day, list: [1] }]);
    expect(matchOf(same, "/d")).toBe("/c");
  });
});

describe("a rule that only builds [F47]", () => {
  const rules = [
    { path: "/files/<name>", endpoint: "file", buildOnly: true },
    { path: "/x", endpoint: "file" },
  ];

  it("matches nothing", () => {
    expect(matchOf(createRouter(rules), "/files/a")).toBe(404);
  });

  it("builds URLs", () => {
    expect(createUrlMap({ file: rules }).build("file", { name: "a" })).toBe("/files/a");
  });
});

describe("an alias [F47]", () => {
  const rules = [
    { path: "/people/<int:id>", endpoint: "user", alias: true },
    { path: "/users/<int:id>", endpoint: "user" },
  ];

  it("redirects to its endpoint's first rule", () => {
    expect(matchOf(createRouter(rules), "/people/3")).toBe("/users/3");
    expect(matchOf(createRouter(rules), "/users/3")).toEqual(["user", { id: 3 }]);
  });

  it("is not what URLs are built from", () => {
    expect(createUrlMap({ user: rules }).build("user", { id: 3 })).toBe("/users/3");
  });

  it("answers by itself when no other rule takes its values", () => {
    const router = createRouter([
      { path: "/a/<x>", endpoint: "a", alias: true },
      { path: "/b/<int:x>", endpoint: "a" },
      { path: "/c/<y>", endpoint: "a" },
    ]);
    expect(matchOf(router, "/a/text")).toEqual(["a", { x: "text" }]);
  });
});

describe("a rule that redirects [F47]", () => {
  it("leads to the other path with its own variables", () => {
    const router = createRouter([{ path: "/u/<int:id>/<tab>", redirectTo: "/users/<int:id>/" }]);
    expect(matchOf(router, "/u/3/posts")).toBe("/users/3/");
    expect(matchOf(router, "/u/x/posts")).toBe(404);
  });

  it("does not redirect to itself for ever", () => {
    expect(matchOf(createRouter([{ path: "/a", redirectTo: "/a" }]), "/a")).toEqual(["/a", {}]);
  });

  it("is refused when it lacks a variable", () => {
    expect(() => createRouter([{ path: "/u/<id>", redirectTo: "/users/<name>" }])).toThrow(
      'The route /u/<id> redirects to /users/<name>, but has no variable "name"',
    );
  });
});

describe("the empty path", () => {
  it("redirects to the root of the app (Werkzeug's test_empty_path_info)", () => {
    expect(matchOf(createRouter(["/"]), "")).toBe("/");
  });

  it("is not known to an app without a root", () => {
    expect(matchOf(createRouter(["/x"]), "")).toBe(404);
    expect(matchOf(createRouter(["/"]), "", "POST")).toEqual({ allow: ["GET", "HEAD"] });
  });
});

describe("repeated slashes and a wrong method", () => {
  it("are a 405 as without them", () => {
    const router = createRouter([{ path: "/x", methods: ["POST"] }, "/a/b"]);
    expect(matchOf(router, "//x")).toEqual({ allow: ["POST"] });
    expect(matchOf(router, "/a//b", "PUT")).toEqual({ allow: ["GET", "HEAD"] });
  });

  it("are a 404 for a rule that does not merge them", () => {
    const router = createRouter([{ path: "/a/b", methods: ["POST"], mergeSlashes: false }]);
    expect(matchOf(router, "/a//b")).toBe(404);
    expect(matchOf(router, "/a//b", "POST")).toBe(404);
  });
});
