import { escape, Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { builtin, type NamedBuiltin, withAliases } from "./builtin.ts";
import { lengthOf, toList } from "./iteration.ts";
import { isMapping, pairsOfMapping } from "./mapping.ts";
import { methodOf } from "./methods.ts";
import { ignoreCase } from "./attribute-path.ts";
import { compare } from "./comparison.ts";
import { prettyPrint } from "./pretty-print.ts";
import { toJson } from "./json-text.ts";
import { isMarkup, softText, textOf } from "./text.ts";
import { isTrue } from "./truth.ts";

const FILTERS = [
  builtin("default", ["value", "default_value", "boolean"], (given) => {
    const value = given.value("value");
    const isMissing = isUndefined(value) || (given.boolean("boolean", false) && !isTrue(value));
    return isMissing ? given.value("default_value", "") : value;
  }),
  builtin("attr", ["value", "name"], (given, context) => {
    const [value, name] = [given.value("value"), given.text("name")];
    const method = isMapping(value) ? methodOf(value, name) : undefined;
    return method === undefined
      ? context.attribute(value, name)
      : (...values: unknown[]) => method(values, {});
  }),
  builtin("length", ["value"], (given) => lengthOf(given.value("value"))),
  builtin("list", ["value"], (given) => toList(given.value("value"))),
  builtin("string", ["value"], (given) => softText(given.value("value"))),
  builtin("items", ["value"], (given) => itemsOf(given.value("value"))),
  builtin("dictsort", ["value", "case_sensitive", "by", "reverse"], (given) => {
    const place = placeOf(given.text("by", "key"));
    const pairs = itemsOf(given.value("value"));
    const keyOf = keyFunction(pairs, place, given.boolean("case_sensitive", false));
    const sign = given.boolean("reverse", false) ? -1 : 1;
    return pairs.toSorted((one, other) => sign * compare(keyOf(one), keyOf(other)));
  }),
  builtin("pprint", ["value"], (given) => prettyPrint(given.value("value"))),
  builtin("tojson", ["value", "indent"], (given) =>
    toJson(given.value("value"), given.optionalInteger("indent")),
  ),
  builtin("dump", ["value", "spaces"], (given) => {
    return JSON.stringify(given.value("value"), null, given.integer("spaces", 0)) ?? "";
  }),
  builtin("safe", ["value"], (given) => {
    const value = given.value("value");
    return isMarkup(value) ? escape(value) : new Markup(textOf(value));
  }),
];

/** Filters of any value. */
export const VALUE_FILTERS: readonly NamedBuiltin[] = [
  ...FILTERS,
  ...withAliases(FILTERS, { d: "default", count: "length" }),
];

function itemsOf(value: unknown): unknown[][] {
  if (isUndefined(value)) return toList(value).map(() => []);
  if (isMapping(value)) return pairsOfMapping(value);
  throw new TypeError("only an object or a map has pairs of keys and values");
}

type KeyFunction = (pair: readonly unknown[]) => unknown;

/** The keys of objects are texts also where a template wrote numbers; those are ordered as numbers. */
function keyFunction(pairs: readonly unknown[][], place: number, isSensitive: boolean): KeyFunction {
  const areNumbers =
    place === 0 && pairs.every(([key]) => typeof key === "string" && /^(?:0|[1-9]\d{0,14})$/.test(key));
  if (areNumbers) return ([key]) => Number(key);
  return isSensitive ? (pair) => pair[place] : (pair) => ignoreCase(pair[place]);
}

function placeOf(by: string): number {
  if (by === "key") return 0;
  if (by === "value") return 1;
  throw new TypeError('you can only sort by either "key" or "value"');
}
