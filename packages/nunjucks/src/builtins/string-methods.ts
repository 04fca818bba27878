import type { Markup } from "@micro-web/core";

import type { Arguments } from "./arguments.ts";
import { formatBraces } from "./brace-format.ts";
import { charactersOf, countCharacters, repeatText, sliceCharacters } from "./code-points.ts";
import { toList } from "./iteration.ts";
import { isMapping, entriesOf } from "./mapping.ts";
import { type Method, method, type NamedMethod } from "./method-table.ts";
import { SEARCH_METHODS } from "./string-search-methods.ts";
import { SPLIT_METHODS } from "./string-split-methods.ts";
import { likeText, partOf, softText, textOf } from "./text.ts";

type Self = string | Markup;

/** A method that makes a text of a text; of markup, markup. */
function change(name: string, run: (text: string) => string): NamedMethod<Self> {
  return method(name, [], (self: Self) => likeText(self, run(self.toString())));
}

/** A method that asks something of every character; of an empty text it is false. */
function ask(name: string, pattern: RegExp): NamedMethod<Self> {
  return method(name, [], (self: Self) => pattern.test(self.toString()));
}

const CASES: readonly NamedMethod<Self>[] = [
  change("upper", (text) => text.toUpperCase()),
  change("lower", (text) => text.toLowerCase()),
  change("casefold", (text) => text.replaceAll("ß", "ss").toLowerCase()),
  change("capitalize", capitalize),
  change("title", (text) => text.replace(/\p{L}+/gu, capitalize)),
  change("swapcase", (text) => text.replace(/\p{L}/gu, swapCase)),
];

const QUESTIONS: readonly NamedMethod<Self>[] = [
  ask("isalpha", /^\p{L}+$/u),
  ask("isdigit", /^\p{Nd}+$/u),
  ask("isdecimal", /^\p{Nd}+$/u),
  ask("isnumeric", /^\p{N}+$/u),
  ask("isalnum", /^[\p{L}\p{N}]+$/u),
  ask("isspace", /^\s+$/u),
  ask("isidentifier", /^[\p{L}_][\p{L}\p{N}_]*$/u),
  ask("islower", /^(?=.*\p{Ll})[^\p{Lu}\p{Lt}]*$/su),
  ask("isupper", /^(?=.*\p{Lu})[^\p{Ll}\p{Lt}]*$/su),
  ask("istitle", /^(?=.*\p{Lu})(?:\P{L}*\p{Lu}\p{Ll}*(?!\p{L}))*\P{L}*$/su),
  ask("isascii", /^[\p{ASCII}]*$/u),
];

const EDGES: readonly NamedMethod<Self>[] = [
  method("strip", ["chars"], (self: Self, given) => strip(self, given, { start: true, end: true })),
  method("lstrip", ["chars"], (self: Self, given) => strip(self, given, { start: true, end: false })),
  method("rstrip", ["chars"], (self: Self, given) => strip(self, given, { start: false, end: true })),
  method("removeprefix", ["prefix"], (self: Self, given) => {
    const [text, prefix] = [self.toString(), given.text("prefix")];
    return likeText(self, text.startsWith(prefix) ? text.slice(prefix.length) : text);
  }),
  method("removesuffix", ["suffix"], (self: Self, given) => {
    const [text, suffix] = [self.toString(), given.text("suffix")];
    return likeText(self, text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text);
  }),
];

const WIDTHS: readonly NamedMethod<Self>[] = [
  method("center", ["width", "fillchar"], (self: Self, given) => {
    const width = given.integer("width");
    const missing = Math.max(0, width - countCharacters(self.toString()));
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return pad(self, given, { left, right: missing - left });
  }),
  method("ljust", ["width", "fillchar"], (self: Self, given) => {
    return pad(self, given, { left: 0, right: given.integer("width") - countCharacters(self.toString()) });
  }),
  method("rjust", ["width", "fillchar"], (self: Self, given) => {
    return pad(self, given, { left: given.integer("width") - countCharacters(self.toString()), right: 0 });
  }),
  method("zfill", ["width"], (self: Self, given) => {
    const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(self.toString()) ?? [];
    const zeros = repeatText("0", Math.max(0, given.integer("width") - countCharacters(sign + rest)));
    return likeText(self, sign + zeros + rest);
  }),
  method("expandtabs", ["tabsize"], (self: Self, given) => {
    return likeText(self, expandTabs(self.toString(), given.integer("tabsize", 8)));
  }),
];

