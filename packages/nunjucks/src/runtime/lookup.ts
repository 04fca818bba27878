import { isMappingObject, isPlainObject } from "../builtins/mapping.ts";
import { methodOf } from "../builtins/methods.ts";
import { Namespace } from "../builtins/namespace.ts";
import { isPrinted } from "../builtins/text.ts";
import { type Callable, invokeOf, toCallable } from "../callable.ts";
import { Undefined } from "../undefined.ts";

/** Names that lead from a value to the function that runs any text, or that every object has. */
const HIDDEN: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype).concat("prototype", "caller", "callee", "arguments"),
);

/** What every value of a kind has as a method of JavaScript is asked for through `methodOf`, which knows the harmless. */
const BUILT_IN: ReadonlySet<unknown> = new Set(
  [
    Array,
    Map,
    Set,
    WeakMap,
    WeakSet,
    Date,
    RegExp,
    Promise,
    String,
    Number,
    Boolean,
    Symbol,
    BigInt,
    ArrayBuffer,
  ].map(({ prototype }): unknown => prototype),
);

/**
 * The property of a value that a template may see: its own, what its class has, but nothing of what all objects,
 * functions, texts and so on have. `undefined` for everything else.
 */
function propertyOf(value: unknown, key: string): unknown {
  if (typeof value === "object" && value !== null) return propertyOfObject(value, key);
  if (typeof value === "function")
    return isPrinted(value) ? propertyOfObject(value, key) : propertyOfFunction(value, key);
  return typeof value === "string" && key === "length" ? value.length : undefined;
}

function propertyOfObject(value: object, key: string): unknown {
  if (HIDDEN.has(key) && !Object.hasOwn(value, key)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === "function" && isInherited(value, key) ? undefined : found;
}

/** Functions show what was given to them, as classes their static members; a macro shows its facts. */
function propertyOfFunction(value: object, key: string): unknown {
  if (!Object.hasOwn(value, key)) return undefined;
  const isFact = invokeOf(value) !== undefined;
  return !isFact && (HIDDEN.has(key) || key === "name" || key === "length")
    ? undefined
    : Reflect.get(value, key);
}

/** Whether a property is one of JavaScript's own methods. */
function isInherited(value: object, key: string): boolean {
  for (
    let owner: object | null = value;
    owner !== null;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    if (Object.hasOwn(owner, key)) return BUILT_IN.has(owner);
  }
  return false;
}

/** An attribute of a value, as `.` finds it; `undefined` when there is none. */
export function findAttribute(value: unknown, name: string): unknown {
  if (value instanceof Namespace) return value.get(name);
  const found = propertyOf(value, name);
  if (found !== undefined) return typeof found === "function" ? bind(found, value) : found;
  if (isMappingObject(value) && value.has(name)) return value.get(name);
  const method = methodOf(value, name);
  return method === undefined ? undefined : toCallable((values, keywords) => method(values, keywords ?? {}));
}

/** An item of a value, as `[]` finds it; `undefined` when there is none. */
export function findItem(value: unknown, key: unknown): unknown {
  if (typeof key === "number" && (Array.isArray(value) || typeof value === "string")) {
    return value[key < 0 ? value.length + key : key];
  }
  if (isMappingObject(value) && value.has(key)) return value.get(key);
  const name = String(key);
  if (!isPlainObject(value) || !Object.hasOwn(value, name)) return findAttribute(value, name);
  const own = value[name];
  return typeof own === "function" ? bind(own, value) : own;
}

/** A method keeps its object; macros have none. */
function bind(method: Function, owner: unknown): unknown {
  if (invokeOf(method) !== undefined || isClass(method) || isPrinted(method)) return method;
  return (...values: readonly unknown[]): unknown => Reflect.apply(method, owner, values);
}

function isClass(value: object): boolean {
  const prototype = Object.getOwnPropertyDescriptor(value, "prototype");
  return prototype?.writable === false;
}

/** The method of a value for a call: a function of its own before one of Python's. */
export function findMethod(value: unknown, name: string): Function | Callable | undefined {
  if (value instanceof Undefined) return undefined;
  const own = value instanceof Namespace ? value.get(name) : propertyOf(value, name);
  if (typeof own === "function") return own;
  const method = methodOf(value, name);
  if (method !== undefined) return toCallable((values, keywords) => method(values, keywords ?? {}));
  const item = isMappingObject(value) ? value.get(name) : undefined;
  return typeof item === "function" ? item : undefined;
}
