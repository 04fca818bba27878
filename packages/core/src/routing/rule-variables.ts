import type { Converter, ConverterRegistry } from "./converters.ts";
import type { PathToken } from "./path-pattern.ts";

/**
 * The converters of all variables of a pattern, in their order.
 *
 * @param tokens - The pattern.
 * @param registry - Of the app.
 * @param place - Names the pattern in errors: `the path "/<int:id>"`.
 */
export function createConverters(
  tokens: readonly PathToken[],
  registry: ConverterRegistry,
  place: string,
): ReadonlyMap<string, Converter> {
  const converters = new Map<string, Converter>();
  for (const token of tokens) {
    if ("variable" in token) converters.set(token.variable.name, registry.create(token.variable, place));
  }
  return converters;
}

/** What a converter makes of a text; `undefined` when it refuses, by a throw or otherwise. */
export function parseText(converter: Converter, text: string): unknown {
  try {
    return converter.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of the value of a variable; throws what its converter throws. */
export function formatValue(
  converters: ReadonlyMap<string, Converter>,
  name: string,
  values: Readonly<Record<string, unknown>>,
): string {
  return (converters.get(name)?.format(values[name]) ?? "").toWellFormed();
}