const OTHERS: readonly NamedMethod<Self>[] = [
  method("replace", ["old", "new", "count"], (self: Self, given) => replace(self, given)),
  method("join", ["iterable"], (self: Self, given) => {
    const parts = toList(given.value("iterable")).map((item) => partOf(self, item));
    return likeText(self, parts.join(self.toString()));
  }),
  ["format", (self) => (values, keywords) => formatBraces(self, { values, keywords })],
  method("format_map", ["mapping"], (self: Self, given) => {
    const mapping = given.value("mapping");
    if (!isMapping(mapping)) throw new TypeError("format_map needs an object");
    const pairs = entriesOf(mapping).map(([key, value]) => [textOf(key), value] as const);
    return formatBraces(self, { values: [], keywords: Object.fromEntries<unknown>(pairs) });
  }),
];

/** The methods of Python's texts that templates call. */
export const STRING_METHODS: ReadonlyMap<string, (self: Self) => Method> = new Map([
  ...CASES,
  ...QUESTIONS,
  ...EDGES,
  ...WIDTHS,
  ...SEARCH_METHODS,
  ...SPLIT_METHODS,
  ...OTHERS,
]);

/** Calls a method that makes a text of a text. */
export function callStringMethod(...[self, name, values = []]: [Self, string, (readonly unknown[])?]): Self {
  return softText(STRING_METHODS.get(name)?.(self)(values, {}));
}

function capitalize(text: string): string {
  const first = sliceCharacters(text, 0, 1).toUpperCase();
  // The capital of one letter may be two: "ß" begins a word as "Ss".
  return sliceCharacters(first, 0, 1) + (sliceCharacters(first, 1) + sliceCharacters(text, 1)).toLowerCase();
}

function swapCase(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
}

type Edges = { readonly start: boolean; readonly end: boolean };

/** Without the characters at the edges that are in a set; without white space when no set is given. */
function strip(self: Self, given: Arguments<"chars">, edges: Edges): Self {
  const chars = given.optionalText("chars");
  const text = self.toString();
  if (chars === undefined) return likeText(self, trim(text, edges));
  const set = new Set(charactersOf(chars));
  const characters = charactersOf(text);
  const isOther = (character: string): boolean => !set.has(character);
  const last = characters.findLastIndex(isOther);
  const start = edges.start ? characters.findIndex(isOther) : 0;
  if (last === -1) return likeText(self, "");
  return likeText(self, characters.slice(start, edges.end ? last + 1 : undefined).join(""));
}

function trim(text: string, { start, end }: Edges): string {
  const begun = start ? text.trimStart() : text;
  return end ? begun.trimEnd() : begun;
}

function pad(
  self: Self,
  given: Arguments<"width" | "fillchar">,
  room: { left: number; right: number },
): Self {
  const fill = partOf(self, given.value("fillchar", " "));
  if (countCharacters(fill) !== 1)
    throw new TypeError(`a text is filled up with one character, not ${JSON.stringify(fill)}`);
  return likeText(self, repeatText(fill, room.left) + self.toString() + repeatText(fill, room.right));
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  return text.replace(/\t|[\n\r]|[^\t\n\r]+/g, (part) => {
    const spaces = part === "\t" ? repeatText(" ", size > 0 ? size - (column % size) : 0) : part;
    column = part === "\n" || part === "\r" ? 0 : column + countCharacters(spaces);
    return spaces;
  });
}

/** Replaces all occurrences, or the first so many; of a regular expression, as JavaScript does. */
function replace(self: Self, given: Arguments<"old" | "new" | "count">): Self {
  const [old, text] = [given.value("old"), self.toString()];
  const replacement = partOf(self, given.value("new"));
  if (old instanceof RegExp) return likeText(self, text.replace(old, replacement));
  const part = textOf(old);
  const pieces = part === "" ? ["", ...charactersOf(text), ""] : text.split(part);
  const count = given.integer("count", -1);
  const tail = pieces.splice(count < 0 ? pieces.length : count + 1).map((piece) => part + piece);
  return likeText(self, pieces.join(replacement) + tail.join(""));
}
