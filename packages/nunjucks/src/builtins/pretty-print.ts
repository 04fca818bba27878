import { countCharacters } from "./code-points.ts";
import { compare } from "./comparison.ts";
import { entriesOf, isMapping } from "./mapping.ts";
import { Tuple } from "./tuple.ts";
import { inBrackets, representationOf, representKey } from "./text.ts";

/** The longest line. */
const WIDTH = 80;

/** A value for a programmer's eye: Python's `pprint`, which breaks lists and objects that do not fit into a line. */
export function prettyPrint(value: unknown): string {
  return print(withSortedKeys(value, []), { indent: 0, after: 0 });
}

interface Place {
  /** The column it starts at. */
  readonly indent: number;
  /** How many characters follow it on its last line. */
  readonly after: number;
}

function print(value: unknown, place: Place): string {
  const text = representationOf(value);
  if (countCharacters(text) <= WIDTH - place.indent - place.after) return text;
  if (Array.isArray(value)) return inBrackets(value, printItems(value, place));
  return isMapping(value) ? `{${printPairs(entriesOf(value), place)}}` : text;
}

function printItems(items: readonly unknown[], place: Place): string {
  const indent = place.indent + 1;
  const lines = items.map((item, index) => {
    const after = index === items.length - 1 ? place.after + 1 : 1;
    return print(item, { ...place, indent, after });
  });
  return lines.join(`,\n${" ".repeat(indent)}`);
}

function printPairs(pairs: readonly [unknown, unknown][], place: Place): string {
  const lines = pairs.map(([key, item], index) => {
    const name = `${representKey(key)}: `;
    const after = index === pairs.length - 1 ? place.after + 1 : 1;
    return name + print(item, { ...place, indent: place.indent + 1 + countCharacters(name), after });
  });
  return lines.join(`,\n${" ".repeat(place.indent + 1)}`);
}

/** A copy with the keys of objects in order; what contains itself is its own text there. */
function withSortedKeys(value: unknown, around: readonly unknown[]): unknown {
  if (around.includes(value)) return "...";
  const inside = [...around, value];
  if (Array.isArray(value)) return withSortedItems(value, inside);
  if (!isMapping(value)) return value;
  const pairs = entriesOf(value).map(([key, item]) => [key, withSortedKeys(item, inside)] as const);
  const areTexts = pairs.every(([key]) => typeof key === "string");
  return new Map(areTexts ? pairs.toSorted(([one], [other]) => compare(one, other)) : pairs);
}

function withSortedItems(list: readonly unknown[], inside: readonly unknown[]): unknown[] {
  const items = list.map((item) => withSortedKeys(item, inside));
  return list instanceof Tuple ? Tuple.from(items) : items;
}
