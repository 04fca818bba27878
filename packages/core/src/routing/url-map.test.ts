import { describe, expect, it } from "vitest";

import { createUrlMap } from "../../fixtures/routing.ts";

describe("UrlMap.build", () => {
  const urls = createUrlMap({
    index: "/",
    show: "/users/<int:id>",
    "blog.show": "/blog/<slug>/",
    file: "/files/<path:name>",
  });

  it.each([
    ["index", {}, "/"],
    ["show", { id: 3 }, "/users/3"],
    ["blog.show", { slug: "a b" }, "/blog/a%20b/"],
    ["file", { name: "a/b.txt" }, "/files/a/b.txt"],
  ])("of %s with %j is %s", (endpoint, values, url) => {
    expect(urls.build(endpoint, values)).toBe(url);
  });

  it("needs no values for a path without variables", () => {
    expect(urls.build("index")).toBe("/");
  });

  it("lists its endpoints", () => {
    expect(urls.endpoints).toEqual(["index", "show", "blog.show", "file"]);
  });
});

describe("the query of a built URL", () => {
  const urls = createUrlMap({ search: "/search", show: "/users/<int:id>" });

  it.each([
    [{ q: "x" }, "/search?q=x"],
    [{ q: "a b&c=d" }, "/search?q=a+b%26c%3Dd"],
    [{ q: "é" }, "/search?q=%C3%A9"],
    [{ a: 1, b: true, c: "" }, "/search?a=1&b=true&c="],
    [{ tag: ["a", "b"] }, "/search?tag=a&tag=b"],
    [{ tag: [] }, "/search"],
    [{ q: undefined, r: null, s: 0 }, "/search?s=0"],
    [{ "a b": "x" }, "/search?a+b=x"],
  ])("of %o makes %s", (values, url) => {
    expect(urls.build("search", values)).toBe(url);
  });

  it("holds what is no variable", () => {
    expect(urls.build("show", { id: 3, tab: "posts" })).toBe("/users/3?tab=posts");
  });

  it("leaves null and undefined in a list out (A232)", () => {
    expect(urls.build("search", { a: [null, undefined, 1] })).toBe("/search?a=1");
    expect(urls.build("search", { a: [null, undefined] })).toBe("/search");
  });

  it("has no line break that came in (A168)", () => {
    expect(urls.build("search", { q: "x\r\nSet-Cookie: a=b" })).toMatch(/^[\x21-\x7e]*$/);
  });
});

describe("the anchor of a built URL", () => {
  const urls = createUrlMap({ search: "/search" });

  it.each([
    ["top", "/search#top"],
    ["a b/#?", "/search#a%20b%2F%23%3F"],
    ["é", "/search#%C3%A9"],
  ])("%j makes %s", (anchor, url) => {
    expect(urls.build("search", {}, { anchor })).toBe(url);
  });

  it("stands behind the query", () => {
    expect(urls.build("search", { q: "x" }, { anchor: "top" })).toBe("/search?q=x#top");
  });

  it("may hold any text", () => {
    expect(urls.build("search", {}, { anchor: "\ud800" })).toBe("/search#%EF%BF%BD");
  });
});

describe("an endpoint with several rules", () => {
  const urls = createUrlMap({
    page: [{ path: "/pages/" }, { path: "/pages/<int:number>" }, { path: "/pages/<int:number>/<sort>" }],
    foo: [{ path: "/foo/", defaults: { page: 1 } }, { path: "/foo/<int:page>" }],
    search: [
      { path: "/search_get", methods: ["GET"] },
      { path: "/search_post", methods: ["POST"] },
    ],
  });

  it.each([
    [{}, "/pages/"],
    [{ number: 2 }, "/pages/2"],
    [{ number: 2, sort: "new" }, "/pages/2/new"],
    [{ sort: "new" }, "/pages/?sort=new"],
    [{ number: 2, tag: "x" }, "/pages/2?tag=x"],
  ])("uses for %j the rule that takes most of them: %s", (values, url) => {
    expect(urls.build("page", values)).toBe(url);
  });

  it.each([
    [{}, "/foo/"],
    [{ page: 1 }, "/foo/"],
    [{ page: 2 }, "/foo/2"],
  ])("uses for %j the rule whose defaults agree: %s", (values, url) => {
    expect(urls.build("foo", values)).toBe(url);
  });

  it.each([
    [undefined, "/search_get"],
    ["GET", "/search_get"],
    ["HEAD", "/search_get"],
    ["POST", "/search_post"],
    ["post", "/search_post"],
  ])("uses for the method %s the rule that answers it: %s", (method, url) => {
    expect(urls.build("search", {}, { method })).toBe(url);
  });

  it("uses defaults for several variables (Werkzeug's test_double_defaults)", () => {
    const double = createUrlMap({
      x: [
        { path: "/", defaults: { foo: 1, bar: false } },
        { path: "/bar/", defaults: { foo: 1, bar: true } },
        { path: "/<int:foo>", defaults: { bar: false } },
        { path: "/bar/<int:foo>", defaults: { bar: true } },
      ],
    });
    expect(double.build("x", { foo: 1, bar: false })).toBe("/");
    expect(double.build("x", { foo: 2, bar: false })).toBe("/2");
    expect(double.build("x", { bar: false })).toBe("/");
    expect(double.build("x", { foo: 1, bar: true })).toBe("/bar/");
    expect(double.build("x", { foo: 2, bar: true })).toBe("/bar/2");
    expect(double.build("x", { bar: true })).toBe("/bar/");
  });

  it("uses a default of a rule for a variable of its path", () => {
    const defaults = createUrlMap({ x: [{ path: "/<lang>/", defaults: { lang: "en" } }] });
    expect(defaults.build("x")).toBe("/en/");
  });
});

