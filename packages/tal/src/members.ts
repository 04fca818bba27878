import { MissingValue } from "./missing-value.ts";
import { isText, itemsOf, textOf } from "./values.ts";

/** What leads from a value to where code is made, unless it is data. */
const FORBIDDEN = new Set([
  "constructor",
  "prototype",
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

/** Methods that templates for Python call on texts. */
const TEXT_METHODS: Readonly<Record<string, (text: string, ...values: unknown[]) => unknown>> = {
  capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  title: (text) => text.toLowerCase().replace(/(^|[^\p{L}'])(\p{L})/gu, (match) => match.toUpperCase()),
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  strip: (text) => text.trim(),
  startswith: (text, start) => text.startsWith(textOf(start)),
  endswith: (text, end) => text.endsWith(textOf(end)),
  join: (text, items) => itemsOf(items).map(textOf).join(text),
};

/** Methods that templates for Python call on what they call dictionaries. */
const DICTIONARY_METHODS: Readonly<Record<string, (object: object, ...values: unknown[]) => unknown>> = {
  items: (object) => Object.entries(object),
  keys: (object) => Object.keys(object),
  values: (object) => Object.values(object),
  get: (object, name, otherwise = null) =>
    Object.hasOwn(object, textOf(name)) ? Reflect.get(object, textOf(name)) : otherwise,
};

/** How a property of a value is called with it. */
type Method = (subject: never, ...values: unknown[]) => unknown;

/**
 * A property of a value: its own, one of its class, or a method that Python's values have. What all objects and
 * functions have is not there.
 *
 * @throws MissingValue for a property of nothing.
 */
export function readMember(value: unknown, property: unknown): unknown {
  const name = typeof property === "number" ? property : textOf(property);
  if (value === undefined || value === null)
    throw new MissingValue(
      `${JSON.stringify(name)} is asked for of ${value === null ? "null" : "what is undefined"}`,
    );
  if (typeof value === "function") return undefined;
  if (typeof name === "number" && isSequence(value)) return value.at(name);
  const subject: object = Object(value);
  if (Object.hasOwn(subject, name)) return Reflect.get(subject, name, value);
  return readInherited(value, String(name)) ?? methodOf(value, String(name));
}

/** What also counts from its end. */
function isSequence(value: unknown): value is string | readonly unknown[] {
  return typeof value === "string" || Array.isArray(value);
}

/** Calls a method with its object as `this`. @throws Error when there is none */
export function callMember(value: unknown, property: unknown, values: readonly unknown[]): unknown {
  const method = readMember(value, property);
  if (typeof method !== "function") throw notCallable(textOf(property), method);
  return Reflect.apply(method, value, values);
}

/** The error for a call of what is no function. */
export function notCallable(name: string, value: unknown): Error {
  return value === undefined
    ? new MissingValue(`there is no function ${JSON.stringify(name)}`)
    : new TypeError(
        `${JSON.stringify(name)} is no function but ${value === null ? "null" : `a ${typeof value}`}`,
      );
}

/** Of its class, and of those that extends; not of all objects. */
function readInherited(value: unknown, name: string): unknown {
  if (FORBIDDEN.has(name)) return undefined;
  const subject: object = Object(value);
  for (
    let prototype: unknown = Object.getPrototypeOf(subject);
    typeof prototype === "object" && prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  )
    if (Object.hasOwn(prototype, name)) return Reflect.get(subject, name, value);
  return undefined;
}

function methodOf(value: unknown, name: string): unknown {
  const isString = isText(value);
  if (!isString && (typeof value !== "object" || Array.isArray(value))) return undefined;
  const methods: Readonly<Record<string, Method>> = isString ? TEXT_METHODS : DICTIONARY_METHODS;
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  const subject = isString ? value.toString() : value;
  return (...values: unknown[]): unknown => Reflect.apply(method, undefined, [subject, ...values]);
}
