import { Config, Markup, MultiDict } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { filter } from "../../test/builtin-context.ts";
import { contains } from "./comparison.ts";
import { methodOf } from "./methods.ts";
import { formatPercent } from "./percent-format.ts";

function call(value: unknown, name: string, ...values: readonly unknown[]): unknown {
  return methodOf(value, name)?.(values, {});
}

describe("the methods of a value", () => {
  it("are also JavaScript's harmless ones", () => {
    expect(call("ab", "toUpperCase")).toBe("AB");
    expect(call("ab", "includes", "b")).toBe(true);
    expect(call(new Markup("ab"), "slice", 1)).toBe("b");
    expect(call([1, 2], "includes", 2)).toBe(true);
    expect(call([1, 2], "map", (item: number) => item * 2)).toEqual([2, 4]);
    expect(call([3, 1], "join", "-")).toBe("3-1");
    expect(call(1.256, "toFixed", 1)).toBe("1.3");
    expect(call(5, "is_integer")).toBe(true);
    expect(call(/a+/, "test", "caat")).toBe(true);
    expect(call(new Map([["a", 1]]), "has", "a")).toBe(true);
    expect(call(new Set([1]), "has", 1)).toBe(true);
  });

  it.each([
    ["a"],
    [1],
    [[1]],
    [{ a: 1 }],
    [new Map()],
    [new Set()],
    [new Date()],
    [/a/],
    [null],
    [undefined],
    [true],
    [() => 1],
  ])("never lead out of the template: %o [A22 A23 A357]", (value) => {
    const names = [
      "constructor",
      "__proto__",
      "prototype",
      "__defineGetter__",
      "valueOf",
      "call",
      "apply",
      "bind",
    ];
    const found = names.filter((name) => name !== "valueOf" && methodOf(value, name) !== undefined);
    expect(found).toEqual([]);
  });

  it("are those of regular expressions where a text is searched by one", () => {
    expect(call("a1b2", "replace", /\d/g, "-")).toBe("a-b-");
    expect(call("a1b2", "split", /\d/)).toEqual(["a", "b", ""]);
    expect(filter("replace", "a1b2", /\d/, "-")).toBe("a-b2");
  });

  it("make no text that exhausts the memory", () => {
    for (const [name, ...values] of [
      ["repeat", 1e9],
      ["padStart", 1e9],
      ["padEnd", 1e9],
      ["center", 1e9],
      ["ljust", 1e9],
      ["rjust", 1e9],
      ["zfill", 1e9],
    ]) {
      expect(() => call("ab", String(name), ...values)).toThrow(/characters is more than 10000000/);
    }
    expect(() => formatPercent("%1000000000d", 1)).toThrow(/is more than/);
    expect(() => call("{:1000000000}", "format", 1)).toThrow(/is more than/);
    expect([call("ab", "repeat", 2), call("ab", "padStart", 4, "xyz"), call("ab", "padEnd", 3)]).toEqual([
      "abab",
      "xyab",
      "ab ",
    ]);
    expect(call("ab", "padStart", 1)).toBe("ab");
  });
});

describe("the methods of lists", () => {
  it("sort in place, by a key, by a function, in reverse, and give the list", () => {
    const list = ["b", "A", "c"];
    expect(call(list, "sort")).toEqual(["A", "b", "c"]);
    expect(methodOf(list, "sort")?.([], { reverse: true })).toEqual(["c", "b", "A"]);
    expect(methodOf(list, "sort")?.([], { key: (text: string) => text.toLowerCase() })).toEqual([
      "A",
      "b",
      "c",
    ]);
    expect(call(list, "sort", (one: string, other: string) => (one < other ? 1 : -1))).toEqual([
      "c",
      "b",
      "A",
    ]);
    expect(call(list, "reverse")).toBe(list);
    expect(list).toEqual(["A", "b", "c"]);
  });
});