describe("a URL that cannot be built", () => {
  const urls = createUrlMap({
    "blog.show": "/blog/<slug>",
    range: "/range/<int:from>/<int:to>",
    post: [{ path: "/post/<int:id>", methods: ["POST"] }],
    foo: [{ path: "/foo/", defaults: { page: 1 } }],
  });

  /** The message with which a build fails. */
  function faultOf(...[endpoint, values, options]: Parameters<typeof urls.build>): unknown {
    try {
      return urls.build(endpoint, values, options);
    } catch (error) {
      return error;
    }
  }

  it.each([
    ["blog.shwo", {}],
    ["blog.show", {}],
    ["range", { from: 1 }],
    ["range", { from: "x", to: 1 }],
    ["range", { from: -1, to: 1 }],
    ["foo", { page: 2 }],
  ])("for %s and %j has the code MICRO_URL_BUILD", (endpoint, values) => {
    expect(faultOf(endpoint, values)).toMatchObject({ name: "BuildError", code: "MICRO_URL_BUILD" });
  });

  it("suggests the endpoint that was meant", () => {
    expect(faultOf("blog.shwo")).toMatchObject({
      message: expect.stringContaining('Did you mean "blog.show" instead?'),
    });
  });

  it.each(["constructor", "__proto__", "toString", "../../etc/passwd", ""])(
    "has no endpoint %j (A62)",
    (endpoint) => {
      expect(faultOf(endpoint)).toMatchObject({ code: "MICRO_URL_BUILD" });
    },
  );

  it("names the values that are missing", () => {
    expect(faultOf("range", { from: 1 })).toMatchObject({
      message: expect.stringContaining('Did you forget to specify values ["to"]?'),
    });
    expect(faultOf("range", {})).toMatchObject({ message: expect.stringContaining('["from", "to"]') });
  });

  it("names what is missing for the rule that needs least", () => {
    const several = createUrlMap({ page: [{ path: "/<a>/<b>/<c>" }, { path: "/<a>/<b>" }] });
    expect(() => several.build("page", { a: "x" })).toThrow('Did you forget to specify values ["b"]?');
  });

  it("names the values that were given", () => {
    expect(faultOf("range", { from: 1, too: 2 })).toMatchObject({
      message: expect.stringContaining('["from", "too"]'),
    });
  });

  it("takes null and undefined for missing", () => {
    expect(faultOf("blog.show", { slug: null })).toMatchObject({
      message: expect.stringContaining('["slug"]?'),
    });
  });

  it("does not take a method of every object for a value", () => {
    const inherited = createUrlMap({ x: "/<toString>" });
    expect(() => inherited.build("x", {})).toThrow('Did you forget to specify values ["toString"]?');
  });

  it("shows the path and the value that its converter refuses", () => {
    const fault = faultOf("range", { from: "x", to: 1 });
    expect(fault).toMatchObject({ message: expect.stringMatching(/\/range\/<int:from>\/<int:to>.*"x"/) });
    expect(fault).toMatchObject({ cause: expect.any(TypeError) });
  });

  it.each([
    ["/<a>-<b>", { a: "x", b: "y-z" }],
    ["/<a><b>", { a: "x", b: "yz" }],
    ["/<path:a>/<path:b>", { a: "x/y", b: "z" }],
    ["/<path:page>/<name>", { page: "a", name: "b/c" }],
  ])("of %s has values %j that would be read as others", (path, values) => {
    expect(() => createUrlMap({ x: path }).build("x", values)).toThrow(
      expect.objectContaining({ code: "MICRO_URL_BUILD" }),
    );
  });

  it.each([
    ["/<a>-<b>", { a: "x-y", b: "z" }, "/x-y-z"],
    ["/<path:a>/<path:b>", { a: "x", b: "y/z" }, "/x/y/z"],
    ["/<path:page>/<name>", { page: "a/b", name: "c" }, "/a/b/c"],
  ])("is not that of %s with the values %j, which are read back", (path, values, url) => {
    expect(createUrlMap({ x: path }).build("x", values)).toBe(url);
  });

  it("names the methods there are", () => {
    const fault = faultOf("post", { id: 1 }, { method: "PUT" });
    expect(fault).toMatchObject({
      message: expect.stringMatching(/\("PUT"\).*Did you mean to use methods \["POST"\]\?/),
    });
  });

  it("names the default that a value contradicts", () => {
    expect(faultOf("foo", { page: 2 })).toMatchObject({ message: expect.stringContaining("page") });
  });
});
