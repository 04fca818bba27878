import type { Markup } from "@micro-web/core";

import { countCharacters, repeatText, sliceCharacters } from "./code-points.ts";
import { isMapping, isMappingObject, type MappingObject } from "./mapping.ts";
import { parseFloatText, parseInteger, readNumber } from "./numbers.ts";
import { toExponentialText, toFixedText, toGeneralText } from "./number-format.ts";
import { likeText, partOf, representationOf, textOf } from "./text.ts";

const DIRECTIVE = /%(?:\(([^()]*)\))?([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)/gsu;

/** One place of a format: `%05.2f`. */
interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Gives the values of a format one after the other, or by name. */
interface Supply {
  next(): unknown;
  named(name: string): unknown;
  /** @throws TypeError when there are more values than the format asks for */
  finish(): void;
}

/**
 * Writes values into a format: Python's `%`.
 *
 * A list gives its items to `%s`, `%d`, `%5.2f` ... in order, an object its values to `%(name)s`, anything else itself.
 * Values in markup are escaped.
 *
 * @throws TypeError for too few or too many values, and for a text where a number is asked for
 * @example
 * formatPercent("%s: %05.2f", ["a", 1.5]); // "a: 01.50"
 */
export function formatPercent(format: string | Markup, value: unknown): string | Markup {
  const isSingle = Array.isArray(value) && value.length !== 1 && isOneDirective(format);
  return likeText(format, write(format, isSingle ? supplyOf([value], value) : supplyOf(value, value)));
}

/** Writes values into a format, always each into a place of its own: the filter `format`. */
export function formatValues(format: string | Markup, values: readonly unknown[]): string | Markup {
  return likeText(format, write(format, supplyOf(values, undefined)));
}

/** Whether a format takes one value, which may then be a list. */
function isOneDirective(format: string | Markup): boolean {
  const directives = Array.from(format.toString().matchAll(DIRECTIVE)).filter(
    (match) => match.at(-1) !== "%",
  );
  return directives.length === 1 && !directives[0]?.[0].includes("*");
}

function supplyOf(given: unknown, mapping: unknown): Supply {
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  let place = 0;
  return {
    next: () => {
      if (place >= values.length) throw new TypeError("the format asks for more values than there are");
      place += 1;
      return values[place - 1];
    },
    named: (name) => {
      place = values.length;
      if (isMapping(mapping)) return valueOf(mapping, name);
      throw new TypeError(`the format asks for the value ${JSON.stringify(name)} of an object`);
    },
    finish: () => {
      if (place < values.length && !isMapping(mapping))
        throw new TypeError("there are more values than the format asks for");
    },
  };
}

function valueOf(mapping: Record<string, unknown> | MappingObject, name: string): unknown {
  if (isMappingObject(mapping) ? mapping.has(name) : Object.hasOwn(mapping, name)) {
    return isMappingObject(mapping) ? mapping.get(name) : mapping[name];
  }
  throw new TypeError(`the format asks for the value ${JSON.stringify(name)}, which is not there`);
}

function write(format: string | Markup, supply: Supply): string {
  const text = format.toString().replace(DIRECTIVE, (...match: readonly unknown[]) => {
    const [, name, flags, width, precision, type] = match;
    if (type === "%") return "%";
    const directive = {
      flags: String(flags),
      width: readSize(width, supply) ?? 0,
      precision: readSize(precision, supply),
      type: String(type),
    };
    return writeValue(typeof name === "string" ? supply.named(name) : supply.next(), directive, format);
  });
  supply.finish();
  return text;
}

/** A width or precision; `*` takes it from the values. */
function readSize(size: unknown, supply: Supply): number | undefined {
  if (size === undefined) return undefined;
  return size === "*" ? Number(supply.next()) : Number(size);
}

type WriteNumber = (value: number, directive: Directive) => string;

const INTEGER: WriteNumber = (value, { precision = 0 }) => {
  const digits = textOf(Math.abs(Math.trunc(value)));
  return (value <= -1 ? "-" : "") + zerosBefore(digits, precision) + digits;
};
const FIXED: WriteNumber = (value, { precision = 6 }) => toFixedText(value, precision);
const EXPONENTIAL: WriteNumber = (value, { precision = 6 }) => toExponentialText(value, precision);
const GENERAL: WriteNumber = (value, { precision = 6, flags }) =>
  toGeneralText(value, precision, flags.includes("#"));

/** What a number lacks of so many digits. */
function zerosBefore(digits: string, count: number): string {
  return repeatText("0", Math.max(0, count - digits.length));
}

function inBase(base: number, prefix: string): WriteNumber {
  return (value, { flags, precision = 0 }) => {
    if (!Number.isInteger(value)) throw new TypeError(`a whole number is needed, not ${value}`);
    const digits = Math.abs(value).toString(base);
    return (
      (value < 0 ? "-" : "") + (flags.includes("#") ? prefix : "") + zerosBefore(digits, precision) + digits
    );
  };
}

const NUMBERS: Readonly<Record<string, WriteNumber>> = {
  d: INTEGER,
  i: INTEGER,
  u: INTEGER,
  f: FIXED,
  F: FIXED,
  e: EXPONENTIAL,
  E: EXPONENTIAL,
  g: GENERAL,
  G: GENERAL,
  x: inBase(16, "0x"),
  X: inBase(16, "0x"),
  o: inBase(8, "0o"),
};

function writeValue(value: unknown, directive: Directive, format: string | Markup): string {
  const { type, flags, precision } = directive;
  const asNumber = NUMBERS[type];
  if (asNumber !== undefined)
    return pad(writeNumber(value, directive, asNumber), directive, flags.includes("0"));
  const text = type === "c" ? characterOf(value) : writeText(value, type, format);
  return pad(precision === undefined ? text : sliceCharacters(text, 0, precision), directive, false);
}

function writeText(value: unknown, type: string, format: string | Markup): string {
  if (type === "s") return partOf(format, value);
  if (type === "r" || type === "a") return partOf(format, representationOf(value));
  throw new TypeError(`a format has no %${type}`);
}

function characterOf(value: unknown): string {
  return typeof value === "number" ? String.fromCodePoint(value) : textOf(value);
}

function writeNumber(value: unknown, directive: Directive, asText: WriteNumber): string {
  const number = readNumber(value);
  if (number === undefined) throw new TypeError(`%${directive.type} needs a number, not ${explain(value)}`);
  const text = Number.isFinite(number)
    ? asText(number, directive)
    : textOf(number).replace("Infinity", "inf").toLowerCase();
  const signed = directive.flags.includes("+") ? "+" : directive.flags.includes(" ") ? " " : "";
  const result = text.startsWith("-") ? text : signed + text;
  return /[XEGF]/.test(directive.type) ? result.toUpperCase() : result;
}

function explain(value: unknown): string {
  const text = textOf(value);
  const isNumeric = parseFloatText(text) ?? parseInteger(text, 10);
  return (
    representationOf(value) + (isNumeric === undefined ? "" : "; make it one with the filter int or float")
  );
}

function pad(text: string, { width, flags }: Directive, withZeros: boolean): string {
  const missing = width - countCharacters(text);
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + repeatText(" ", missing);
  if (!withZeros) return repeatText(" ", missing) + text;
  const [, sign = "", rest = ""] = /^([+ -]?(?:0[xXoO])?)(.*)$/s.exec(text) ?? [];
  return sign + repeatText("0", missing) + rest;
}
