import { Config } from "@micro-web/core";

import { Tuple } from "./tuple.ts";

/** The methods by which an object is a mapping of keys to values without being a plain object: Map, MultiDict. */
interface MappingMethods {
  get: unknown;
  has: unknown;
  keys: unknown;
}

/** A mapping that is no plain object. */
export interface MappingObject {
  /** The value of a key. */
  get(key: unknown): unknown;
  /** Whether a key is there. */
  has(key: unknown): boolean;
  /** The keys, in order. */
  keys(): Iterable<unknown>;
}

/** Whether a value is an object without a class, or the configuration: what templates take for Python's dict. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return prototype === Config.prototype || isNullObject(prototype);
}

/** Objects of no class that inherit from an empty object, as the core makes them. */
function isNullObject(prototype: unknown): boolean {
  if (typeof prototype !== "object" || prototype === null) return false;
  return Object.getPrototypeOf(prototype) === null && Reflect.ownKeys(prototype).length === 0;
}

/** Whether a value is a Map, or a mapping like it: MultiDict, URLSearchParams, Headers. */
export function isMappingObject(value: unknown): value is MappingObject {
  if (value instanceof Map) return true;
  if (typeof value !== "object" || value === null || value instanceof Set) return false;
  const { get, has, keys }: Partial<MappingMethods> = value;
  return [get, has, keys].every((method) => typeof method === "function");
}

/** Whether a value has keys: Python's Mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> | MappingObject {
  return isPlainObject(value) || isMappingObject(value);
}

/** The keys of a mapping, in order. */
export function keysOf(value: Record<string, unknown> | MappingObject): unknown[] {
  return isMappingObject(value) ? Array.from(new Set(value.keys())) : Object.keys(value);
}

/** The pairs of a mapping, in order. */
export function entriesOf(value: Record<string, unknown> | MappingObject): [unknown, unknown][] {
  if (!isMappingObject(value)) return Object.entries(value);
  return keysOf(value).map((key) => [key, value.get(key)]);
}

/** The pairs of a mapping as templates see them. */
export function pairsOfMapping(value: Record<string, unknown> | MappingObject): Tuple[] {
  return entriesOf(value).map(([key, item]) => new Tuple(key, item));
}

/** Gives an object a property of its own; a key `__proto__` is a key like any other. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key !== "__proto__") Reflect.set(target, key, value);
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
