import { Markup } from "@micro-web/core";

import { repeatText } from "../builtins/code-points.ts";
import { contains } from "../builtins/comparison.ts";
import { iterate } from "../builtins/iteration.ts";
import { entriesOf, isMapping } from "../builtins/mapping.ts";
import { Namespace } from "../builtins/namespace.ts";
import { remainder } from "../builtins/numbers.ts";
import { formatPercent } from "../builtins/percent-format.ts";
import { representationOf, textOf, toMarkup } from "../builtins/text.ts";
import { isUndefined, Undefined, UndefinedError } from "../undefined.ts";

/** How many items a list may have that an operator makes. */
const MAX_ITEMS = 10_000_000;

/** Whether a value is a text. */
function isText(value: unknown): value is string | Markup {
  return typeof value === "string" || value instanceof Markup;
}

/** The number that a value counts as in arithmetic; `undefined` for none. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  return undefined;
}

function noOperation(operator: string, left: unknown, right: unknown): Error {
  for (const value of [left, right]) if (value instanceof Undefined) return value.toError();
  const names = [left, right].map((value) => (isUndefined(value) ? "an undefined value" : nameOf(value)));
  const message = `${operator} cannot be used between ${names[0]} and ${names[1]}`;
  return [left, right].some(isUndefined) ? new UndefinedError(message) : new TypeError(message);
}

function nameOf(value: unknown): string {
  const text = representationOf(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

/** A sum, or two texts or lists as one. @throws TypeError for other values */
export function add(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (isText(left) && isText(right))
    return new Markup(toMarkup(left).toString() + toMarkup(right).toString());
  if (Array.isArray(left) && Array.isArray(right)) return [...(left as unknown[]), ...(right as unknown[])];
  return calculate("+", left, right);
}

/** A difference. @throws TypeError for what are no numbers */
export function subtract(left: unknown, right: unknown): number {
  return calculate("-", left, right);
}

/** A product, or a text or list several times. @throws TypeError for other values */
export function multiply(left: unknown, right: unknown): unknown {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (second !== undefined && (isText(left) || Array.isArray(left))) return repeat(left, second);
  if (first !== undefined && (isText(right) || Array.isArray(right))) return repeat(right, first);
  return calculate("*", left, right);
}

/** A quotient. @throws TypeError for what are no numbers, RangeError for 0 */
export function divide(left: unknown, right: unknown): number {
  return calculate("/", left, right);
}

/** A quotient, rounded down. @throws TypeError for what are no numbers, RangeError for 0 */
export function divideDown(left: unknown, right: unknown): number {
  return calculate("//", left, right);
}

/** The rest of a division, with the sign of the divisor; or a format with its values. @throws TypeError */
export function modulo(left: unknown, right: unknown): unknown {
  return isText(left) ? formatPercent(left, right) : calculate("%", left, right);
}

/** A power. @throws TypeError for what are no numbers */
export function power(left: unknown, right: unknown): number {
  return calculate("**", left, right);
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "//": (left, right) => Math.floor(left / right),
  "%": (left, right) => remainder(left, right),
  "**": (left, right) => left ** right,
};

function calculate(operator: string, left: unknown, right: unknown): number {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first === undefined || second === undefined) throw noOperation(operator, left, right);
  if (second === 0 && /[/%]/.test(operator)) throw new RangeError("a division by zero has no result");
  return ARITHMETIC[operator]?.(first, second) ?? Number.NaN;
}

function repeat(value: string | Markup | readonly unknown[], times: number): unknown {
  const count = Math.max(0, Math.floor(times));
  if (typeof value === "string") return repeatText(value, count);
  if (value instanceof Markup) return new Markup(repeatText(value.toString(), count));
  if (value.length * count > MAX_ITEMS)
    throw new RangeError(`a list of ${value.length * count} items is too long`);
  return Array.from({ length: value.length * count }, (_, index) => value[index % value.length]);
}

