import { describe, expect, it } from "vitest";

import { createRouter, createRouterWithoutTrees, createRule, matchOf } from "../../fixtures/routing.ts";
import { Router } from "./router.ts";

describe("Router.needsTrees", () => {
  it("is so for paths with variables, until the trees have grown", () => {
    expect(createRouterWithoutTrees(["/about", "/users/<name>"]).needsTrees).toBe(true);
    expect(createRouter(["/about", "/users/<name>"]).needsTrees).toBe(false);
  });

  it("is not so without variables, or with those of static files alone: such apps load no find-my-way", () => {
    expect(createRouterWithoutTrees(["/", "/about", "/static/<path:filename>"]).needsTrees).toBe(false);
  });

  it("is so for many paths with variables of any kind", () => {
    const paths = Array.from({ length: 5 }, (_, index) => `/files${index}/<path:name>`);
    expect(createRouterWithoutTrees(paths).needsTrees).toBe(true);
  });
});

describe("Router.match", () => {
  it("finds a rule without variables", () => {
    expect(matchOf(createRouter(["/about"]), "/about")).toEqual(["/about", {}]);
  });

  it("finds the root", () => {
    expect(matchOf(createRouter(["/"]), "/")).toEqual(["/", {}]);
  });

  it("gives the target that was registered with the rule", () => {
    const target = { view: "show" };
    const router = new Router([{ rule: createRule("/show"), target }]);
    const match = router.match("GET", "/show");
    expect(match.kind === "route" && match.target).toBe(target);
  });

  it("gives converted values", () => {
    expect(matchOf(createRouter(["/users/<int:id>/<name>"]), "/users/3/ann")).toEqual([
      "/users/<int:id>/<name>",
      { id: 3, name: "ann" },
    ]);
  });

  it("knows nothing of an unknown path", () => {
    expect(matchOf(createRouter(["/about"]), "/abou")).toBe(404);
  });

  it.each(["/About", "/ABOUT", "/aBout"])("compares %s with /about by case", (path) => {
    expect(matchOf(createRouter(["/about"]), path)).toBe(404);
  });

  it("answers 404 to everything without rules", () => {
    expect(matchOf(createRouter([]), "/")).toBe(404);
  });

  it("does not let a variable match an empty segment", () => {
    expect(matchOf(createRouter(["/users/<name>/edit"]), "/users//edit")).toBe(404);
  });

  it("does not let a variable match more than its segment", () => {
    expect(matchOf(createRouter(["/users/<name>"]), "/users/ann/edit")).toBe(404);
  });

  it("takes the regular-expression characters of a rule as text", () => {
    const router = createRouter(["/a.b+c(d)", "/x*y/<name>"]);
    expect(matchOf(router, "/a.b+c(d)")).toEqual(["/a.b+c(d)", {}]);
    expect(matchOf(router, "/aXb+c(d)")).toBe(404);
    expect(matchOf(router, "/x*y/z")).toEqual(["/x*y/<name>", { name: "z" }]);
  });

  it("matches a rule with text beyond ASCII by its encoded form", () => {
    expect(matchOf(createRouter(["/войти/"]), "/%D0%B2%D0%BE%D0%B9%D1%82%D0%B8/")).toEqual(["/войти/", {}]);
  });

  it("gives each match values of its own (A288)", () => {
    const router = createRouter(["/a/<x>/b/<y>", "/a/<x>"]);
    const first = router.match("GET", "/a/1/b/2");
    const second = router.match("GET", "/a/3");
    expect(first.kind === "route" && first.params).toEqual({ x: "1", y: "2" });
    expect(second.kind === "route" && second.params).toEqual({ x: "3" });
  });

  it("gives values that a view may change without changing the next request's", () => {
    const router = createRouter(["/a/<x>"]);
    const first = router.match("GET", "/a/1");
    if (first.kind === "route") Object.assign(first.params, { x: "changed", extra: true });
    expect(matchOf(router, "/a/1")).toEqual(["/a/<x>", { x: "1" }]);
  });

  it("does not let one request change the empty values of a static rule for the next", () => {
    const router = createRouter(["/about"]);
    const match = router.match("GET", "/about");
    expect(() => match.kind === "route" && Object.assign(match.params, { x: 1 })).toThrow(TypeError);
    expect(matchOf(router, "/about")).toEqual(["/about", {}]);
  });

  it("adds a rule's defaults to the values", () => {
    const router = createRouter([{ path: "/foo/<name>", defaults: { page: 1 } }]);
    expect(matchOf(router, "/foo/x")).toEqual(["/foo/<name>", { name: "x", page: 1 }]);
  });

  it("gives the defaults of a rule without variables", () => {
    expect(matchOf(createRouter([{ path: "/foo/", defaults: { page: 1 } }]), "/foo/")).toEqual([
      "/foo/",
      { page: 1 },
    ]);
  });

  it("matches several rules of one endpoint, each with its defaults", () => {
    const router = createRouter([
      { path: "/", endpoint: "x", defaults: { foo: 1, bar: false } },
      { path: "/bar/", endpoint: "x", defaults: { foo: 1, bar: true } },
      { path: "/<int:foo>", endpoint: "x", defaults: { bar: false } },
      { path: "/bar/<int:foo>", endpoint: "x", defaults: { bar: true } },
    ]);
    expect(matchOf(router, "/")).toEqual(["x", { foo: 1, bar: false }]);
    expect(matchOf(router, "/2")).toEqual(["x", { foo: 2, bar: false }]);
    expect(matchOf(router, "/bar/")).toEqual(["x", { foo: 1, bar: true }]);
    expect(matchOf(router, "/bar/2")).toEqual(["x", { foo: 2, bar: true }]);
  });

  it("keeps no memory of the paths it was asked for (A156)", () => {
    const router = createRouter(["/a/<x>", "/static"]);
    const before = JSON.stringify(router);
    for (let count = 0; count < 2000; count++) router.match("GET", `/unknown/${count}`);
    expect(JSON.stringify(router)).toBe(before);
    expect(matchOf(router, "/unknown/1")).toBe(404);
  });
});

