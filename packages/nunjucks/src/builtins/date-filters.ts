import { Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import type { Arguments } from "./arguments.ts";
import { builtin, type NamedBuiltin } from "./builtin.ts";
import { calendarOf } from "./calendar.ts";
import { formatDate } from "./date-format.ts";
import { naturalTime, timeBetween } from "./relative-time.ts";
import { representationOf } from "./text.ts";

/** Filters of dates: Date objects, milliseconds, texts of ISO 8601 and "now". */
export const DATE_FILTERS: readonly NamedBuiltin[] = [
  builtin("date", ["value", "format", "timezone", "locale", "date_style", "time_style"], (given) =>
    writeDate(given),
  ),
  builtin("timesince", ["value", "now"], (given) => {
    return timeBetween(dateOf(given.value("value")), dateOf(given.value("now", "now")));
  }),
  builtin("timeuntil", ["value", "now"], (given) => {
    return timeBetween(dateOf(given.value("now", "now")), dateOf(given.value("value")));
  }),
  builtin("naturaltime", ["value", "now"], (given) => {
    return naturalTime(dateOf(given.value("value")), dateOf(given.value("now", "now")));
  }),
];

type DateArguments = Arguments<"value" | "format" | "timezone" | "locale" | "date_style" | "time_style">;

const STYLES = ["full", "long", "medium", "short"] as const;
type Style = (typeof STYLES)[number];

/** By a format of PHP, or in the words of a language by a style. */
function writeDate(given: DateArguments): string {
  const date = dateOf(given.value("value"));
  const [timeZone, locale] = [given.optionalText("timezone"), given.optionalText("locale")];
  const format = given.optionalText("format");
  const dateStyle = styleOf(given.optionalText("date_style")) ?? STYLES.find((style) => style === format);
  const timeStyle = styleOf(given.optionalText("time_style"));
  const isStyled = dateStyle !== undefined || timeStyle !== undefined || locale !== undefined;
  if (!isStyled) return formatDate(calendarOf(date, timeZone), format ?? "F j, Y H:i");
  const style = dateStyle === undefined && timeStyle === undefined ? "medium" : dateStyle;
  const options = { dateStyle: style, timeStyle, timeZone };
  return new Intl.DateTimeFormat(locale ?? "en", withoutUndefined(options)).format(date);
}

function withoutUndefined(options: Readonly<Record<string, string | undefined>>): Intl.DateTimeFormatOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function styleOf(text: string | undefined): Style | undefined {
  if (text === undefined) return undefined;
  const style = STYLES.find((candidate) => candidate === text);
  if (style !== undefined) return style;
  throw new TypeError(`${JSON.stringify(text)} is no style of dates; there are ${STYLES.join(", ")}`);
}

/**
 * The date of a value: a text without a time zone is of the zone of the process.
 *
 * @throws TypeError for what is no date
 */
function dateOf(value: unknown): Date {
  const date = readDate(value);
  if (date !== undefined && !Number.isNaN(date.getTime())) return date;
  if (isUndefined(value)) throw value?.toError() ?? new TypeError("an undefined value is no date");
  throw new TypeError(`${representationOf(value)} is no date`);
}

function readDate(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  if (typeof value === "number") return new Date(value);
  if (typeof value !== "string" && !(value instanceof Markup)) return undefined;
  const text = value.trim();
  if (text === "now") return new Date();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return new Date(`${text}T00:00:00`);
  if (/^\d{4}-\d{2}/.test(text)) return new Date(text.replace(" ", "T"));
  return /^[a-z]{3,9},? /i.test(text) ? new Date(text) : undefined;
}
