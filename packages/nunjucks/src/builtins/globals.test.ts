import { Markup, MultiDict } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { contextOf, filter } from "../../test/builtin-context.ts";
import { GLOBALS } from "./builtins.ts";
import { Namespace } from "./namespace.ts";

function call(
  name: string,
  values: readonly unknown[] = [],
  keywords: Readonly<Record<string, unknown>> = {},
): unknown {
  return GLOBALS.get(name)?.(contextOf(), values, keywords);
}

describe("range", () => {
  it("counts as Python does", () => {
    expect(call("range", [3])).toEqual([0, 1, 2]);
    expect(call("range", [1, 3])).toEqual([1, 2]);
    expect(call("range", [5, 0, -2])).toEqual([5, 3, 1]);
    expect(call("range", [5, 1])).toEqual([]);
  });

  it("has a limit, so that a template cannot exhaust the memory", () => {
    expect(call("range", [100_000])).toHaveLength(100_000);
    expect(() => call("range", [100_001])).toThrow("a range of 100001 numbers is more than 100000");
  });

  it("refuses what is no range", () => {
    expect(() => call("range")).toThrow("range takes a stop");
    expect(() => call("range", [1, 2, 0])).toThrow("steps of 0");
    expect(() => call("range", ["5"])).toThrow('range needs whole numbers, not "5"');
    expect(() => call("range", [1.5])).toThrow('not "1.5"');
  });
});

describe("dict", () => {
  it("makes an object of objects, pairs and named values", () => {
    expect(call("dict", [{ a: 1 }], { b: 2 })).toEqual({ a: 1, b: 2 });
    expect(call("dict", [[["a", 1]]])).toEqual({ a: 1 });
    expect(call("dict", [new Map([[1, 2]])])).toEqual({ 1: 2 });
  });

  it("takes a key __proto__ for a key", () => {
    const dict = call("dict", [[["__proto__", { admin: true }]]]);
    expect(Object.getPrototypeOf(dict)).toBe(Object.prototype);
    expect(Object.keys(Object(dict))).toEqual(["__proto__"]);
  });

  it("refuses what holds no pairs", () => {
    expect(() => call("dict", [1])).toThrow("an object or a list of pairs is needed");
    expect(() => call("dict", [[[1]]])).toThrow("a pair of a key and a value");
  });
});

describe("namespace", () => {
  it("holds attributes", () => {
    const namespace = call("namespace", [{ a: 1 }], { b: 2 });
    expect(String(namespace)).toBe("<Namespace {'a': 1, 'b': 2}>");
    const own = new Namespace();
    own.set("constructor", 1);
    expect([own.get("constructor"), own.has("constructor"), own.get("toString")]).toEqual([
      1,
      true,
      undefined,
    ]);
  });
});

describe("cycler", () => {
  it("goes round", () => {
    const cycler = call("cycler", ["a", "b"]);
    const { next, reset } = Object(cycler) as { next: () => unknown; reset: () => void }; // what templates call
    expect([next(), next(), next()]).toEqual(["a", "b", "a"]);
    expect(Reflect.get(Object(cycler), "current")).toBe("b");
    reset();
    expect(Reflect.get(Object(cycler), "current")).toBe("a");
    expect(() => call("cycler")).toThrow("cycler needs at least one value");
  });
});

describe("joiner", () => {
  it("gives nothing at first", () => {
    const joiner = call("joiner", ["|"]);
    const joined = [1, 2, 3].map(() => Reflect.apply(joiner as () => unknown, undefined, [])); // a function
    expect(joined).toEqual(["", "|", "|"]);
  });
});

describe("lipsum", () => {
  it("makes paragraphs of HTML", () => {
    const text = call("lipsum", [2]);
    expect(text).toBeInstanceOf(Markup);
    expect(String(text)).toMatch(/^<p>[A-Z][a-z, .A-Z]+\.<\/p>\n<p>[A-Z][a-z, .A-Z]+\.<\/p>$/);
  });

  it("makes a text of so many words", () => {
    const text = String(call("lipsum", [], { n: 1, html: false, min: 7, max: 8 }));
    expect(text.split(" ")).toHaveLength(7);
  });

  it("has a limit", () => {
    expect(() => call("lipsum", [1_001])).toThrow("up to 1000 paragraphs");
  });
});

describe("choices of words [F218]", () => {
  it.each([
    [1, undefined, ""],
    [2, undefined, "s"],
    [0, undefined, "s"],
    ["1", undefined, ""],
    [[1, 2], undefined, "s"],
    [1, "es", ""],
    [2, "es", "es"],
    [1, "y,ies", "y"],
    [2, "y,ies", "ies"],
  ])("pluralize makes of %o with %o %o", (value, endings, text) => {
    expect(filter("pluralize", value, ...(endings === undefined ? [] : [endings]))).toBe(text);
  });

  it.each([
    [true, "yes,no,maybe", "yes"],
    [[], "yes,no,maybe", "no"],
    [null, "yes,no,maybe", "maybe"],
    [undefined, "on,off", "off"],
    [1, "on", "on"],
  ])("yesno makes of %o with %o %o", (value, words, text) => {
    expect(filter("yesno", value, words)).toBe(text);
  });

  it("intcomma groups digits", () => {
    expect(filter("intcomma", 1234567.5)).toBe("1,234,567.5");
    expect(filter("intcomma", "-1234")).toBe("-1,234");
    expect(filter("intcomma", "many")).toBe("many");
    expect(filter("intcomma", 1234567.5, "de")).toBe("1.234.567,5");
  });

  it("random chooses an item", () => {
    expect([1, 2]).toContain(filter("random", [1, 2]));
    expect(String(filter("random", []))).toBe("");
  });
});

describe("querystring [F218]", () => {
  const query = new MultiDict([
    ["q", "a b&c"],
    ["tag", "x"],
    ["tag", "y"],
    ["page", "1"],
  ]);

  it("changes some values of the request's query", () => {
    const context = {
      ...contextOf(),
      variable: (name: string) => (name === "request" ? { query } : undefined),
    };
    const run = GLOBALS.get("querystring");
    expect(run?.(context, [], { page: 2 })).toBe("?q=a%20b%26c&tag=x&tag=y&page=2");
    expect(run?.(context, [], { page: null, tag: ["z", 1], q: undefined })).toBe("?tag=z&tag=1");
  });

  it("takes another query, and does without one", () => {
    expect(call("querystring", [query], { tag: null, q: null })).toBe("?page=1");
    expect(call("querystring", [{ a: 1 }], { b: "=" })).toBe("?a=1&b=%3D");
    expect(call("querystring", [], {})).toBe("?");
  });
});
