import { didYouMean, type TemplateFunction } from "@micro-web/core";

import type { BuiltinContext, Keywords } from "../builtins/builtin.ts";
import { FILTERS, GLOBALS, TESTS } from "../builtins/builtins.ts";
import { iterate } from "../builtins/iteration.ts";
import { entriesOf, isMapping } from "../builtins/mapping.ts";
import { invokeOf, toCallable } from "../callable.ts";
import { isUndefined, Undefined, UndefinedError } from "../undefined.ts";
import { findAttribute, findItem, findMethod } from "./lookup.ts";
import { Loop } from "./loop.ts";
import { isPromise } from "./promises.ts";
import { VariableContext } from "./variable-context.ts";

const NO_KEYWORDS: Keywords = {};

/** Shorter names are near too many others to be taken for mistakes. */
const MISTAKABLE = 5;

/** How templates look into values and call functions; filters and tests see the rendering through it. */
export class ValueContext extends VariableContext implements BuiltinContext {
  /** `value.name`. @param text - The value as the template writes it. */
  attribute(value: unknown, name: unknown, text?: string): unknown {
    if (text === undefined) return this.item(value, name, "the value");
    if (isUndefined(value)) return this.attributeOfUndefined(value, text, String(name));
    const found = findAttribute(value, String(name));
    return found === undefined ? this.undefinedAttribute(value, String(name), text) : found;
  }

  /** `value[key]`. @param text - The value as the template writes it. */
  item(value: unknown, key: unknown, text: string): unknown {
    if (isUndefined(value)) return this.attributeOfUndefined(value, text, String(key));
    const found = findItem(value, key);
    return found === undefined ? this.undefinedAttribute(value, String(key), text) : found;
  }

  /** `callee(...)`. @param text - The function as the template writes it. */
  // oxlint-disable-next-line eslint/max-params -- compiled templates call it: an object for each call would cost
  call(target: unknown, values: readonly unknown[], keywords: Keywords | null, text: string): unknown {
    if (typeof target !== "function") return this.callOther(target, values, text);
    const invoke = invokeOf(target);
    if (invoke !== undefined) return invoke(values, keywords);
    return callOwn(target as TemplateFunction, values, keywords); // a function: what it takes is its own affair
  }

  /** `value.name(...)`. @param text - The method as the template writes it. */
  // oxlint-disable-next-line eslint/max-params -- as above
  callMethod(
    value: unknown,
    name: string,
    values: readonly unknown[],
    keywords: Keywords | null,
    text: string,
  ): unknown {
    if (isUndefined(value))
      return this.call(this.attributeOfUndefined(value, ownerOf(text), name), values, keywords, text);
    const method = findMethod(value, name);
    if (method === undefined)
      return this.call(this.attribute(value, name, ownerOf(text)), values, keywords, text);
    const invoke = invokeOf(method);
    if (invoke !== undefined) return invoke(values, keywords);
    const given = forApp(values);
    return Reflect.apply(method, value, keywords === null ? given : [...given, keywordsForApp(keywords)]);
  }

  /** `value | name(...)`. */
  // oxlint-disable-next-line eslint/max-params -- as above
  filter(name: string, value: unknown, values: readonly unknown[], keywords: Keywords | null): unknown {
    const own = this.rendering.host.functions.own("filter", name);
    if (own !== undefined) return callOwn(own, [value, ...values], keywords);
    const builtIn = FILTERS.get(name);
    if (builtIn === undefined) throw this.#unknown("filter", name);
    return builtIn(this, [value, ...values], keywords ?? NO_KEYWORDS);
  }

  /** `value is name(...)`. */
  // oxlint-disable-next-line eslint/max-params -- as above
  test(
    name: string,
    value: unknown,
    values: readonly unknown[],
    keywords: Keywords | null,
  ): boolean | PromiseLike<boolean> {
    const result = this.#test(name, [value, ...values], keywords);
    return isPromise(result) ? result.then(Boolean) : Boolean(result);
  }

  /** What a loop goes through; a promise of it for what comes over time. @throws TypeError for what has no items */
  items(value: unknown): Iterable<unknown> | Promise<unknown[]> {
    if (Array.isArray(value)) return value;
    return isAsyncIterable(value) ? collect(value) : iterate(value);
  }

  /** What a loop with two variables goes through: of an object its names and values. */
  pairs(value: unknown): Iterable<unknown> | Promise<unknown[]> {
    return isMapping(value) ? entriesOf(value) : this.items(value);
  }

