import { Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { getterOf, ignoreCase, sortKeyOf, sortKeysOf } from "./attribute-path.ts";
import { builtin, type BuiltinContext, type NamedBuiltin } from "./builtin.ts";
import { charactersOf } from "./code-points.ts";
import { compare, isEqual } from "./comparison.ts";
import { canIterate, iterate, toList } from "./iteration.ts";
import { readNumber } from "./numbers.ts";
import { likeText, softText } from "./text.ts";
import { Tuple } from "./tuple.ts";

/** Filters of lists, and of all that has items. */
export const LIST_FILTERS: readonly NamedBuiltin[] = [
  builtin("first", ["seq"], (given, context) => {
    for (const item of iterate(given.value("seq"))) return item;
    return context.undefinedValue("there is no first item: the list is empty");
  }),
  builtin("last", ["seq"], (given, context) => {
    const value = given.value("seq");
    if (value instanceof Markup && value.length > 0)
      return new Markup(charactersOf(value.toString()).at(-1) ?? "");
    const items = toList(value);
    return items.length > 0
      ? items.at(-1)
      : context.undefinedValue("there is no last item: the list is empty");
  }),
  builtin("random", ["seq"], (given, context) => {
    const items = toList(given.value("seq"));
    if (items.length === 0) return context.undefinedValue("there is no random item: the list is empty");
    return items[Math.floor(Math.random() * items.length)];
  }),
  builtin("reverse", ["value"], (given) => reverse(given.value("value"))),
  builtin("batch", ["value", "linecount", "fill_with"], (given) => {
    const size = Math.max(1, given.integer("linecount"));
    return batch(toList(given.value("value")), size, given.value("fill_with", null));
  }),
  builtin("slice", ["value", "slices", "fill_with"], (given) => {
    const items = toList(given.value("value"));
    return slice(items, given.integer("slices"), given.value("fill_with", null));
  }),
  builtin("sort", ["value", "reverse", "case_sensitive", "attribute"], (given, context) => {
    const isSensitive = given.boolean("case_sensitive", false);
    const keysOf = sortKeysOf(context, given.value("attribute", null), isSensitive);
    return sortBy(toList(given.value("value")), keysOf, given.boolean("reverse", false));
  }),
  builtin("unique", ["value", "case_sensitive", "attribute"], (given, context) => {
    const isSensitive = given.boolean("case_sensitive", false);
    const keyOf = sortKeyOf(context, given.value("attribute", null), isSensitive);
    return unique(toList(given.value("value")), keyOf);
  }),
  builtin("min", ["value", "case_sensitive", "attribute"], (given, context) => {
    const keyOf = sortKeyOf(context, given.value("attribute", null), given.boolean("case_sensitive", false));
    return extreme(given.value("value"), { keyOf, sign: 1, context });
  }),
  builtin("max", ["value", "case_sensitive", "attribute"], (given, context) => {
    const keyOf = sortKeyOf(context, given.value("attribute", null), given.boolean("case_sensitive", false));
    return extreme(given.value("value"), { keyOf, sign: -1, context });
  }),
  builtin("groupby", ["value", "attribute", "default", "case_sensitive"], (given, context) => {
    const getValue = getterOf(context, given.value("attribute"), given.value("default", null));
    const keyOf = given.boolean("case_sensitive", false)
      ? getValue
      : (item: unknown): unknown => ignoreCase(getValue(item));
    return groupBy(toList(given.value("value")), keyOf, getValue);
  }),
  builtin("sum", ["iterable", "attribute", "start"], (given, context) => {
    const get = getterOf(context, given.value("attribute", null));
    return toList(given.value("iterable")).map(get).reduce(add, given.value("start", 0));
  }),
];

function reverse(value: unknown): unknown {
  const text = softText(value);
  if (typeof value === "string" || value instanceof Markup) {
    return likeText(text, charactersOf(text.toString()).toReversed().join(""));
  }
  if (canIterate(value)) return toList(value).toReversed();
  throw new TypeError("reverse needs a text or a list");
}

function isGiven(value: unknown): boolean {
  return value !== null && !isUndefined(value);
}

/** Lists of so many items; the last is filled up. */
function batch(items: readonly unknown[], size: number, filler: unknown): unknown[][] {
  const lists: unknown[][] = [];
  for (let start = 0; start < items.length; start += size) lists.push(items.slice(start, start + size));
  const last = lists.at(-1);
  if (last !== undefined && isGiven(filler)) while (last.length < size) last.push(filler);
  return lists;
}

/** So many lists of like length, longer ones first; the shorter ones are filled up. */
function slice(items: readonly unknown[], count: number, filler: unknown): unknown[][] {
  if (count < 1) throw new RangeError(`slice needs at least 1 slice, not ${count}`);
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  return Array.from({ length: count }, (_, index) => {
    const start = index * size + Math.min(index, longer);
    const list = items.slice(start, start + size + (index < longer ? 1 : 0));
    return index >= longer && isGiven(filler) ? [...list, filler] : list;
  });
}

/** Sorted by what is compared of each item; equal items keep their order. */
function sortBy(
  items: readonly unknown[],
  keyOf: (item: unknown) => unknown,
  isReversed: boolean,
): unknown[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  const sign = isReversed ? -1 : 1;
  return keyed.toSorted((one, other) => sign * compareKeys(one.key, other.key)).map(({ item }) => item);
}

/** Two nones need no order to be sorted. */
function compareKeys(key: unknown, other: unknown): number {
  return key === other ? 0 : compare(key, other);
}

function unique(items: readonly unknown[], keyOf: (item: unknown) => unknown): unknown[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = identityOf(keyOf(item));
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What makes a value the same as another: of numbers and dates the number, of markup the text. */
function identityOf(value: unknown): unknown {
  if (value instanceof Markup) return value.toString();
  if (value instanceof Date) return value.getTime();
  return readNumber(value) ?? value;
}

interface Choice {
  readonly keyOf: (item: unknown) => unknown;
  /** 1 for the smallest, -1 for the largest. */
  readonly sign: 1 | -1;
  readonly context: BuiltinContext;
}

function extreme(value: unknown, { keyOf, sign, context }: Choice): unknown {
  const [first, ...others] = toList(value).map((item) => ({ item, key: keyOf(item) }));
  if (first === undefined) return context.undefinedValue("there is no such item: the list is empty");
  return others.reduce((best, next) => (sign * compare(next.key, best.key) < 0 ? next : best), first).item;
}

/** Pairs of a value and the items that have it, which are also `group.grouper` and `group.list`. */
function groupBy(
  items: readonly unknown[],
  keyOf: (item: unknown) => unknown,
  valueOf: (item: unknown) => unknown,
): unknown[] {
  const groups: { key: unknown; items: unknown[] }[] = [];
  for (const item of sortBy(items, keyOf, false)) {
    const key = keyOf(item);
    const last = groups.at(-1);
    if (last !== undefined && isEqual(last.key, key)) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map((group) => pairOf(valueOf(group.items[0]), group.items));
}

function pairOf(grouper: unknown, list: unknown[]): unknown[] {
  return Object.defineProperties(new Tuple(grouper, list), {
    grouper: { value: grouper },
    list: { value: list },
  });
}

/** `+` as `sum` needs it: of numbers, and of lists. */
function add(total: unknown, item: unknown): unknown {
  if (Array.isArray(total) && Array.isArray(item)) return [...total, ...item];
  const [left, right] = [readNumber(total), readNumber(item)];
  if (left !== undefined && right !== undefined) return left + right;
  throw new TypeError("sum needs numbers; make them some with map('int') or map('float')");
}
