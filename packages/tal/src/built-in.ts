import { itemsOf, textOf } from "./values.ts";

/** How many numbers `range` gives at most: a page has no use for more. */
const MAX_RANGE = 1_000_000;

/** The functions of the language: those of Python that templates for it use most. */
export const BUILT_IN: ReadonlyMap<string, (...values: unknown[]) => unknown> = new Map<
  string,
  (...values: unknown[]) => unknown
>([
  ["range", (...values) => range(values.map(Number))],
  ["len", (value) => (typeof value === "string" ? value.length : itemsOf(value).length)],
  ["str", textOf],
  ["int", (value) => Math.trunc(Number(value))],
  ["float", Number],
  ["list", itemsOf],
  ["enumerate", (value) => itemsOf(value).map((item, index) => [index, item])],
  ["zip", (first, second) => zip(itemsOf(first), itemsOf(second))],
  ["sorted", (value) => itemsOf(value).toSorted(compare)],
  ["reversed", (value) => itemsOf(value).toReversed()],
  ["sum", (value) => itemsOf(value).reduce<number>((total, item) => total + Number(item), 0)],
  ["min", (...values) => sortedOf(values)[0]],
  ["max", (...values) => sortedOf(values).at(-1)],
]);

/** Python's: to a number; from one to another; in steps. @throws RangeError for more than a million numbers */
function range([first = 0, second, step = 1]: readonly number[]): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= MAX_RANGE)) throw new RangeError(`range() gives up to ${MAX_RANGE} numbers, not ${length}`);
  return Array.from({ length }, (_, index) => start + index * step);
}

function zip(first: readonly unknown[], second: readonly unknown[]): unknown[] {
  return first.slice(0, second.length).map((item, index) => [item, second[index]]);
}

/** Of one value its items, of several themselves. */
function sortedOf(values: readonly unknown[]): unknown[] {
  return (values.length === 1 ? itemsOf(values[0]) : values).toSorted(compare);
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [first, second] = [textOf(left), textOf(right)];
  return first < second ? -1 : Number(first > second);
}
