import { Markup } from "@micro-web/core";

import type { Builtin, BuiltinContext } from "../src/builtins/builtin.ts";
import { FILTERS, TESTS } from "../src/builtins/builtins.ts";
import { Undefined } from "../src/undefined.ts";

/** A rendering for tests of what is built in: attributes are own properties. */
export function contextOf(autoescape: boolean = false): BuiltinContext {
  const context: BuiltinContext = {
    autoescape,
    callFilter: (...[name, value, values, keywords]) =>
      builtinOf(FILTERS, name)(context, [value, ...values], keywords),
    callTest: (...[name, value, values, keywords]) =>
      Boolean(builtinOf(TESTS, name)(context, [value, ...values], keywords)),
    hasFilter: (name) => FILTERS.has(name),
    hasTest: (name) => TESTS.has(name),
    variable: () => undefined,
    attribute: (value, name) => ownValue(value, name),
    undefinedValue: (reason) => missing(reason),
  };
  return context;
}

/** An undefined value. */
export function missing(name: string): Undefined {
  return new Undefined({ policy: "default", name, explain: () => `${name} is undefined` });
}

function builtinOf(functions: ReadonlyMap<string, Builtin>, name: string): Builtin {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function ownValue(value: unknown, name: unknown): unknown {
  if (value instanceof Undefined) throw value.toError();
  if (value === undefined || value === null) throw new TypeError("none has no attributes");
  const key = String(name);
  return Object.hasOwn(Object(value), key) ? Reflect.get(Object(value), key) : missing(key);
}

/** Calls a filter, escaped or not. */
export function filter(name: string, ...values: readonly unknown[]): unknown {
  return builtinOf(FILTERS, name)(contextOf(), values, {});
}

/** Calls a filter with named arguments. */
export function filterWith(
  name: string,
  values: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): unknown {
  return builtinOf(FILTERS, name)(contextOf(), values, keywords);
}

/** Calls a filter where values are escaped. */
export function escapingFilter(name: string, ...values: readonly unknown[]): unknown {
  return builtinOf(FILTERS, name)(contextOf(true), values, {});
}

/** Asks a test. */
export function test(name: string, ...values: readonly unknown[]): unknown {
  return builtinOf(TESTS, name)(contextOf(), values, {});
}

/** Markup. */
export function html(text: string): Markup {
  return new Markup(text);
}
