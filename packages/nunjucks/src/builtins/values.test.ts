import { Markup, MultiDict } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { missing } from "../../test/builtin-context.ts";
import { Undefined } from "../undefined.ts";
import { compare, contains, isEqual } from "./comparison.ts";
import { canIterate, iterate, lengthOf } from "./iteration.ts";
import { representationOf, textOf } from "./text.ts";
import { isTrue } from "./truth.ts";

class Film {
  readonly title = "Ran";
}

class Named {
  toString(): string {
    return "a name";
  }
}

const STRICT = new Undefined({ policy: "strict", name: "x", explain: () => '"x" is undefined' });

/** An object without a prototype, as some libraries make them. */
const BARE: unknown = Object.assign(Object.create(null), { a: 1 });

describe("the text of a value", () => {
  it.each([
    ["a text", "a", "a"],
    ["markup", new Markup("<b>"), "<b>"],
    ["a number", 1.5, "1.5"],
    ["a whole number", 3.0, "3"],
    ["true", true, "true"],
    ["none", null, ""],
    ["undefined", undefined, ""],
    ["a missing value", missing("x"), ""],
    ["a list, as Python writes it", ["a", 1, [true, null]], "['a', 1, [true, null]]"],
    ["an object, as Python writes it", { a: 1, "b c": "it's" }, "{'a': 1, 'b c': \"it's\"}"],
    ["an object with numbers as keys", { 1: 2 }, "{1: 2}"],
    ["an object without a prototype", BARE, "{'a': 1}"],
    ["a Map", new Map([[1, "a"]]), "{1: 'a'}"],
    ["a Set", new Set([1, "a"]), "{1, 'a'}"],
    ["a mapping", new MultiDict([["a", "1"]]), "{'a': '1'}"],
    ["an object with a text of its own", new Named(), "a name"],
    ["an object of a class", new Film(), "<Film object>"],
    ["a bigint", 5n, "5"],
    ["both quotation marks", [`'"`], "['\\'\"']"],
    ["control characters", ["a\n\u0001\\"], "['a\\n\\x01\\\\']"],
    ["an undefined value in a list", [undefined], "[undefined]"],
    ["an object of a class in a list", [new Film()], "[<Film object>]"],
  ])("is that of %s", (_, value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it("does not show the source of a function", () => {
    expect(textOf(function secret() {})).toBe("<function secret>");
    expect(textOf(() => 1)).toBe("<function anonymous>");
  });

  it("names an object that has no class", () => {
    expect(textOf(Object.create({ toString: undefined, constructor: undefined }))).toBe("<object object>");
  });

  it("ends where a list or an object contains itself", () => {
    const list: unknown[] = [1];
    list.push(list);
    const object: Record<string, unknown> = { list };
    object["self"] = object;
    expect(textOf(list)).toBe("[1, [...]]");
    expect(representationOf(object)).toBe("{'list': [1, [...]], 'self': {...}}");
  });

  it("is refused by a strict policy of undefined values", () => {
    expect(() => textOf(STRICT)).toThrow('"x" is undefined');
  });
});

describe("truth", () => {
  it.each([
    [""],
    [0],
    [null],
    [undefined],
    [false],
    [[]],
    [{}],
    [new Map()],
    [new Set()],
    [new Markup("")],
    [missing("x")],
    [new MultiDict()],
  ])("is not in %o", (value) => {
    expect(isTrue(value)).toBe(false);
  });

  it.each([
    ["a"],
    [1],
    [[0]],
    [{ a: 0 }],
    [new Map([[1, 1]])],
    [new Markup("a")],
    [new Film()],
    [new Date(0)],
    [new Uint8Array(1)],
    [() => 1],
  ])("is in %o", (value) => {
    expect(isTrue(value)).toBe(true);
  });

  it("is refused by a strict policy of undefined values", () => {
    expect(() => isTrue(STRICT)).toThrow('"x" is undefined');
  });
});

describe("equality", () => {
  it.each([
    [1, 1.0],
    [1, true],
    [1n, 1],
    ["a", new Markup("a")],
    [
      [1, [2]],
      [1, [2]],
    ],
    [{ a: [1] }, { a: [1] }],
    [new Map([["a", 1]]), { a: 1 }],
    [new Set([1]), new Set([1])],
    [new Date(5), new Date(5)],
    [undefined, missing("x")],
  ])("is that of %o and %o", (first, second) => {
    expect(isEqual(first, second)).toBe(true);
  });

  it.each([
    ["1", 1],
    [null, undefined],
    [null, 0],
    [[1], [1, 2]],
    [[], {}],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [new Set([1]), new Set([2])],
    [new Set([1]), [1]],
    [1n, "1"],
    [Number.NaN, Number.NaN],
    [new Film(), new Film()],
  ])("is not that of %o and %o", (first, second) => {
    expect(isEqual(first, second)).toBe(false);
  });

  it("is refused by a strict policy of undefined values", () => {
    expect(() => isEqual(STRICT, 1)).toThrow('"x" is undefined');
  });
});

describe("order", () => {
  it("is that of numbers, texts, dates and lists", () => {
    expect(compare(2, 1)).toBeGreaterThan(0);
    expect(compare(Infinity, Infinity)).toBe(0);
    expect(compare("a", new Markup("b"))).toBeLessThan(0);
    expect(compare(new Date(1), new Date(2))).toBeLessThan(0);
    expect(compare([1, 2], [1, "2"].slice(0, 1))).toBeGreaterThan(0);
    expect(compare(Number.NaN, 1)).toBeNaN();
  });

  it("is refused to values that have none", () => {
    expect(() => compare(1, "a")).toThrow("1 and 'a' have no order");
    expect(() => compare(null, undefined)).toThrow("null and an undefined value have no order");
    expect(() => compare(1, missing("x"))).toThrow("x is undefined");
    expect(() => compare("a".repeat(100), 1)).toThrow(`'${"a".repeat(39)}... and 1 have no order`);
  });
});

describe("containment", () => {
  it("is asked of texts, lists, keys, sets and whatever has items", () => {
    expect(contains(new Markup("abc"), new Markup("b"))).toBe(true);
    expect(contains([[1]], [1])).toBe(true);
    expect(contains({ a: 1, 2: 0 }, 2)).toBe(true);
    expect(contains({ a: 1 }, ["a"])).toBe(false);
    expect(contains(new Map([["a", 1]]), new Markup("a"))).toBe(true);
    expect(contains(new Set([1]), 1)).toBe(true);
    expect(contains(new Uint8Array([7]), 7)).toBe(true);
    expect(contains(missing("x"), "a")).toBe(false);
    expect(contains({}, "toString")).toBe(false);
  });

  it("is refused where it means nothing", () => {
    expect(() => contains("123", 1)).toThrow("only a text can be in a text, not 1");
    expect(() => contains(5, 1)).toThrow("a number has no items to go through");
  });
});

describe("the items of a value", () => {
  it("are characters, items, keys or nothing", () => {
    expect(Array.from(iterate("a😀"))).toEqual(["a", "😀"]);
    expect(Array.from(iterate(new Markup("ab")))).toEqual(["a", "b"]);
    expect(Array.from(iterate({ a: 1 }))).toEqual(["a"]);
    expect(Array.from(iterate(new MultiDict([["a", "1"]])))).toEqual(["a"]);
    expect(Array.from(iterate(new Set([1])))).toEqual([1]);
    expect(Array.from(iterate(undefined))).toEqual([]);
    expect(Array.from(iterate(missing("x")))).toEqual([]);
  });

  it("are not there in none, numbers and objects of classes", () => {
    expect(() => iterate(null)).toThrow("none has no items to go through");
    expect(() => iterate(new Film())).toThrow("this object has no items");
    expect([null, 1, new Film()].map(canIterate)).toEqual([false, false, false]);
    expect(["", undefined, missing("x"), {}, new Set(), []].every(canIterate)).toBe(true);
  });

  it("are counted in characters, items and keys", () => {
    const count = [
      lengthOf("a😀"),
      lengthOf(new Markup("ab")),
      lengthOf({ a: 1 }),
      lengthOf(new Map([[1, 1]])),
    ];
    expect(count).toEqual([2, 2, 1, 1]);
    expect(lengthOf([1].values())).toBe(1);
    expect(lengthOf(undefined)).toBe(0);
    expect(() => lengthOf(5)).toThrow("a number has no items");
  });
});
