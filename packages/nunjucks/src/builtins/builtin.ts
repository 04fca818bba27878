import { Arguments } from "./arguments.ts";

/** Keyword arguments: `truncate(length=9)`. */
export type Keywords = Readonly<Record<string, unknown>>;

/** What a built-in function may ask of the rendering that calls it. */
export interface BuiltinContext {
  /** Whether values are escaped at the place of the call; `{% autoescape %}` counts. */
  readonly autoescape: boolean;
  /** Calls the filter of a name. @throws Error when there is none */
  callFilter(this: void, ...call: FunctionCall): unknown;
  /** Calls the test of a name. @throws Error when there is none */
  callTest(this: void, ...call: FunctionCall): boolean;
  /** Whether there is a filter of a name. */
  hasFilter(name: string): boolean;
  /** Whether there is a test of a name. */
  hasTest(name: string): boolean;
  /** A variable of the template, or a global of the app; undefined when there is none, also of what is built in. */
  variable(name: string): unknown;
  /** `value[name]` as a template may see it: the only way a built-in function reaches into a value of the app. */
  attribute(value: unknown, name: unknown): unknown;
  /** What the policy of undefined values gives. @param reason - Told when it is used. */
  undefinedValue(reason: string): unknown;
}

/** The call of a filter or test by its name. */
type FunctionCall = [name: string, value: unknown, values: readonly unknown[], keywords: Keywords];

/** A filter, test or global function; of a filter the first value is what stands before the bar. */
export type Builtin = (context: BuiltinContext, values: readonly unknown[], keywords: Keywords) => unknown;

/** A built-in function under its name. */
export type NamedBuiltin = readonly [name: string, run: Builtin];

/**
 * A built-in function with named parameters, which arguments are given to by place or by name.
 *
 * @param name - What templates call it, and errors too.
 * @param parameters - Their names, in order.
 * @param run - Reads the arguments it was given.
 * @example
 * builtin("center", ["value", "width"], (given) => center(given.text("value"), given.integer("width", 80)));
 */
export function builtin<const Names extends readonly string[]>(
  name: string,
  parameters: Names,
  run: (given: Arguments<Names[number]>, context: BuiltinContext) => unknown,
): NamedBuiltin {
  const signature = { name, parameters };
  return [name, (context, values, keywords) => run(new Arguments(signature, values, keywords), context)];
}

/** The same functions under other names. @throws Error for a function that is not there */
export function withAliases(
  functions: readonly NamedBuiltin[],
  aliases: Readonly<Record<string, string>>,
): NamedBuiltin[] {
  const known = new Map(functions);
  return Object.entries(aliases).map(([alias, name]) => {
    const run = known.get(name);
    if (run === undefined) throw new Error(`there is no ${name} to call ${alias}`);
    return [alias, run];
  });
}
