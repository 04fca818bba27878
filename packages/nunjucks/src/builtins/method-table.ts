import { Arguments } from "./arguments.ts";
import type { Keywords } from "./builtin.ts";

/** A method that is bound to its value. */
export type Method = (values: readonly unknown[], keywords: Keywords) => unknown;

/** A method of one kind of values under its name. */
export type NamedMethod<Self> = readonly [name: string, bind: (self: Self) => Method];

/**
 * A method with named parameters, as Python's have.
 *
 * @param name - What templates call it, and errors too.
 * @param parameters - Their names, in order.
 * @param run - Does what it does to its value.
 */
export function method<Self, const Names extends readonly string[]>(
  name: string,
  parameters: Names,
  run: (self: Self, given: Arguments<Names[number]>) => unknown,
): NamedMethod<Self> {
  const signature = { name, parameters };
  return [name, (self) => (values, keywords) => run(self, new Arguments(signature, values, keywords))];
}

/**
 * A method of JavaScript, when it is one of those that templates may call.
 *
 * @param owner - The prototype that has it.
 */
export function nativeMethod(
  value: object | string | number,
  name: string,
  { owner, names }: { readonly owner: object; readonly names: ReadonlySet<string> },
): Method | undefined {
  const run: unknown = names.has(name) ? Reflect.get(owner, name) : undefined;
  return typeof run === "function" ? (values) => Reflect.apply(run, value, values) : undefined;
}
