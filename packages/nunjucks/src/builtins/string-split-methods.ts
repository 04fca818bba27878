import type { Markup } from "@micro-web/core";

import type { Arguments } from "./arguments.ts";
import { method, type NamedMethod } from "./method-table.ts";
import { likeText, textOf } from "./text.ts";
import { Tuple } from "./tuple.ts";

type Self = string | Markup;

/** The methods of Python's texts that cut them; the pieces of markup are markup. */
export const SPLIT_METHODS: readonly NamedMethod<Self>[] = [
  method("split", ["sep", "maxsplit"], (self: Self, given) => {
    const separator = given.value("sep", null);
    if (separator instanceof RegExp) return self.toString().split(separator);
    return pieces(self, split(self.toString(), given, false));
  }),
  method("rsplit", ["sep", "maxsplit"], (self: Self, given) => {
    return pieces(self, split(self.toString(), given, true));
  }),
  method("splitlines", ["keepends"], (self: Self, given) => {
    return pieces(self, splitLines(self.toString(), given.boolean("keepends", false)));
  }),
  method("partition", ["sep"], (self: Self, given) => {
    const [text, separator] = [self.toString(), given.text("sep")];
    const index = text.indexOf(separator);
    const end = index + separator.length;
    return parts(self, index === -1 ? [text, "", ""] : [text.slice(0, index), separator, text.slice(end)]);
  }),
  method("rpartition", ["sep"], (self: Self, given) => {
    const [text, separator] = [self.toString(), given.text("sep")];
    const index = text.lastIndexOf(separator);
    const end = index + separator.length;
    return parts(self, index === -1 ? ["", "", text] : [text.slice(0, index), separator, text.slice(end)]);
  }),
];

function pieces(self: Self, texts: readonly string[]): (string | Markup)[] {
  return texts.map((text) => likeText(self, text));
}

/** What is before a separator, the separator and what is after it. */
function parts(self: Self, texts: readonly string[]): Tuple {
  return Tuple.from(pieces(self, texts));
}

/** Cuts at a separator, or at runs of white space, at most so many times from one end. */
function split(text: string, given: Arguments<"sep" | "maxsplit">, isFromEnd: boolean): string[] {
  const most = given.integer("maxsplit", -1);
  const separator = given.value("sep", null);
  if (separator === null) return splitWords(text, most, isFromEnd);
  if (textOf(separator) === "") throw new TypeError("a text cannot be split at an empty text");
  const parts = text.split(textOf(separator));
  if (most < 0 || parts.length <= most + 1) return parts;
  const joint = textOf(separator);
  if (isFromEnd)
    return [parts.slice(0, parts.length - most).join(joint), ...parts.slice(parts.length - most)];
  return [...parts.slice(0, most), parts.slice(most).join(joint)];
}

/** Only the end that is not cut up keeps its white space. */
function splitWords(text: string, most: number, isFromEnd: boolean): string[] {
  const trimmed = text.trim();
  const parts = trimmed.split(/(\s+)/);
  const cuts = (parts.length - 1) / 2;
  if (trimmed === "") return [];
  if (most < 0 || most > cuts) return parts.filter(isWord);
  if (!isFromEnd)
    return [...parts.slice(0, 2 * most).filter(isWord), parts.slice(2 * most).join("") + endOf(text)];
  const first = parts.length - 2 * most;
  const start = text.slice(0, text.length - text.trimStart().length);
  return [start + parts.slice(0, first).join(""), ...parts.slice(first + 1).filter(isWord)];
}

/** The white space at the end. */
function endOf(text: string): string {
  return text.slice(text.trimEnd().length);
}

/** Of words and the white space between them. */
function isWord(_: string, index: number): boolean {
  return index % 2 === 0;
}

// oxlint-disable-next-line no-control-regex -- Python ends lines there too
const LINE_END = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/g;

/** The lines of a text; no empty line after the last line end. @param keepsEnds - Whether lines keep their ends. */
export function splitLines(text: string, keepsEnds: boolean = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepsEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
