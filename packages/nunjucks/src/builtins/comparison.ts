import { Markup } from "@micro-web/core";

import { isUndefined, Undefined } from "../undefined.ts";
import { iterate, toList } from "./iteration.ts";
import { entriesOf, isMapping, isMappingObject, isPlainObject, type MappingObject } from "./mapping.ts";
import { readNumber } from "./numbers.ts";
import { representationOf, textOf } from "./text.ts";

/** A value as it is compared: markup by its text, true as 1, a date by its time. */
function comparable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "boolean" ? Number(value) : value;
  if (value instanceof Markup) return value.toString();
  if (value instanceof Date) return value.getTime();
  return value;
}

/**
 * `==` of Jinja: numbers by value, also 1 and true; texts; lists, objects, maps and sets by what is in them; `"1"` is
 * not 1.
 */
export function isEqual(first: unknown, second: unknown): boolean {
  if (first === second) return true;
  const [left, right] = [comparable(first), comparable(second)];
  if (left === right) return true;
  if (isUndefined(left) || isUndefined(right)) return areUndefined(left, right);
  if (typeof left === "bigint" || typeof right === "bigint") return isSameNumber(left, right);
  return isObject(left) && isObject(right) && hasSameContent(left, right);
}

/** Undefined values are equal to one another and to nothing else; a strict policy refuses. */
function areUndefined(left: unknown, right: unknown): boolean {
  for (const value of [left, right]) if (value instanceof Undefined) toList(value);
  return isUndefined(left) && isUndefined(right);
}

function isSameNumber(left: unknown, right: unknown): boolean {
  const isNumeric = [left, right].every((value) => typeof value === "bigint" || typeof value === "number");
  return isNumeric && Number(left) === Number(right);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function hasSameContent(left: object, right: object): boolean {
  if (Array.isArray(left) || Array.isArray(right)) return areSameLists(left, right);
  if (left instanceof Set) return right instanceof Set && areSameSets(left, right);
  return isMapping(left) && isMapping(right) && areSameMappings(left, right);
}

function areSameLists(left: object, right: object): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((item, index) => isEqual(item, right[index]));
}

function areSameSets(left: ReadonlySet<unknown>, right: ReadonlySet<unknown>): boolean {
  return left.size === right.size && Array.from(left).every((item) => right.has(item));
}

function areSameMappings(
  left: Record<string, unknown> | MappingObject,
  right: Record<string, unknown> | MappingObject,
): boolean {
  const [pairs, others] = [entriesOf(left), new Map(entriesOf(right))];
  return (
    pairs.length === others.size &&
    pairs.every(([key, item]) => others.has(key) && isEqual(item, others.get(key)))
  );
}

/**
 * The order of two values: negative, 0 or positive; `NaN` when one of them is. Numbers, texts, dates, and lists of them.
 *
 * @throws TypeError for values that have no order, as a text and a number
 */
export function compare(first: unknown, second: unknown): number {
  const [left, right] = [comparable(first), comparable(second)];
  if (typeof left === "string" && typeof right === "string") return orderOf(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  const [number, other] = [readNumber(left), readNumber(right)];
  if (number !== undefined && other !== undefined) return number === other ? 0 : number - other;
  throw (
    errorOf(first) ?? errorOf(second) ?? new TypeError(`${nameOf(first)} and ${nameOf(second)} have no order`)
  );
}

function orderOf(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The first items that differ decide; then the shorter list comes first. */
function compareLists(left: readonly unknown[], right: readonly unknown[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    if (!isEqual(left[index], right[index])) return compare(left[index], right[index]);
  }
  return left.length - right.length;
}

/** The error of an undefined value. */
function errorOf(value: unknown): Error | undefined {
  return value instanceof Undefined ? value.toError() : undefined;
}

/** A value in the words of an error. */
function nameOf(value: unknown): string {
  if (isUndefined(value)) return "an undefined value";
  const text = representationOf(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

/**
 * Whether a value is in a container: `in` of Jinja. A text contains parts, an object and a map keys, anything else items.
 *
 * @throws TypeError when a text is asked for what is no text, and for what contains nothing
 */
export function contains(container: unknown, value: unknown): boolean {
  if (typeof container === "string" || container instanceof Markup)
    return containsText(String(container), value);
  if (Array.isArray(container)) return container.some((item) => isEqual(item, value));
  if (container instanceof Set || isMappingObject(container)) return container.has(comparableKey(value));
  if (isPlainObject(container)) return isKey(value) && Object.hasOwn(container, String(value));
  for (const item of iterate(container)) if (isEqual(item, value)) return true;
  return false;
}

function containsText(text: string, part: unknown): boolean {
  if (typeof part === "string" || part instanceof Markup) return text.includes(String(part));
  throw new TypeError(`only a text can be in a text, not ${nameOf(part)}`);
}

/** The key of a value in an object. */
function isKey(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || value instanceof Markup;
}

function comparableKey(value: unknown): unknown {
  return value instanceof Markup ? textOf(value) : value;
}
