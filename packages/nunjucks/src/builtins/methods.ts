import { Markup } from "@micro-web/core";

import { dateMethodOf } from "./date-methods.ts";
import { DICT_METHODS } from "./dict-methods.ts";
import { listMethodOf } from "./list-methods.ts";
import { isMapping } from "./mapping.ts";
import { repeatText } from "./code-points.ts";
import { type Method, nativeMethod } from "./method-table.ts";
import { setMethodOf } from "./set-methods.ts";
import { STRING_METHODS } from "./string-methods.ts";

/** The methods of JavaScript's values that templates may call: those that change nothing and make nothing huge. */
const NATIVE_STRING = {
  owner: String.prototype,
  names: new Set(
    `at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match matchAll normalize
    replaceAll search slice startsWith substring toLocaleLowerCase toLocaleUpperCase toLowerCase toString toUpperCase
    trim trimEnd trimStart valueOf`.split(/\s+/),
  ),
};

const NATIVE_NUMBER = {
  owner: Number.prototype,
  names: new Set(["toExponential", "toFixed", "toLocaleString", "toPrecision", "toString", "valueOf"]),
};

const NATIVE_MAP = { owner: Map.prototype, names: new Set(["delete", "entries", "forEach", "has", "set"]) };

const NATIVE_PATTERN = { owner: RegExp.prototype, names: new Set(["exec", "test", "toString"]) };

/**
 * The method of a value that a template may call: those of Python's texts, lists, dicts and sets, and of JavaScript's
 * those that are harmless. Methods of the app's own classes are not among them.
 *
 * A method that a mapping such as MultiDict has itself goes before that of dicts.
 *
 * @returns The method bound to the value; `undefined` for a name that is none.
 * @example
 * methodOf("a b", "split")?.([], {}); // ["a", "b"]
 */
export function methodOf(value: unknown, name: string): Method | undefined {
  if (typeof value === "string" || value instanceof Markup) return textMethodOf(value, name);
  if (typeof value === "number") return numberMethodOf(value, name);
  if (Array.isArray(value)) return listMethodOf(value, name);
  return typeof value === "object" && value !== null ? objectMethodOf(value, name) : undefined;
}

function textMethodOf(value: string | Markup, name: string): Method | undefined {
  if (name === "repeat") return ([times]) => repeatText(value.toString(), Number(times));
  if (name === "padStart" || name === "padEnd") return paddingOf(value.toString(), name);
  return STRING_METHODS.get(name)?.(value) ?? nativeMethod(value.toString(), name, NATIVE_STRING);
}

/** JavaScript's own, with a limit. */
function paddingOf(text: string, name: "padStart" | "padEnd"): Method {
  return ([width, fill = " "]) => {
    const missing = Math.max(0, Number(width) - text.length);
    const padding = repeatText(String(fill), Math.ceil(missing / String(fill).length)).slice(0, missing);
    return name === "padStart" ? padding + text : text + padding;
  };
}

function numberMethodOf(value: number, name: string): Method | undefined {
  if (name === "is_integer") return () => Number.isInteger(value);
  return nativeMethod(value, name, NATIVE_NUMBER);
}

function objectMethodOf(value: object, name: string): Method | undefined {
  if (value instanceof Date) return dateMethodOf(value, name);
  if (value instanceof Set) return setMethodOf(value, name);
  if (value instanceof RegExp) return nativeMethod(value, name, NATIVE_PATTERN);
  if (!isMapping(value)) return undefined;
  const isOwn = !(value instanceof Map) && isInherited(value, name);
  return isOwn ? undefined : (DICT_METHODS.get(name)?.(value) ?? nativeMapMethod(value, name));
}

/** Whether the class of a mapping has a method of its own. */
function isInherited(value: object, name: string): boolean {
  return !Object.hasOwn(value, name) && name in value;
}

function nativeMapMethod(value: object, name: string): Method | undefined {
  return value instanceof Map ? nativeMethod(value, name, NATIVE_MAP) : undefined;
}
