import type { TemplateCallable } from "./library.ts";

const MACRO = Symbol("macro");

/** Marks a function as one that recognises keyword arguments by nunjucks' mark. */
export function asMacro(run: TemplateCallable): TemplateCallable {
  return Object.assign(run, { [MACRO]: true });
}

/** Whether a function wants its keyword arguments marked: macros, and nunjucks' own filters. */
export function isMacro(value: unknown): value is TemplateCallable {
  return typeof value === "function" && MACRO in value;
}

/** Gives the last value nunjucks' mark for keyword arguments. */
export function markKeywords(values: readonly unknown[]): void {
  Object.assign(Object(values.at(-1)), { __keywords: true });
}

/** Names that lead from any value to the function that runs any text. */
const HIDDEN: ReadonlySet<unknown> = new Set(["constructor", "__proto__", "prototype"]);

/**
 * `object.key` in a template: a method stays bound to its object, a macro stays a macro, and what leads to
 * `Function` is not there unless it is data of the object.
 */
export function memberLookup(object: unknown, key: PropertyKey): unknown {
  if (object === undefined || object === null) return undefined;
  if (HIDDEN.has(key) && (typeof object === "function" || !Object.hasOwn(object, key))) return undefined;
  const value: unknown = (object as Record<PropertyKey, unknown>)[key]; // any value may be asked for any property
  if (typeof value !== "function" || isMacro(value)) return value;
  return (...values: unknown[]): unknown => Reflect.apply(value, object, values);
}
