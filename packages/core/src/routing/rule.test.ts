import { describe, expect, it } from "vitest";

import { createRule } from "../../fixtures/routing.ts";
import { ConverterRegistry } from "./converters.ts";

describe("Rule", () => {
  it("keeps the path as registered", () => {
    expect(createRule("/users/<int:id>/").path).toBe("/users/<int:id>/");
  });

  it.each([
    [["GET"], ["GET", "HEAD"]],
    [
      ["GET", "HEAD"],
      ["GET", "HEAD"],
    ],
    [["POST"], ["POST"]],
    [
      ["PUT", "GET"],
      ["PUT", "GET", "HEAD"],
    ],
  ])("of %j answers %j", (methods, answered) => {
    expect([...createRule("/x", { methods }).methods]).toEqual(answered);
  });

  it("is strict about slashes and merges them unless told otherwise", () => {
    expect(createRule("/x")).toMatchObject({ strictSlashes: true, mergeSlashes: true });
    expect(createRule("/x", { strictSlashes: false, mergeSlashes: false })).toMatchObject({
      strictSlashes: false,
      mergeSlashes: false,
    });
  });

  it.each([
    ["/", true],
    ["/a/b", true],
    ["/<a>", false],
    ["/a/<path:b>", false],
  ])("%s is static: %s", (path, isStatic) => {
    expect(createRule(path).isStatic).toBe(isStatic);
  });

  it.each([
    ["/", true],
    ["/a/", true],
    ["/<path:a>/", true],
    ["/a", false],
    ["/<path:a>", false],
  ])("%s is a branch: %s", (path, isBranch) => {
    expect(createRule(path).isBranch).toBe(isBranch);
  });

  it("has its variables and the names of its defaults as arguments", () => {
    const rule = createRule("/<int:id>/<name>", { defaults: { page: 1, name: "x" } });
    expect([...rule.argumentNames].toSorted()).toEqual(["id", "name", "page"]);
  });

  it("has its converters by variable, in the order of the path", () => {
    const rule = createRule("/<b>/<int:a>/<path:c>");
    expect([...rule.converters.keys()]).toEqual(["b", "a", "c"]);
  });

  it.each([
    ["users/<id>", "MICRO_PATH_SYNTAX"],
    ["/users/:id", "MICRO_PATH_SYNTAX"],
    ["/users/<nope:id>", "MICRO_CONVERTER_UNKNOWN"],
    ["/users/<int(size=1):id>", "MICRO_CONVERTER_ARGUMENT"],
  ])("refuses %s with %s", (path, code) => {
    expect(() => createRule(path)).toThrow(expect.objectContaining({ code }));
  });
});

describe("Rule.segments", () => {
  it.each([
    ["/", [""]],
    ["/a", ["a"]],
    ["/a/b/", ["a", "b", ""]],
  ])("of %s are the texts %j", (path, sources) => {
    const { segments } = createRule(path);
    expect(segments.map(({ source }) => source)).toEqual(sources);
    expect(segments.every(({ isStatic }) => isStatic)).toBe(true);
  });

  it("tell variables that fill their segment from those that do not", () => {
    const { segments } = createRule("/<a>/<b>.txt/c");
    expect(segments.map(({ isStatic, isBare }) => [isStatic, isBare])).toEqual([
      [false, true],
      [false, false],
      [true, false],
    ]);
  });

  it("end at the first variable that matches slashes, which takes the rest", () => {
    const { segments } = createRule("/a/<path:b>/c/<d>");
    expect(segments.map(({ isFinal, variables }) => [isFinal, variables])).toEqual([
      [false, []],
      [true, ["b", "d"]],
    ]);
  });
});

describe("Rule.convert", () => {
  const rule = createRule("/<int:id>/<name>", { defaults: { page: 1 } });

  it("gives the values with the defaults", () => {
    expect(rule.convert(["3", "ann"])).toEqual({ id: 3, name: "ann", page: 1 });
  });

  it("gives null when a converter refuses", () => {
    expect(createRule("/<int(max=9):id>").convert(["10"])).toBeNull();
  });

  it("gives null when a converter throws", () => {
    const registry = new ConverterRegistry();
    registry.add("date", () => ({
      pattern: "\\d{4}-\\d\\d-\\d\\d",
      parse: (text) => new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10),
      format: String,
    }));
    const dated = createRule("/<date:day>", {}, registry);
    expect(dated.convert(["2026-11-21"])).toEqual({ day: "2026-11-21" });
    expect(dated.convert(["2026-99-99"])).toBeNull();
  });

  it("accepts every value of a converter but undefined", () => {
    const registry = new ConverterRegistry();
    registry.add("json", () => ({
      pattern: ".+",
      parse: (text) => JSON.parse(text),
      format: JSON.stringify,
    }));
    const parsed = createRule("/<json:value>", {}, registry);
    expect(parsed.convert(["null"])).toEqual({ value: null });
    expect(parsed.convert(["false"])).toEqual({ value: false });
    expect(parsed.convert(["0"])).toEqual({ value: 0 });
    expect(parsed.convert(['""'])).toEqual({ value: "" });
  });

  it("gives a fresh object each time", () => {
    expect(rule.convert(["3", "ann"])).not.toBe(rule.convert(["3", "ann"]));
  });

  it("does not give the rule's own defaults away", () => {
    const params = rule.convert(["3", "ann"]) ?? {};
    params["page"] = 2;
    expect(rule.defaults).toEqual({ page: 1 });
  });
});

describe("Rule.buildPath [F51 B34]", () => {
  it.each([
    ["/", {}, "/"],
    ["/about/", {}, "/about/"],
    ["/users/<int:id>", { id: 3 }, "/users/3"],
    ["/<a>/<b>/", { a: "x", b: "y" }, "/x/y/"],
    ["/v<int:major>.<int:minor>", { major: 1, minor: 2 }, "/v1.2"],
    ["/files/<path:name>", { name: "a/b c.txt" }, "/files/a/b%20c.txt"],
    ["/<path:page>/edit", { page: "a/b" }, "/a/b/edit"],
    ["/войти/", {}, "/%D0%B2%D0%BE%D0%B9%D1%82%D0%B8/"],
    ["/foo+bar/", {}, "/foo+bar/"],
  ])("of %s with %j is %s", (path, values, built) => {
    expect(createRule(path).buildPath(values)).toBe(built);
  });

  it.each([
    ["a b", "a%20b"],
    ["café", "caf%C3%A9"],
    ["🎬", "%F0%9F%8E%AC"],
    ["a/b", "a%2Fb"],
    ["100%", "100%25"],
    ["a?b#c", "a%3Fb%23c"],
    ["a&b=c", "a&b=c"],
    ["x:y@z", "x:y@z"],
    ["!$'()*+,;", "!$'()*+,;"],
    ['<">', "%3C%22%3E"],
    ["\\", "%5C"],
    ["\r\nSet-Cookie: a=b", "%0D%0ASet-Cookie:%20a=b"],
    ["-._~", "-._~"],
    ["\ud800x", "%EF%BF%BDx"],
  ])("writes the value %j as %s", (name, text) => {
    expect(createRule("/<name>").buildPath({ name })).toBe(`/${text}`);
  });

  it("throws what a converter throws", () => {
    expect(() => createRule("/<int:id>").buildPath({ id: "abc" })).toThrow('"abc" is not a number');
  });

  it("throws for a value that is missing", () => {
    expect(() => createRule("/<int:id>").buildPath({})).toThrow(TypeError);
  });
});
