import { Markup } from "@micro-web/core";

import { countCharacters, repeatText, sliceCharacters } from "./code-points.ts";
import { isMapping, isMappingObject } from "./mapping.ts";
import { groupDigits, toExponentialText, toFixedText, toGeneralText } from "./number-format.ts";
import { readNumber } from "./numbers.ts";
import { likeText, representationOf, textOf, toMarkup } from "./text.ts";

/** The values of a format. */
interface FormatValues {
  readonly values: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
}

/**
 * Writes values into a format: the method `format` of Python's texts.
 *
 * `{}` and `{0}` take values by place, `{name}` by name, `{user.name}` and `{list[0]}` look into them: at own data
 * only, never at methods or what an object inherits. Values in markup are escaped.
 *
 * @throws TypeError for values that are not there and for formats that mean nothing
 * @example
 * formatBraces("{}: {price:>8.2f}", { values: ["a"], keywords: { price: 1.5 } }); // "a:     1.50"
 */
export function formatBraces(format: string | Markup, given: FormatValues): string | Markup {
  const place = { next: 0 };
  return likeText(format, write(format.toString(), { given, place, escapes: format instanceof Markup }));
}

interface Writing {
  readonly given: FormatValues;
  readonly place: { next: number };
  readonly escapes: boolean;
}

