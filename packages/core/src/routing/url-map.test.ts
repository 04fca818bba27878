import { describe, expect, it } from "vitest";

import { createRule, createUrlMap } from "../../fixtures/routing.ts";
import { BuildError } from "./build-error.ts";
import { ConverterRegistry } from "./converters.ts";
import { UrlMap } from "./url-map.ts";

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

describe("the query of a built URL [F51 B39]", () => {
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

describe("the anchor of a built URL [F52 B35]", () => {
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

describe("an endpoint with several rules [F27 F51 B13]", () => {
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

describe("the method of a URL", () => {
  const urls = createUrlMap({
    item: [
      { path: "/item/<int:id>", methods: ["GET"] },
      { path: "/item", methods: ["POST"] },
    ],
    same: [
      { path: "/post", methods: ["POST"] },
      { path: "/get", methods: ["GET"] },
    ],
  });
  const base = { scheme: "http", host: "example.org", rootPath: "" };

  it("chooses among the rules of an endpoint [F52 B37]", () => {
    expect(urls.build("item", { id: 42 }, { method: "GET" })).toBe("/item/42");
    expect(urls.build("item", {}, { method: "POST" })).toBe("/item");
    expect(urls.build("same", {}, { method: "POST" })).toBe("/post");
  });

  it("is the request's unless given, else GET, else any that there is", () => {
    expect(urls.build("same", {}, { base: { ...base, method: "POST" } })).toBe("/post");
    expect(urls.build("same", {}, { base })).toBe("/get");
    expect(urls.build("item")).toBe("/item");
  });
});

describe("the variables of a rule", () => {
  it.each(["self", "endpoint", "values", "method", "anchor", "scheme", "external", "base", "constructor"])(
    "may be called %s [B38]",
    (name) => {
      expect(createUrlMap({ x: `/<${name}>` }).build("x", { [name]: "a" })).toBe("/a");
    },
  );
});

describe("a rule whose converter refuses", () => {
  it("leaves the URL to the next rule", () => {
    const urls = createUrlMap({ x: [{ path: "/i/<int:id>" }, { path: "/s/<id>" }] });
    expect(urls.build("x", { id: 3 })).toBe("/i/3");
    expect(urls.build("x", { id: "abc" })).toBe("/s/abc");
  });
});

describe("UrlMap.iterRules", () => {
  const urls = createUrlMap({ index: "/", page: [{ path: "/p/" }, { path: "/p/<int:n>" }] });

  it("gives all rules in order of registration, with what they are [F58]", () => {
    const rules = [...urls.iterRules()].map(({ endpoint, path, methods, host }) => [
      endpoint,
      path,
      [...methods].join(),
      host,
    ]);
    expect(rules).toEqual([
      ["index", "/", "GET,HEAD", null],
      ["page", "/p/", "GET,HEAD", null],
      ["page", "/p/<int:n>", "GET,HEAD", null],
    ]);
  });

  it("gives those of an endpoint as they are tried [F58]", () => {
    expect(urls.iterRules("page").map(({ path }) => path)).toEqual(["/p/<int:n>", "/p/"]);
    expect(urls.iterRules("none")).toEqual([]);
  });
});

describe("UrlMap.isEndpointExpecting", () => {
  const urls = createUrlMap({
    post: [{ path: "/<lang>/posts", defaults: { page: 1 } }, { path: "/posts/<int:id>" }],
  });

  it.each([
    ["post", ["lang"], true],
    ["post", ["id"], true],
    ["post", ["page", "lang"], true],
    ["post", ["lang", "id"], false],
    ["post", ["other"], false],
    ["none", ["lang"], false],
  ] as const)("of %s and %j is %s [F58]", (endpoint, names, expecting) => {
    expect(urls.isEndpointExpecting(endpoint, ...names)).toBe(expecting);
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

  it("is a BuildError with what was asked for [F55 B40]", () => {
    const fault = faultOf("post", { id: 1 }, { method: "put" });
    expect(fault).toBeInstanceOf(BuildError);
    expect(fault).toMatchObject({ endpoint: "post", values: { id: 1 }, method: "PUT" });
    expect(fault).toHaveProperty("suggested.path", "/post/<int:id>");
    expect(faultOf("zzzzzz")).toMatchObject({ suggested: null, method: null });
  });

  it("says it in Werkzeug's words [F55]", () => {
    const world = createUrlMap({ world: [{ path: "/foo/<id>/", methods: ["GET", "HEAD"] }] });
    expect(() => world.build("helloworld", { b: 1, a: 2 }, { method: "POST" })).toThrow(
      'Could not build a URL for the endpoint "helloworld" ("POST") with values ["a", "b"]. Did you mean "world" instead?',
    );
    expect(() => world.build("world")).toThrow(
      'Could not build a URL for the endpoint "world". Did you forget to specify values ["id"]?',
    );
    expect(() => world.build("world", { id: 2 }, { method: "POST" })).toThrow(
      'Did you mean to use methods ["GET", "HEAD"]?',
    );
    expect(() => world.build("world", {}, { method: "POST" })).toThrow(
      'Did you mean to use methods ["GET", "HEAD"]? Did you forget to specify values ["id"]?',
    );
  });

  it("does not suggest what is not near", () => {
    expect(faultOf("zzzzzz")).toMatchObject({ message: expect.not.stringContaining("Did you mean") });
  });

  it("says what a converter of the app threw", () => {
    const registry = new ConverterRegistry();
    const format = (): string => {
      throw new RangeError("out of range");
    };
    registry.add("odd", () => ({ pattern: "x", parse: String, format }));
    const odd = new UrlMap();
    odd.add(createRule("/<odd:x>", { endpoint: "odd" }, registry));
    expect(() => odd.build("odd", { x: 1 })).toThrow("In /<odd:x> out of range.");
  });

  it("names the default that a value contradicts", () => {
    expect(faultOf("foo", { page: 2 })).toMatchObject({ message: expect.stringContaining("page") });
  });
});
