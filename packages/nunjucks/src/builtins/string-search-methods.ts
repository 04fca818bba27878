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
  method("count", ["sub", "start", "end"], (self: Self, given) => {
    const [part, { text }] = [given.text("sub"), partOfRange(self, given)];
    return part === "" ? countCharacters(text) + 1 : text.split(part).length - 1;
  }),
  method("startswith", ["prefix", "start", "end"], (self: Self, given) => {
    const { text } = partOfRange(self, given);
    return textsOf(given.value("prefix")).some((prefix) => text.startsWith(prefix));
  }),
  method("endswith", ["suffix", "start", "end"], (self: Self, given) => {
    const { text } = partOfRange(self, given);
    return textsOf(given.value("suffix")).some((suffix) => text.endsWith(suffix));
  }),
];

/** One text, or several of a list. */
function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

/** The part of a text between two places, and where it starts. */
function partOfRange(self: Self, given: Range): { readonly text: string; readonly start: number } {
  const text = self.toString();
  const [start, end] = [given.optionalInteger("start") ?? 0, given.optionalInteger("end")];
  const from = start < 0 ? Math.max(0, countCharacters(text) + start) : start;
  return { text: sliceCharacters(text, from, end), start: from };
}

function find(self: Self, given: Search, isLast: boolean): number {
  const part = given.text("sub");
  const { text, start } = partOfRange(self, given);
  const index = isLast ? text.lastIndexOf(part) : text.indexOf(part);
  return index === -1 ? -1 : start + toCharacterIndex(text, index);
}

function found(index: number): number {
  if (index !== -1) return index;
  throw new RangeError("the part is not in the text");
}
