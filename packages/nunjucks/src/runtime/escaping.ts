import { createEscape, Markup, ownHtml } from "@micro-web/core";

import { textOf } from "../builtins/text.ts";

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  // In a script, these two would end or change a text; Jinja leaves them.
  "`": "&#96;",
  "\\": "&#92;",
};

/** A text with the characters escaped that mean something in HTML, its attributes and in texts of scripts. */
export const escapeText: (text: string) => string = createEscape(REFERENCES);

/** A text as it is. */
export function keepText(text: string): string {
  return text;
}

/** What is printed of a value, escaped; not of markup. */
export function printEscaped(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value === undefined || value === null) return "";
  if (value instanceof Markup) return value.toString();
  const html = isOwner(value) ? ownHtml(value) : null;
  return html ?? escapeText(textOf(value));
}

/** What is printed of a value as it is. */
export function printPlain(value: unknown): string {
  const html = isOwner(value) ? ownHtml(value) : null;
  return html ?? textOf(value);
}

/** Whether a value may have HTML of its own: fields of forms are functions. */
function isOwner(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
