import { Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { charactersOf, countCharacters } from "./code-points.ts";
import { isMapping, isPlainObject, keysOf } from "./mapping.ts";
import { sizeOf } from "./truth.ts";

/**
 * The items of a value, as `for` walks them: of a text its characters, of an object or map its keys, nothing of an
 * undefined value.
 *
 * @throws TypeError for what has no items: none, numbers, functions
 */
export function iterate(value: unknown): readonly unknown[] | Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return charactersOf(value);
  if (isUndefined(value)) return value ?? [];
  if (typeof value === "object" && value !== null) return iterateObject(value);
  throw new TypeError(`${value === null ? "none" : `a ${typeof value}`} has no items to go through`);
}

function iterateObject(value: object): readonly unknown[] | Iterable<unknown> {
  if (value instanceof Markup) return charactersOf(value.toString());
  if (isMapping(value)) return keysOf(value);
  if (isIterable(value)) return value;
  throw new TypeError("this object has no items to go through; use its entries or a list of it");
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === "function";
}

/** Whether {@link iterate} has items for a value. */
export function canIterate(value: unknown): boolean {
  if (typeof value === "string" || value === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  return isUndefined(value) || isMapping(value) || isIterable(value);
}

/** The items of a value as a new list. @throws as {@link iterate} */
export function toList(value: unknown): unknown[] {
  return Array.from(iterate(value));
}

/**
 * The number of items or characters.
 *
 * @throws TypeError for what has no length: none, numbers, functions
 */
export function lengthOf(value: unknown): number {
  if (typeof value === "string") return countCharacters(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Markup) return countCharacters(value.toString());
  const size = typeof value === "object" && value !== null ? lengthOfObject(value) : undefined;
  return size ?? toList(value).length;
}

function lengthOfObject(value: object): number | undefined {
  return isPlainObject(value) ? Object.keys(value).length : sizeOf(value);
}