describe("the methods of dicts", () => {
  it("are there for maps", () => {
    const map = new Map<unknown, unknown>([["a", 1]]);
    expect(call(map, "items")).toEqual([["a", 1]]);
    expect(call(map, "get", "b", 2)).toBe(2);
    expect(call(map, "setdefault", "b", 3)).toBe(3);
    expect(call(map, "update", { c: 4 })).toBeNull();
    expect(call(map, "pop", "a")).toBe(1);
    expect(Array.from(Object(call(map, "copy")) as Map<string, number>)).toEqual([
      ["b", 3],
      ["c", 4],
    ]); // a Map
    call(map, "clear");
    expect(map.size).toBe(0);
  });

  it("are there for mappings that have them not, and change none of these", () => {
    const dict = new MultiDict([
      ["a", "1"],
      ["a", "2"],
    ]);
    expect(call(new Headers({ a: "1" }), "items")).toEqual([["a", "1"]]);
    expect(methodOf(dict, "items")).toBeUndefined();
    expect(() => call(dict, "update", { b: 1 })).toThrow("this mapping cannot be changed by a template");
    expect(() => call(dict, "pop", "a")).toThrow("this mapping cannot be changed by a template");
  });

  it("are there for the configuration, which they do not change", () => {
    const config = new Config().load({ TITLE: "Films" });
    expect(call(config, "items")).toContainEqual(["TITLE", "Films"]);
    expect([contains(config, "TITLE"), contains(config, "load")]).toEqual([true, false]);
    expect(() => call(config, "update", { TITLE: 1 })).toThrow(
      "this mapping cannot be changed by a template",
    );
    expect(() => call(config, "pop", "TITLE")).toThrow("this mapping cannot be changed by a template");
  });

  it("take a key __proto__ for a key", () => {
    const object = {};
    call(object, "update", [["__proto__", { admin: true }]]);
    call(object, "setdefault", "__proto__", 1);
    expect(Reflect.get({}, "admin")).toBeUndefined();
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(call({}, "get", "constructor")).toBeNull();
  });

  it("are called by the filter attr before an item of the same name", () => {
    const method = filter("attr", { items: 42 }, "items");
    expect(Reflect.apply(method as () => unknown, undefined, [])).toEqual([["items", 42]]); // a method
    expect(filter("attr", { a: 1 }, "a")).toBe(1);
    expect(String(filter("attr", {}, "constructor"))).toBe("");
  });
});

describe("the methods of sets", () => {
  it("are those of Python", () => {
    const set = new Set<unknown>([1]);
    call(set, "add", 2);
    call(set, "update", [3, 4]);
    call(set, "discard", 1);
    call(set, "remove", 2);
    expect(() => call(set, "remove", 9)).toThrow("the value is not in the set");
    expect(set).toEqual(new Set([3, 4]));
    expect(call(set, "union", [5])).toEqual(new Set([3, 4, 5]));
    expect(call(set, "intersection", [4, 5])).toEqual(new Set([4]));
    expect(call(set, "difference", [4])).toEqual(new Set([3]));
    expect([call(set, "issubset", [3, 4, 5]), call(set, "issuperset", [3])]).toEqual([true, true]);
    expect(call(set, "copy")).toEqual(set);
  });
});

describe("the method format", () => {
  it.each([
    ["{0.constructor}", {}],
    ["{0.__proto__}", {}],
    ["{0.toString}", {}],
    ["{0[constructor]}", "a"],
    ["{0.push}", []],
    ["{0.length}", [1]],
    ["{0.secret}", { secret: () => 1 }],
  ])("finds nothing but data: %s [A22 A28 A29]", (format, value) => {
    const finds = format === "{0.length}";
    const run = (): unknown => call(format, "format", value);
    expect(finds ? run() : Reflect.apply(failureOf, undefined, [run])).toBe(finds ? "1" : "TypeError");
  });

  it("reaches items of objects, lists and maps", () => {
    expect(
      call("{0.a.b} {1[0]} {1[-1]} {2[x]}", "format", { a: { b: 1 } }, [2, 3], new Map([["x", 4]])),
    ).toBe("1 2 3 4");
  });

  it("writes values as templates do", () => {
    expect(call("{} {:>6} {!r}", "format", true, [1], null)).toBe("true    [1] null");
  });
});

/** The class of what a function throws. */
function failureOf(run: () => unknown): string {
  try {
    return `no error: ${String(run())}`;
  } catch (error) {
    return error instanceof Error ? error.name : "";
  }
}

describe("%", () => {
  it("takes a list for the values, or for one value when the format has one place", () => {
    expect(formatPercent("%s-%s", [1, 2])).toBe("1-2");
    expect(formatPercent("%s", [1, 2])).toBe("[1, 2]");
    expect(formatPercent("%s", [1])).toBe("1");
  });

  it("takes maps, and numbers that are none", () => {
    expect(formatPercent("%(a)s", new Map([["a", 1]]))).toBe("1");
    expect(formatPercent("%d %5.1f %F", [Infinity, Number.NaN, -Infinity])).toBe("inf   nan -INF");
    expect(formatPercent("%.0f", 1e22)).toBe("10000000000000000000000");
  });

  it("says how a text becomes a number", () => {
    expect(() => formatPercent("%d", "5")).toThrow(
      "%d needs a number, not '5'; make it one with the filter int or float",
    );
  });
});

describe("dictsort", () => {
  it("orders keys that are numbers as numbers, and others as texts", () => {
    expect(filter("dictsort", { 10: "a", 9: "b" })).toEqual([
      ["9", "b"],
      ["10", "a"],
    ]);
    expect(filter("dictsort", { 10: "a", 9: "b", x: "c" })).toEqual([
      ["10", "a"],
      ["9", "b"],
      ["x", "c"],
    ]);
  });
});
