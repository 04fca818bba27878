import { Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import type { BuiltinContext } from "./builtin.ts";
import { textOf } from "./text.ts";

/** Reads something of each item of a list. */
export type Getter = (item: unknown) => unknown;

/** The parts of `"address.city"` or `"items.0"`; of none, no parts: the item itself. */
function partsOf(path: unknown): unknown[] {
  if (path === null || isUndefined(path)) return [];
  if (typeof path === "number") return [path];
  return textOf(path)
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/**
 * Looks up what the arguments `attribute` of filters name: `"address.city"`, `0`.
 *
 * @param fallback - Stands for each part that is not there, unless it is none.
 */
export function getterOf(context: BuiltinContext, path: unknown, fallback: unknown = null): Getter {
  const parts = partsOf(path);
  const hasFallback = fallback !== null && !isUndefined(fallback);
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = context.attribute(value, part);
      if (hasFallback && isUndefined(value)) value = fallback;
    }
    return value;
  };
}

/** As {@link getterOf}; texts are compared without regard to case. */
export function sortKeyOf(context: BuiltinContext, path: unknown, caseSensitive: boolean): Getter {
  const get = getterOf(context, path);
  return caseSensitive ? get : (item) => ignoreCase(get(item));
}

/** As {@link sortKeyOf}, of several paths with commas between them: then the key is a list. */
export function sortKeysOf(context: BuiltinContext, paths: unknown, caseSensitive: boolean): Getter {
  const [first, ...others] = typeof paths === "string" ? paths.split(",") : [paths];
  if (others.length === 0) return sortKeyOf(context, first, caseSensitive);
  const getters = [first, ...others].map((path) => sortKeyOf(context, path, caseSensitive));
  return (item) => getters.map((get) => get(item));
}

/** A text in lower case; other values as they are. */
export function ignoreCase(value: unknown): unknown {
  return typeof value === "string" || value instanceof Markup ? value.toLowerCase() : value;
}
