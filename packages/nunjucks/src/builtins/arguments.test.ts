import { describe, expect, it } from "vitest";

import { filter, filterWith, missing, test } from "../../test/builtin-context.ts";
import { withAliases } from "./builtin.ts";

describe("the arguments of what is built in", () => {
  it("are given by place or by name", () => {
    expect(filter("center", "a", 3)).toBe(" a ");
    expect(filterWith("center", ["a"], { width: 3 })).toBe(" a ");
  });

  it("are refused when there are too many", () => {
    expect(() => filter("upper", "a", 1)).toThrow("upper takes at most 1 arguments; it was given 2");
  });

  it("are refused under a name that is none", () => {
    expect(() => filterWith("center", ["a"], { size: 1 })).toThrow(
      'center has no argument "size"; it has value, width',
    );
  });

  it("are refused when they are given twice", () => {
    expect(() => filterWith("center", ["a", 1], { width: 1 })).toThrow(
      'center was given the argument "width" twice',
    );
  });

  it("are missed when they have no default", () => {
    expect(() => filter("batch", [1])).toThrow('batch needs the argument "linecount"');
  });

  it("are refused when they are of the wrong kind", () => {
    expect(() => filter("batch", [1], "2")).toThrow('batch needs a number as "linecount", not "2"');
    expect(() => filter("batch", [1], null)).toThrow('batch needs a number as "linecount", not none');
    expect(() => filter("batch", [1], undefined)).toThrow("not an undefined value");
    expect(() => filter("batch", [1], missing("size"))).toThrow("size is undefined");
    expect(() => filter("batch", [1], 1.5)).toThrow('batch needs a whole number as "linecount", not 1.5');
  });

  it("may be called by another name only when there is one", () => {
    expect(() => withAliases([], { e: "escape" })).toThrow("there is no escape to call e");
  });
});

describe("arguments that do not go together", () => {
  it("are refused", () => {
    expect(() => filterWith("format", ["%s", "a"], { b: 1 })).toThrow(
      "format takes values or named values, not both",
    );
  });
});

describe("tests that Jinja has not", () => {
  it.each([[""], [[]], [{}], [null], [false], [undefined], [missing("x")], [new Map()], [new Set()]])(
    "find %o empty [F203]",
    (value) => {
      expect([test("empty", value), test("falsy", value), test("truthy", value)]).toEqual([
        true,
        true,
        false,
      ]);
    },
  );

  it.each([["a"], [[0]], [{ a: 1 }], [1], [true], [new Date()], [/a/], [() => 1]])(
    "find %o not empty [F203]",
    (value) => {
      expect(test("empty", value)).toBe(false);
    },
  );

  it("find 0 not empty, but not true", () => {
    expect([test("empty", 0), test("falsy", 0)]).toEqual([false, true]);
  });

  it("know null under nunjucks' name", () => {
    expect([test("null", null), test("null", undefined)]).toEqual([true, false]);
  });

  it("know functions", () => {
    expect(test("callable", () => 1)).toBe(true);
  });
});
