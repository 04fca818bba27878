import type { Markup } from "@micro-web/core";

import type { Arguments } from "./arguments.ts";
import { countCharacters, sliceCharacters, toCharacterIndex } from "./code-points.ts";
import { method, type NamedMethod } from "./method-table.ts";
import { textOf } from "./text.ts";

type Self = string | Markup;
type Range = Arguments<"start" | "end">;
type Search = Arguments<"sub" | "start" | "end">;

/** The methods of Python's texts that look for a part; places count characters. */
export const SEARCH_METHODS: readonly NamedMethod<Self>[] = [
  method("find", ["sub", "start", "end"], (self: Self, given) => find(self, given, false)),
  method("rfind", ["sub", "start", "end"], (self: Self, given) => find(self, given, true)),
  method("index", ["sub", "start", "end"], (self: Self, given) => found(find(self, given, false))),
  method("rindex", ["sub", "start", "end"], (self: Self, given) => found(find(self, given, true))),
  method("count", ["sub", "start", "end"], (self: Self, given) => count(self, given)),
  method("startswith", ["prefix", "start", "end"], (self: Self, given) => {
    const range = partOfRange(self, given);
    return textsOf(given.value("prefix")).some((prefix) => range?.text.startsWith(prefix) === true);
  }),
  method("endswith", ["suffix", "start", "end"], (self: Self, given) => {
    const range = partOfRange(self, given);
    return textsOf(given.value("suffix")).some((suffix) => range?.text.endsWith(suffix) === true);
  }),
];

/** One text, or several of a list. */
function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

/** The part of a text between two places, and where it starts; `undefined` when it ends before it starts. */
function partOfRange(
  self: Self,
  given: Range,
): { readonly text: string; readonly start: number } | undefined {
  const text = self.toString();
  if (!given.has("start")) return { text, start: 0 };
  const length = countCharacters(text);
  const start = placeIn(length, given.optionalInteger("start") ?? 0);
  const end = Math.min(length, placeIn(length, given.optionalInteger("end") ?? length));
  return start > end ? undefined : { text: sliceCharacters(text, start, end), start };
}

/** A place from the start; negative ones count from the end. */
function placeIn(length: number, place: number): number {
  return place < 0 ? Math.max(0, length + place) : place;
}

function find(self: Self, given: Search, isLast: boolean): number {
  const range = partOfRange(self, given);
  if (range === undefined) return -1;
  const part = given.text("sub");
  const index = isLast ? range.text.lastIndexOf(part) : range.text.indexOf(part);
  return index === -1 ? -1 : range.start + toCharacterIndex(range.text, index);
}

function found(index: number): number {
  if (index !== -1) return index;
  throw new RangeError("the part is not in the text");
}

function count(self: Self, given: Search): number {
  const range = partOfRange(self, given);
  if (range === undefined) return 0;
  const part = given.text("sub");
  return part === "" ? countCharacters(range.text) + 1 : range.text.split(part).length - 1;
}
