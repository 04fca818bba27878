import { entriesOf, isMapping } from "./mapping.ts";
import { representationOf, textOf } from "./text.ts";

/** An object whose attributes `{% set ns.name = value %}` sets, also inside of loops. */
export class Namespace {
  readonly #values: Map<string, unknown>;

  /** @param values - Its first attributes. */
  constructor(values: Iterable<readonly [string, unknown]> = []) {
    this.#values = new Map(values);
  }

  /** Whether it has an attribute. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of an attribute; `undefined` when it has none. */
  get(name: string): unknown {
    return this.#values.get(name);
  }

  /** Sets an attribute. */
  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /** As Jinja prints it: `<Namespace {'a': 1}>`. */
  toString(): string {
    return `<Namespace ${representationOf(this.#values)}>`;
  }
}

/** The pairs that `dict()` and `namespace()` are made of: an object or a list of pairs, and named values. */
export function pairsOf(
  values: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): [string, unknown][] {
  const given = values.flatMap((value) => (isMapping(value) ? entriesOf(value) : listOfPairs(value)));
  return [...given, ...Object.entries(keywords)].map(([key, value]) => [textOf(key), value]);
}

function listOfPairs(value: unknown): [unknown, unknown][] {
  if (!Array.isArray(value)) throw new TypeError("an object or a list of pairs is needed");
  return value.map((pair: unknown) => {
    if (Array.isArray(pair) && pair.length === 2) return [pair[0], pair[1]];
    throw new TypeError("each item of the list must be a pair of a key and a value");
  });
}
