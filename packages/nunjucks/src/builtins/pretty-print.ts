import { compare } from "./comparison.ts";
import { entriesOf, isMapping } from "./mapping.ts";
import { representationOf, representKey } from "./text.ts";

/** The longest line. */
const WIDTH = 80;

/** A value for a programmer's eye: Python's `pprint`, which breaks lists and objects that do not fit into a line. */
export function prettyPrint(value: unknown): string {
  return print(value, { indent: 0, after: 0, around: [] });
}

interface Place {
  /** The column it starts at. */
  readonly indent: number;
  /** How many characters follow it on its last line. */
  readonly after: number;
  readonly around: readonly object[];
}

function print(value: unknown, place: Place): string {
  const text = representationOf(value);
  const isStructure = typeof value === "object" && value !== null && !place.around.includes(value);
  if (!isStructure || text.length <= WIDTH - place.indent - place.after) return text;
  const inner = { ...place, around: [...place.around, value] };
  if (Array.isArray(value)) return `[${printItems(value, inner)}]`;
  return isMapping(value) ? `{${printPairs(sorted(entriesOf(value)), inner)}}` : text;
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
    return name + print(item, { ...place, indent: place.indent + 1 + name.length, after });
  });
  return lines.join(`,\n${" ".repeat(place.indent + 1)}`);
}

function sorted(pairs: [unknown, unknown][]): [unknown, unknown][] {
  const areTexts = pairs.every(([key]) => typeof key === "string");
  return areTexts ? pairs.toSorted(([one], [other]) => compare(one, other)) : pairs;
}