describe("mixed segments", () => {
  it.each([
    ["/v<int:major>", "/v2", { major: 2 }],
    ["/<name>.txt", "/notes.txt", { name: "notes" }],
    ["/<name>.<kind>", "/a.b.c", { name: "a.b", kind: "c" }],
    ["/<int:lat>-<int:lng>", "/12-34", { lat: 12, lng: 34 }],
    ["/x<a>y<b>z/<c>", "/x1y2z/3", { a: "1", b: "2", c: "3" }],
    ["/@<user>", "/@ann", { user: "ann" }],
    ["/@<user>", "/%40ann", { user: "ann" }],
    ["/<int:a><string(length=2):b>", "/12ab", { a: 12, b: "ab" }],
  ])("%s matches %s", (path, requested, params) => {
    expect(matchOf(createRouter([path]), requested)).toEqual([path, params]);
  });

  it.each([
    ["/v<int:major>", "/v"],
    ["/v<int:major>", "/version"],
    ["/<name>.txt", "/.txt"],
    ["/<name>.txt", "/notes_txt"],
    ["/<int:lat>-<int:lng>", "/12-"],
    ["/<int:lat>-<int:lng>", "/1-2/"],
  ])("%s does not match %s", (path, requested) => {
    expect(matchOf(createRouter([path]), requested)).toBe(404);
  });
});

describe("path variables", () => {
  it.each([
    ["/files/<path:name>", "/files/a", { name: "a" }],
    ["/files/<path:name>", "/files/a/b/c.txt", { name: "a/b/c.txt" }],
    ["/files/<path:name>", "/files/a/", { name: "a/" }],
    ["/files/<path:name>", "/files/a//b", { name: "a//b" }],
    ["/<path:page>/edit", "/a/b/edit", { page: "a/b" }],
    ["/<path:page>/edit", "/edit/edit/edit", { page: "edit/edit" }],
    ["/<path:page>/<int:revision>", "/a/b/7", { page: "a/b", revision: 7 }],
    ["/wiki/<path:page>/history/<int:id>/", "/wiki/a/b/history/3/", { page: "a/b", id: 3 }],
    ["/<path:a>-<b>", "/x/y-z", { a: "x/y", b: "z" }],
    ["/<path:a>/to/<path:b>", "/x/to/y/to/z", { a: "x", b: "y/to/z" }],
  ])("%s matches %s", (path, requested, params) => {
    expect(matchOf(createRouter([path]), requested)).toEqual([path, params]);
  });

  it.each([
    ["/files/<path:name>", "/files"],
    ["/files/<path:name>", "/files/"],
    ["/<path:page>/edit", "/edit"],
    ["/<path:page>/edit", "/a/edit/"],
    ["/<path:page>/edit", "/a/edits"],
    ["/<path:page>/<int:revision>", "/a/b"],
  ])("%s does not match %s", (path, requested) => {
    expect(matchOf(createRouter([path]), requested)).toBe(404);
  });
});