  /** For functions that are built in: the filter of a name. */
  readonly callFilter: BuiltinContext["callFilter"] = (...[name, value, values, keywords]) =>
    this.filter(name, value, values, keywords);

  /** For functions that are built in: the test of a name. */
  readonly callTest: BuiltinContext["callTest"] = (...[name, value, values, keywords]) =>
    Boolean(this.test(name, value, values, keywords));

  /** Whether there is a filter of a name. */
  hasFilter(name: string): boolean {
    return this.rendering.host.functions.missing("filter", name) === null;
  }

  /** Whether there is a test of a name. */
  hasTest(name: string): boolean {
    return this.rendering.host.functions.missing("test", name) === null;
  }

  /** A variable or global of the app, for functions that are built in. */
  variable(name: string): unknown {
    return this.find(name) ?? this.rendering.host.global(name);
  }

  /** An undefined value, for functions that are built in. @param reason - Told when it is used. */
  undefinedValue(reason: string): unknown {
    return this.rendering.host.policy === "semistrict"
      ? undefined
      : this.undefinedOf("the value", () => reason);
  }

  protected override builtIn(name: string): unknown {
    const run = GLOBALS.get(name);
    return run === undefined
      ? undefined
      : toCallable((values, keywords) => run(this, values, keywords ?? NO_KEYWORDS));
  }

  #test(name: string, values: readonly unknown[], keywords: Keywords | null): unknown {
    const own = this.rendering.host.functions.own("test", name);
    if (own !== undefined) return callOwn(own, values, keywords);
    const builtIn = TESTS.get(name);
    if (builtIn === undefined) throw this.#unknown("test", name);
    return builtIn(this, values, keywords ?? NO_KEYWORDS);
  }

  #unknown(kind: "filter" | "test", name: string): Error {
    return new Error(this.rendering.host.functions.missing(kind, name) ?? "");
  }

  /** A value that is called and is no function. @throws TypeError, UndefinedError */
  private callOther(target: unknown, values: readonly unknown[], text: string): unknown {
    if (target instanceof Loop) return target.recurse(values[0]);
    if (target instanceof Undefined) throw target.toError();
    if (target !== undefined) throw new TypeError(`${text} cannot be called: it is not a function`);
    const hint = isVariable(text) ? didYouMean(text, this.names()) : "";
    throw new UndefinedError(`${text} cannot be called: it is not defined.${hint}`);
  }

  private attributeOfUndefined(value: unknown, text: string, name: string): unknown {
    if (value instanceof Undefined) return value.attribute();
    const hint = isVariable(text) ? didYouMean(text, this.names()) : "";
    throw new UndefinedError(`${text} is undefined, so it has no ${JSON.stringify(name)}.${hint}`);
  }

  /**
   * What an object has not. The policy of debug takes it for a property that may be missing, as JavaScript's objects
   * have them, unless the object has one of nearly that name.
   */
  private undefinedAttribute(value: unknown, name: string, text: string): unknown {
    const { policy } = this.rendering.host;
    if (policy === "default") return undefined;
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    if (policy === "semistrict" && (name.length < MISTAKABLE || didYouMean(name, keys) === ""))
      return undefined;
    return this.undefinedOf(
      `${text}.${name}`,
      () => `${text} has no ${JSON.stringify(name)}.${didYouMean(name, keys)}`,
    );
  }
}

/** Calls a function of the app: keyword arguments are an object, last. */
function callOwn(run: TemplateFunction, values: readonly unknown[], keywords: Keywords | null): unknown {
  const given = forApp(values);
  return Reflect.apply(run, undefined, keywords === null ? given : [...given, keywordsForApp(keywords)]);
}

/** Functions of the app get `undefined` for what is not there. */
function forApp(values: readonly unknown[]): readonly unknown[] {
  return values.some((value) => value instanceof Undefined)
    ? values.map((value) => (value instanceof Undefined ? undefined : value))
    : values;
}

/** Keyword arguments for a function of the app, which may keep them. */
function keywordsForApp(keywords: Keywords): Keywords {
  const entries = Object.entries(keywords);
  return entries.some(([, value]) => value instanceof Undefined)
    ? Object.fromEntries(
        entries.map(([name, value]) => [name, value instanceof Undefined ? undefined : value]),
      )
    : keywords;
}

/** Whether a text names a variable, and nothing in one. */
function isVariable(text: string): boolean {
  return /^\w+$/.test(text);
}

/** The object of a method: "movie" of "movie.show". */
function ownerOf(text: string): string {
  return text.slice(0, text.lastIndexOf("."));
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function collect(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of source) items.push(item);
  return items;
}
