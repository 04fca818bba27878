import { isPromise, Markup, ownHtml } from "@micro-web/core";

/** Whether a value is a text, escaped or not. */
export function isText(value: unknown): value is string | Markup {
  return typeof value === "string" || value instanceof Markup;
}

/** Whether a value counts as true: what is empty does not, as in Python. */
export function isTrue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  if (value instanceof Markup) return value.length > 0;
  return Object.getPrototypeOf(value) !== Object.prototype || Object.keys(value).length > 0;
}

/** Whether two values are equal: lists by their items, other objects by identity, `null` and `undefined` alike. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
  if (left instanceof Markup || right instanceof Markup) return textOf(left) === textOf(right);
  return (left ?? null) === (right ?? null);
}

/** Whether a container has a value: a text a part, a list or set an item, anything else a key. @throws TypeError */
export function contains(container: unknown, value: unknown): boolean {
  if (isText(container)) return container.includes(textOf(value));
  if (Array.isArray(container)) return container.some((item) => isEqual(item, value));
  if (container instanceof Map || container instanceof Set) return container.has(value);
  if (typeof container === "object" && container !== null) return Object.hasOwn(container, textOf(value));
  throw new TypeError(`${JSON.stringify(container)} cannot contain anything`);
}

/** The items of a value: of a Map its pairs, of an object its keys, of nothing none. @throws TypeError */
export function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  if (typeof value === "object" || typeof value === "string") {
    if (isIterable(value)) return Array.from(value);
    if (!isPromise(value)) return Object.keys(value);
  }
  throw new TypeError(`${isPromise(value) ? "a promise" : `a ${typeof value}`} cannot be repeated`);
}

function isIterable(value: object | string): value is Iterable<unknown> {
  return (
    typeof value === "string" || (Symbol.iterator in value && typeof value[Symbol.iterator] === "function")
  );
}

/** What a value prints before it is escaped: nothing for `undefined` and `null`. @throws TypeError for a promise */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object" && isPromise(value))
    throw new TypeError("a promise cannot be printed; await it in the view");
  return asString(value);
}

/** An object's text is what its own toString() gives. */
function asString(value: unknown): string {
  return String(value);
}

/** The HTML that a value is by its own account; `null` for one that has to be escaped. */
export function htmlOf(value: unknown): string | null {
  return typeof value === "object" && value !== null ? ownHtml(value) : null;
}
