import { Markup } from "@micro-web/core";

import { Undefined } from "../undefined.ts";
import { isPlainObject } from "./mapping.ts";

/** Whether a value counts as true: in Jinja, empty lists, objects, maps and sets do not, and neither does 0 or "". */
export function isTrue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  if (value instanceof Undefined) return value.isTrue();
  return isFilled(value);
}

function isFilled(value: object): boolean {
  if (Array.isArray(value) || value instanceof Markup) return value.length > 0;
  if (isPlainObject(value)) return hasKeys(value);
  return sizeOf(value) !== 0;
}

function hasKeys(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/** The size of a collection: a Map, a Set, a MultiDict, typed numbers; `undefined` for what is none. */
export function sizeOf(value: object): number | undefined {
  if (!(Symbol.iterator in value)) return undefined;
  const { size, length }: { size?: unknown; length?: unknown; [Symbol.iterator]: unknown } = value;
  if (typeof size === "number") return size;
  return typeof length === "number" ? length : undefined;
}
