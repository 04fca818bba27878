import { Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { builtin, type NamedBuiltin } from "./builtin.ts";
import { groupDigits, roundToEven, toFixedText } from "./number-format.ts";
import { parseFloatText, parseInteger, readNumber } from "./numbers.ts";
import { textOf } from "./text.ts";

/** Filters of numbers. */
export const NUMBER_FILTERS: readonly NamedBuiltin[] = [
  builtin("abs", ["x"], (given) => Math.abs(given.number("x"))),
  builtin("int", ["value", "default", "base"], (given) => {
    const value = toInteger(given.value("value"), given.integer("base", 10));
    return value !== undefined && Number.isFinite(value) ? value : given.value("default", 0);
  }),
  builtin("float", ["value", "default"], (given) => {
    return toFloat(given.value("value")) ?? given.value("default", 0);
  }),
  builtin("round", ["value", "precision", "method"], (given) => {
    const [value, precision] = [given.number("value"), given.integer("precision", 0)];
    return roundBy(value, precision, given.text("method", "common"));
  }),
  builtin("filesizeformat", ["value", "binary"], (given) => {
    const size = toFloat(given.value("value"));
    if (size === undefined)
      throw new TypeError(`filesizeformat needs a number, not ${textOf(given.value("value"))}`);
    return sizeText(size, given.boolean("binary", false));
  }),
  builtin("intcomma", ["value", "locale"], (given) => {
    const [value, locale] = [given.value("value"), given.optionalText("locale")];
    const number = toFloat(value);
    if (number === undefined) return value;
    return locale === undefined
      ? groupDigits(textOf(value), ",")
      : new Intl.NumberFormat(locale).format(number);
  }),
];

/** A value as a number that may have decimals; `undefined` for what is none. @throws TypeError for an undefined value */
function toFloat(value: unknown): number | undefined {
  if (isUndefined(value)) throw value?.toError() ?? new TypeError("an undefined value is no number");
  return readNumber(value) ?? parseFloatText(value === null ? "" : textOf(value));
}

/** A value as a whole number: "42.23" is 42. */
function toInteger(value: unknown, base: number): number | undefined {
  const isText = typeof value === "string" || value instanceof Markup;
  const whole = isText ? parseInteger(value.toString(), base) : undefined;
  if (whole !== undefined) return whole;
  const number = toFloat(value);
  return number === undefined ? undefined : Math.trunc(number);
}

function roundBy(value: number, precision: number, method: string): number {
  if (method === "common") return roundToEven(value, precision);
  if (method !== "ceil" && method !== "floor") throw new TypeError("method must be common, ceil or floor");
  return Math[method](value * 10 ** precision) / 10 ** precision;
}

const PREFIXES = ["k", "M", "G", "T", "P", "E", "Z", "Y"] as const;

function sizeText(size: number, isBinary: boolean): string {
  const base = isBinary ? 1024 : 1000;
  if (size === 1) return "1 Byte";
  if (size < base) return `${Math.trunc(size)} Bytes`;
  const index = PREFIXES.findIndex((_, place) => size < base ** (place + 2));
  const place = index === -1 ? PREFIXES.length - 1 : index;
  const prefix = PREFIXES[place] ?? "";
  const unit = isBinary ? `${prefix.toUpperCase()}iB` : `${prefix}B`;
  return `${toFixedText((base * size) / base ** (place + 2), 1)} ${unit}`;
}
