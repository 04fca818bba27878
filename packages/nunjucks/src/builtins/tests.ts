import { Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { builtin, type NamedBuiltin, withAliases } from "./builtin.ts";
import { compare, contains, isEqual } from "./comparison.ts";
import { canIterate, lengthOf } from "./iteration.ts";
import { isMapping, isPlainObject } from "./mapping.ts";
import { readNumber, remainder } from "./numbers.ts";
import { isMarkup, textOf } from "./text.ts";
import { isTrue, sizeOf } from "./truth.ts";

/** A test of one value. */
function test(name: string, run: (value: unknown) => boolean): NamedBuiltin {
  return builtin(name, ["value"], (given) => run(given.value("value")));
}

/** A test of a value against another one. */
function comparison(name: string, run: (value: unknown, other: unknown) => boolean): NamedBuiltin {
  return builtin(name, ["value", "other"], (given) => run(given.value("value"), given.value("other")));
}

const OF_NUMBERS = [
  builtin("odd", ["value"], (given) => remainder(given.number("value"), 2) === 1),
  builtin("even", ["value"], (given) => remainder(given.number("value"), 2) === 0),
  builtin("divisibleby", ["value", "num"], (given) => {
    return remainder(given.number("value"), given.number("num")) === 0;
  }),
];

const OF_KINDS = [
  test("defined", (value) => !isUndefined(value)),
  test("undefined", isUndefined),
  test("none", (value) => value === null),
  test("boolean", (value) => typeof value === "boolean"),
  test("false", (value) => value === false),
  test("true", (value) => value === true),
  test("integer", (value) => Number.isInteger(value) || typeof value === "bigint"),
  test("float", (value) => typeof value === "number" && !Number.isInteger(value)),
  test("number", (value) => readNumber(value) !== undefined),
  test("string", (value) => typeof value === "string" || value instanceof Markup),
  test("mapping", isMapping),
  test("iterable", canIterate),
  test("sequence", isSequence),
  test("callable", (value) => typeof value === "function"),
  test("escaped", isMarkup),
  test("lower", (value) => isCased(textOf(value), textOf(value).toLowerCase())),
  test("upper", (value) => isCased(textOf(value), textOf(value).toUpperCase())),
  builtin("filter", ["value"], (given, context) => context.hasFilter(given.text("value"))),
  builtin("test", ["value"], (given, context) => context.hasTest(given.text("value"))),
];

const OF_TWO = [
  comparison("eq", isEqual),
  comparison("ne", (value, other) => !isEqual(value, other)),
  comparison("gt", (value, other) => compare(value, other) > 0),
  comparison("ge", (value, other) => compare(value, other) >= 0),
  comparison("lt", (value, other) => compare(value, other) < 0),
  comparison("le", (value, other) => compare(value, other) <= 0),
  comparison("sameas", (value, other) => value === other),
  comparison("in", (value, container) => contains(container, value)),
];

/** Tests that Jinja has not: Twig's, and those of nunjucks. */
const OF_OTHERS = [test("empty", isEmpty), test("truthy", isTrue), test("falsy", (value) => !isTrue(value))];

const ALIASES = {
  equalto: "eq",
  "==": "eq",
  "!=": "ne",
  greaterthan: "gt",
  ">": "gt",
  ">=": "ge",
  lessthan: "lt",
  "<": "lt",
  "<=": "le",
  null: "none",
};

const ALL = [...OF_NUMBERS, ...OF_KINDS, ...OF_TWO, ...OF_OTHERS];

/** All tests by name. */
export const NAMED_TESTS: readonly NamedBuiltin[] = [...ALL, ...withAliases(ALL, ALIASES)];

/** A text with a letter that has two cases, and all of those in one. */
function isCased(text: string, inCase: string): boolean {
  return text === inCase && text.toLowerCase() !== text.toUpperCase();
}

/** Python's sequences have a length and items by place or key; sets have no places. */
function isSequence(value: unknown): boolean {
  if (typeof value === "string" || isUndefined(value) || isPlainObject(value)) return true;
  return (
    typeof value === "object" && value !== null && !(value instanceof Set) && sizeOf(value) !== undefined
  );
}

/** Twig's test: false, none, undefined, an empty text, list or object; 0 is not empty. */
function isEmpty(value: unknown): boolean {
  if (isUndefined(value) || value === null || value === false || value === "") return !isTrue(value);
  return typeof value === "object" && (isPlainObject(value) || canIterate(value)) && lengthOf(value) === 0;
}
