import { escape, Markup, ownHtml } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { isMapping, entriesOf } from "./mapping.ts";
import { Tuple } from "./tuple.ts";

/**
 * What a template prints of a value, before escaping: Python's `str`, with JavaScript's words.
 *
 * Lists and objects are written as Python writes them, `['a', 1, true]` and `{'a': 1}`; true, false and numbers as
 * JavaScript does; null is an empty text, as in nunjucks. Anything else by its own `toString()`.
 */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? textOfObject(value) : textOfOther(value);
}

function textOfObject(value: object): string {
  if (value instanceof Markup) return value.toString();
  return isStructure(value) ? representationOf(value) : describeObject(value);
}

function isStructure(value: object): boolean {
  return Array.isArray(value) || isMapping(value) || value instanceof Set;
}

/** An object's own text; one that inherits only JavaScript's is named after its class. */
function describeObject(value: object): string {
  const toText: unknown = Reflect.get(value, "toString");
  if (typeof toText === "function" && toText !== Object.prototype.toString)
    return String(Reflect.apply(toText, value, []));
  const { constructor }: { constructor?: unknown } = value;
  return `<${typeof constructor === "function" ? constructor.name : "object"} object>`;
}

/**
 * Whether a function is HTML by its own account, as a field of a form is: to templates it is an object that can be
 * called. Such a function inherits nothing of functions.
 */
export function isPrinted(value: Function): boolean {
  return !(value instanceof Function) && "toHtml" in value;
}

/** Functions are named; their source stays hidden. */
function textOfOther(value: unknown): string {
  if (typeof value === "function" && isPrinted(value)) return describeObject(value);
  return typeof value === "function" ? `<function ${value.name || "anonymous"}>` : String(value);
}

/** A value inside of a list or object, and for the filter `pprint`: texts in quotation marks. */
export function representationOf(value: unknown): string {
  return represent(value, []);
}

function represent(value: unknown, around: readonly object[]): string {
  if (typeof value === "string" || value instanceof Markup) return quote(value.toString());
  if (value === null) return "null";
  if (isUndefined(value)) return "undefined";
  if (typeof value !== "object") return textOf(value);
  if (around.includes(value)) return Array.isArray(value) ? "[...]" : "{...}";
  return representStructure(value, [...around, value]);
}

function representStructure(value: object, around: readonly object[]): string {
  if (Array.isArray(value)) return inBrackets(value, value.map((item) => represent(item, around)).join(", "));
  if (value instanceof Set) return `{${Array.from(value, (item) => represent(item, around)).join(", ")}}`;
  if (!isMapping(value)) return describeObject(value);
  const pairs = entriesOf(value).map(([key, item]) => `${representKey(key)}: ${represent(item, around)}`);
  return `{${pairs.join(", ")}}`;
}

/** The items of a list in its brackets; a tuple of one has a comma. */
export function inBrackets(list: readonly unknown[], items: string): string {
  if (!(list instanceof Tuple)) return `[${items}]`;
  return `(${items}${list.length === 1 ? "," : ""})`;
}

/** The keys of objects are texts even where a template wrote a number: `{1: 2}`. */
export function representKey(key: unknown): string {
  return typeof key === "string" && /^(?:0|[1-9]\d{0,15})$/.test(key) ? key : representationOf(key);
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** A text in quotation marks as Python writes it: single ones, double ones around a text with single ones. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const escaped = text.replace(/[\\\u0000-\u001f\u007f]/g, (character) => {
    return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

/** A text, or markup as it is (MarkupSafe's `soft_str`). */
export function softText(value: unknown): string | Markup {
  return value instanceof Markup ? value : textOf(value);
}

/** The same text, as markup when what it was made of was markup: nothing unsafe was added. */
export function likeText(original: string | Markup, text: string): string | Markup {
  return original instanceof Markup ? new Markup(text) : text;
}

/** Whether a value is HTML by its own account. */
export function isMarkup(value: unknown): boolean {
  const isOwner = (typeof value === "object" && value !== null) || typeof value === "function";
  return isOwner && ownHtml(value) !== null;
}

/** The HTML of a value: its own, or its text escaped. */
export function toMarkup(value: unknown): Markup {
  return isMarkup(value) ? escape(value) : escape(textOf(value));
}

/** A text to put into another one: escaped when that is markup. */
export function partOf(original: string | Markup, value: unknown): string {
  return original instanceof Markup ? toMarkup(value).toString() : textOf(value);
}
