import type { Keywords } from "./builtins/builtin.ts";

const INVOKE: unique symbol = Symbol("invoke");

/** Runs a function with the arguments of a template. */
export type Invoke = (values: readonly unknown[], keywords: Keywords | null) => unknown;

/** A function that tells arguments by name from arguments by place: macros, methods of lists, built-in functions. */
export interface Callable {
  /** The call from code: arguments by place. */
  (...values: readonly unknown[]): unknown;
  /** The call from a template. */
  readonly [INVOKE]: Invoke;
}

/** Makes a function that takes keyword arguments by name, and may be called from code too. */
export function toCallable(invoke: Invoke): Callable {
  const call = (...values: readonly unknown[]): unknown => invoke(values, null);
  return Object.assign(call, { [INVOKE]: invoke });
}

/** How a function takes keyword arguments; `undefined` for a function of the app, which gets them as an object. */
export function invokeOf(target: object): Invoke | undefined {
  return (target as Partial<Callable>)[INVOKE]; // any object may be asked for a symbol
}
