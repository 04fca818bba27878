import { type Callable, toCallable } from "../callable.ts";
import type { Keywords } from "../builtins/builtin.ts";

/** Stands for a value that a call leaves out. */
export const MISSING: unique symbol = Symbol("missing");

/** What is known of a macro when it is compiled. */
export interface MacroFacts {
  readonly name: string;
  readonly parameters: readonly string[];
  /** What it asks for beside its parameters: `caller`, `kwargs`, `varargs`. */
  readonly extras: readonly string[];
}

/** A macro with the facts that templates may ask for: `name`, `arguments`, `catch_kwargs`, `catch_varargs`, `caller`. */
export function createMacro(facts: MacroFacts, call: (values: readonly unknown[]) => unknown): Callable {
  const { name, parameters, extras } = facts;
  const macro = toCallable((values, keywords) => call(bindArguments(facts, values, keywords)));
  const shown = {
    name,
    arguments: parameters,
    catch_kwargs: extras.includes("kwargs"),
    catch_varargs: extras.includes("varargs"),
    caller: extras.includes("caller"),
  };
  for (const [key, value] of Object.entries(shown)) Object.defineProperty(macro, key, { value });
  return macro;
}

/** The values of the parameters in their order, then those of the extras. @throws TypeError for what has no place */
function bindArguments(
  { name, parameters, extras }: MacroFacts,
  values: readonly unknown[],
  keywords: Keywords | null,
): unknown[] {
  const rest = new Map(Object.entries(keywords ?? {}));
  const bound = parameters.map((parameter, index) => {
    if (index < values.length) return values[index];
    const value = rest.has(parameter) ? rest.get(parameter) : MISSING;
    rest.delete(parameter);
    return value;
  });
  const caller = rest.get("caller");
  if (extras.includes("caller")) rest.delete("caller");
  checkRest({ name, parameters, extras }, values, rest);
  const known: Readonly<Record<string, () => unknown>> = {
    caller: () => caller,
    kwargs: () => Object.fromEntries(rest),
    varargs: () => values.slice(parameters.length),
  };
  return [...bound, ...extras.map((extra) => known[extra]?.())];
}

function checkRest(
  { name, parameters, extras }: MacroFacts,
  values: readonly unknown[],
  rest: ReadonlyMap<string, unknown>,
): void {
  const macro = `the macro ${JSON.stringify(name)}`;
  if (values.length > parameters.length && !extras.includes("varargs")) {
    throw new TypeError(
      `${macro} takes ${parameters.length} arguments by place, and was given ${values.length}`,
    );
  }
  if (rest.size === 0 || extras.includes("kwargs")) return;
  const names = [...rest.keys()];
  if (names.includes("caller")) {
    throw new TypeError(`${macro} is called with a body and has no {{ caller() }} to put it`);
  }
  throw new TypeError(`${macro} has no parameter ${JSON.stringify(names[0])}`);
}
