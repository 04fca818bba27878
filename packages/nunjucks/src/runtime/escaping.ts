import { Markup, ownHtml } from "@micro-web/core";

import { textOf } from "../builtins/text.ts";

const REFERENCE_OF: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&#34;"],
  ["'", "&#39;"],
  // In a script, these two would end or change a text; Jinja leaves them.
  ["`", "&#96;"],
  ["\\", "&#92;"],
]);

const SPECIAL = /[&<>"'`\\]/;

/** What is written for a character, by its code; all that is escaped comes before the code 97. */
const REFERENCES: readonly (string | undefined)[] = Array.from({ length: 97 }, (_, code) => {
  return REFERENCE_OF.get(String.fromCharCode(code));
});

/** A text up to this length is looked through faster than a regular expression starts. */
const SHORT = 40;

/** A text from this length on is not put together piece by piece: so many pieces take much memory. */
const LONG = 10_000;

/** A text with the characters escaped that mean something in HTML, its attributes and in texts of scripts. */
export function escapeText(text: string): string {
  const first = text.length > SHORT ? text.search(SPECIAL) : firstSpecial(text);
  if (first === -1) return text;
  return text.length > LONG ? text.replace(/[&<>"'`\\]/g, toReference) : escapeFrom(text, first);
}

function toReference(character: string): string {
  return REFERENCE_OF.get(character) ?? character;
}

function firstSpecial(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 97 && REFERENCES[code] !== undefined) return index;
  }
  return -1;
}

function escapeFrom(text: string, first: number): string {
  let html = "";
  let done = 0;
  for (let index = first; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const reference = code < 97 ? REFERENCES[code] : undefined;
    if (reference === undefined) continue;
    html += text.slice(done, index) + reference;
    done = index + 1;
  }
  return html + text.slice(done);
}

/** A text as it is. */
export function keepText(text: string): string {
  return text;
}

/** What is printed of a value, escaped; not of markup. */
export function printEscaped(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value === undefined || value === null) return "";
  if (value instanceof Markup) return value.toString();
  const html = typeof value === "object" ? ownHtml(value) : null;
  return html ?? escapeText(textOf(value));
}

/** What is printed of a value as it is. */
export function printPlain(value: unknown): string {
  const html = typeof value === "object" && value !== null ? ownHtml(value) : null;
  return html ?? textOf(value);
}