/** `-value`. @throws TypeError for what is no number */
export function negate(value: unknown): number {
  return -toNumber(value, "-");
}

/** `+value`. @throws TypeError for what is no number */
export function toNumber(value: unknown, operator: unknown = "+"): number {
  const number = numberOf(value);
  if (number !== undefined) return number;
  if (value instanceof Undefined) throw value.toError();
  throw new TypeError(`${operator === "-" ? "-" : "+"} cannot be used before ${nameOf(value)}`);
}

/** Whether a value is in a container. @throws TypeError for what contains nothing */
export function isIn(value: unknown, container: unknown): boolean {
  return contains(container, value);
}

/** `a ~ b`: one text; markup when values are escaped. */
export function concatenate(values: readonly unknown[], isEscaped: boolean): string | Markup {
  if (!isEscaped || !values.some((value) => value instanceof Markup)) return values.map(textOf).join("");
  return new Markup(values.map((value) => toMarkup(value).toString()).join(""));
}

/** The key of an object for a value. */
export function toKey(value: unknown): string {
  return textOf(value);
}

/** The values of `*list` in a call. @throws TypeError for what has no items */
export function spread(value: unknown): Iterable<unknown> {
  return iterate(value);
}

/** The names and values of `**dict` in a call. @throws TypeError for what has no names */
export function keywordsOf(value: unknown): object {
  if (isMapping(value)) return Object.fromEntries(entriesOf(value));
  throw new TypeError(`the value after ** is no object: it is ${nameOf(value)}`);
}

/** As many values as there are variables to assign them to. @throws TypeError for more or fewer */
export function unpack(value: unknown, count: number): readonly unknown[] {
  const items = Array.isArray(value) ? (value as readonly unknown[]) : [...iterate(value)];
  if (items.length === count) return items;
  const problem = `there are ${items.length} values for ${count} variables`;
  throw new TypeError(`${problem}: ${nameOf(value)}`);
}

/** A part of a list or text: Python's slices. @throws TypeError for what has no parts */
export function slice(value: unknown, bounds: readonly unknown[]): unknown {
  if (value instanceof Undefined) throw value.toError();
  const isString = isText(value);
  if (!isString && !Array.isArray(value))
    throw new TypeError(`${nameOf(value)} has no parts to take a slice of`);
  const items: readonly unknown[] = isString ? Array.from(value.toString()) : value;
  const taken = indexesOf(items.length, bounds).map((index) => items[index]);
  if (!isString) return taken;
  return typeof value === "string" ? taken.join("") : new Markup(taken.join(""));
}

function indexesOf(length: number, [start, stop, by]: readonly unknown[]): number[] {
  const step = boundOf(by) ?? 1;
  if (step === 0) throw new RangeError("the step of a slice cannot be 0");
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number | null, fallback: number): number => {
    if (bound === null) return fallback;
    return Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  };
  const [first, last] = step > 0 ? [low, high] : [high, low];
  const end = clamp(boundOf(stop), last);
  const indexes: number[] = [];
  for (let at = clamp(boundOf(start), first); step > 0 ? at < end : at > end; at += step) indexes.push(at);
  return indexes;
}

function boundOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new TypeError(`the bounds of a slice are whole numbers, not ${nameOf(value)}`);
}

/** The body of an extension's tag: a function that gives its text, also to a callback. */
export function bodyOf(text: unknown): (done?: (error: null, text: unknown) => void) => unknown {
  return (done) => {
    done?.(null, text);
    return text;
  };
}

/** Sets an attribute of a namespace. @throws TypeError for any other object */
export function setAttribute(
  target: unknown,
  names: readonly [object: string, attribute: string],
  value: unknown,
): void {
  const [object, attribute] = names;
  if (!(target instanceof Namespace)) {
    throw new TypeError(
      `${object}.${attribute} cannot be set: ${object} is no namespace(); only those can be changed`,
    );
  }
  target.set(attribute, value);
}
