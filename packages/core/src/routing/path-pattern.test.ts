import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { parsePath, type PathVariable } from "./path-pattern.ts";

const slash = { slash: true };

/** The first variable of a path. */
function variableOf(path: string): PathVariable | undefined {
  return parsePath(path).flatMap((token) => ("variable" in token ? [token.variable] : []))[0];
}

/** A variable without arguments. */
function variable(name: string, converter = "default"): { variable: PathVariable } {
  return { variable: { name, converter, positional: [], named: {} } };
}

describe("parsePath", () => {
  it.each([
    ["/", [slash]],
    ["/about", [slash, { text: "about" }]],
    ["/a/b", [slash, { text: "a" }, slash, { text: "b" }]],
    ["/a/", [slash, { text: "a" }, slash]],
    ["/<name>", [slash, variable("name")]],
    ["/<int:id>/edit", [slash, variable("id", "int"), slash, { text: "edit" }]],
    ["/v<int:a>.<b>", [slash, { text: "v" }, variable("a", "int"), { text: "." }, variable("b")]],
    ["/<a><b>", [slash, variable("a"), variable("b")]],
    ["/a//b", [slash, { text: "a" }, slash, slash, { text: "b" }]],
    ["/войти+1", [slash, { text: "войти+1" }]],
    ["/a:b", [slash, { text: "a:b" }]],
    ["/x*y", [slash, { text: "x*y" }]],
  ])("takes %s apart", (path, tokens) => {
    expect(parsePath(path)).toEqual(tokens);
  });

  it.each([
    ["/<int(1):x>", [1], {}],
    ["/<int(-1.5):x>", [-1.5], {}],
    ["/<int(min=1, max=10):x>", [], { min: 1, max: 10 }],
    ["/<any(a, b):x>", ["a", "b"], {}],
    ["/<any(about us, help):x>", ["about us", "help"], {}],
    [`/<any("a,b", 'c"d'):x>`, ["a,b", 'c"d'], {}],
    ["/<int(signed=True):x>", [], { signed: true }],
    ["/<int(signed=false):x>", [], { signed: false }],
    [`/<c("1", x="2"):x>`, ["1"], { x: "2" }],
    ["/<c():x>", [], {}],
    ["/<c(a,):x>", ["a"], {}],
    ["/<c(1e3, 0x1, 1.2.3):x>", ["1e3", "0x1", "1.2.3"], {}],
    [`/<c(""):x>`, [""], {}],
  ])("reads the arguments of %s", (path, positional, named) => {
    expect(variableOf(path)).toMatchObject({ positional, named });
  });

  it("lets a quoted argument hold parentheses", () => {
    expect(variableOf(`/<any("(a)", "b):c"):x>`)).toMatchObject({ name: "x", positional: ["(a)", "b):c"] });
  });
});

describe("a path that cannot be read", () => {
  it.each([
    "",
    "about",
    "<name>",
    "/<",
    "/>",
    "/a>b",
    "/<name",
    "/<>",
    "/<int:>",
    "/<:id>",
    "/<1a>",
    "/<a-b>",
    "/<int(min=1:id>",
    "/<int min=1:id>",
    "/a b",
    "/a?b=c",
    "/a#b",
    "/a\\b",
    "/<any(a b, c:x>",
    "/<c(,):x>",
    `/<c("a" b):x>`,
  ])("is refused: %j", (path) => {
    expect(() => parsePath(path)).toThrow(expect.objectContaining({ code: "MICRO_PATH_SYNTAX" }));
  });

  it.each([
    ["/users/:id", "/users/<id>"],
    ["/users/:id/posts/:post", "/users/<id>/posts/<post>"],
    ["/users/:id?", "/users/<id>"],
    ["/users/{id}", "/users/<id>"],
    ["/users/{id}/edit", "/users/<id>/edit"],
    ["/files/*", "/files/<path:rest>"],
    ["/files/*name", "/files/<path:rest>"],
  ])("shows the right form of another framework's: %s is %s", (path, right) => {
    expect(() => parsePath(path)).toThrow(`Write ${JSON.stringify(right)}`);
  });

  it("is quoted in the message", () => {
    expect(() => parsePath("/a/<b")).toThrow('The path "/a/<b" is not valid');
  });

  it("shows where the slash is missing", () => {
    expect(() => parsePath("about")).toThrow('Write "/about"');
  });

  it("names the character that has no place in it", () => {
    expect(() => parsePath("/a?b")).toThrow('a path cannot hold "?"');
  });

  it("names the variable that it has twice", () => {
    expect(() => parsePath("/<id>/<int:id>")).toThrow('it has the variable "id" twice');
  });

  it.each(["/a/../b", "/./a", "/a/.", "/.."])("is one that no client can ask for: %s", (path) => {
    expect(() => parsePath(path)).toThrow(expect.objectContaining({ code: "MICRO_PATH_SYNTAX" }));
  });

  it.each([
    "/<".repeat(5000),
    `/<${"a".repeat(50_000)}`,
    `/<c(${"a,".repeat(20_000)}`,
    `/<c(${" ".repeat(20_000)}`,
  ])("is refused in bounded time (%#)", (path) => {
    expect(timeOf(() => expect(() => parsePath(path)).toThrow("MICRO_PATH_SYNTAX"))).toBeLessThan(500);
  });
});