/** `{{`, `}}`, a field (whose specification may have fields), or a brace alone. */
const PARTS = /\{\{|\}\}|\{([^{}!:]*)(?:!([a-z]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g;

function write(format: string, writing: Writing): string {
  return format.replace(PARTS, (...match: readonly unknown[]) => {
    const [part, field, conversion, specification] = match;
    if (part === "{{") return "{";
    if (part === "}}") return "}";
    if (typeof field !== "string")
      throw new TypeError(`the format has a single ${String(part)}; write it twice`);
    const value = findValue(field, writing);
    const shown = conversion === "r" ? representationOf(value) : conversion === "s" ? textOf(value) : value;
    const inner =
      typeof specification === "string" ? write(specification, { ...writing, escapes: false }) : "";
    return writeField(shown, inner, writing.escapes);
  });
}

function writeField(value: unknown, specification: string, escapes: boolean): string {
  if (specification === "") return escapes ? toMarkup(value).toString() : textOf(value);
  const text = formatValue(value, specification);
  return escapes ? toMarkup(text).toString() : text;
}

/** The value of `0.name[key]`. */
function findValue(field: string, { given, place }: Writing): unknown {
  const [, first = "", path = ""] = /^([^.[]*)(.*)$/s.exec(field) ?? [];
  const key = first === "" ? String(place.next++) : first;
  let value = /^\d+$/.test(key) ? itemOf(given.values, key) : itemOf(given.keywords, key);
  for (const [, name, item] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g))
    value = itemOf(value, name ?? item ?? "");
  return value;
}

/** Own data of a value; what is inherited and what can be called stays hidden (CVE-2016-10745, CVE-2019-10906). */
function itemOf(value: unknown, key: string): unknown {
  const found = isMappingObject(value) ? value.get(key) : ownValue(value, key);
  if (found !== undefined && typeof found !== "function") return found;
  throw new TypeError(`the format asks for ${JSON.stringify(key)}, which is not there`);
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const index = Array.isArray(value) && key.startsWith("-") ? String(value.length + Number(key)) : key;
  return Object.hasOwn(value, index) ? Reflect.get(value, index) : undefined;
}

/** The parts of `[[fill]align][sign][#][0][width][,][.precision][type]`. */
interface Specification {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPECIFICATION = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Formats one value: Python's `format(value, specification)`. @throws TypeError for a specification that means nothing */
export function formatValue(value: unknown, specification: string): string {
  const parts = parseSpecification(specification);
  const number = typeof value === "string" || isMapping(value) ? undefined : readNumber(value);
  return number === undefined || parts.type === "s"
    ? formatText(textOf(value), parts)
    : formatNumber(number, parts);
}

function parseSpecification(specification: string): Specification {
  const match = SPECIFICATION.exec(specification);
  if (match === null) throw new TypeError(`${JSON.stringify(specification)} is no format of a value`);
  const [, fill, align, sign = "-", alternate, zero, width = "0", grouping, precision, type = ""] = match;
  checkGrouping(grouping, type);
  const hasZeros = zero !== undefined;
  return {
    fill: fill ?? (hasZeros ? "0" : " "),
    align: align ?? (hasZeros ? "=" : undefined),
    sign,
    alternate: alternate !== undefined,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** Only decimal numbers have thousands, and numbers of other bases groups of four. */
function checkGrouping(grouping: string | undefined, type: string): void {
  if (grouping === undefined || !(grouping === "," ? /[bcnosxX]/ : /[cns]/).test(type)) return;
  throw new TypeError(`the format ${JSON.stringify(type)} has no groups with ${JSON.stringify(grouping)}`);
}

function formatText(text: string, parts: Specification): string {
  if (!["", "s"].includes(parts.type))
    throw new TypeError(`${JSON.stringify(text)} is no number for the format "${parts.type}"`);
  const cut = parts.precision === undefined ? text : sliceCharacters(text, 0, parts.precision);
  return align(cut, { ...parts, align: parts.align ?? "<" });
}

function formatNumber(value: number, parts: Specification): string {
  const digits = numberText(Math.abs(value), parts);
  const grouped =
    parts.grouping === undefined
      ? digits
      : groupDigits(digits, parts.grouping, /[bxXo]/.test(parts.type) ? 4 : 3);
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = isNegative ? "-" : parts.sign === "-" ? "" : parts.sign;
  return align(sign + prefixOf(parts) + grouped, { ...parts, align: parts.align ?? ">" });
}

function prefixOf({ alternate, type }: Specification): string {
  return alternate && /[bxXo]/.test(type) ? `0${type}` : "";
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

function numberText(value: number, { type, precision, alternate }: Specification): string {
  const base = BASES[type];
  if (base !== undefined) return inCase(wholeNumber(value, type).toString(base), type);
  const digits = precision ?? 6;
  switch (type.toLowerCase()) {
    case "f":
      return toFixedText(value, digits);
    case "%":
      return `${toFixedText(value * 100, digits)}%`;
    case "e":
      return inCase(toExponentialText(value, digits), type);
    case "g":
      return inCase(toGeneralText(value, digits, alternate), type);
    case "d":
      return String(wholeNumber(value, type));
    default:
      return otherText(value, type, precision);
  }
}

function wholeNumber(value: number, type: string): number {
  if (Number.isInteger(value)) return value;
  throw new TypeError(`the format ${JSON.stringify(type)} needs a whole number, not ${value}`);
}

function otherText(value: number, type: string, precision: number | undefined): string {
  if (type === "c") return String.fromCodePoint(value);
  if (type === "n" || type === "")
    return precision === undefined ? String(value) : toGeneralText(value, precision, false);
  throw new TypeError(`numbers have no format ${JSON.stringify(type)}`);
}

function inCase(text: string, type: string): string {
  return type === type.toUpperCase() ? text.toUpperCase() : text;
}

function align(text: string, parts: Specification): string {
  const missing = parts.width - countCharacters(text);
  if (missing <= 0) return text;
  const fill = (count: number): string => repeatText(parts.fill, count);
  if (parts.align === "<") return text + fill(missing);
  if (parts.align === ">") return fill(missing) + text;
  if (parts.align === "^") return fill(Math.floor(missing / 2)) + text + fill(Math.ceil(missing / 2));
  const [, sign = "", rest = ""] = /^([+ -]?(?:0[bxXo])?)(.*)$/s.exec(text) ?? [];
  return sign + fill(missing) + rest;
}
