import { type Calendar, DAYS, isoWeekOf, MONTHS, offsetText, padded } from "./calendar.ts";

type Write = (calendar: Calendar) => string;

/** The letters of C's and Python's `strftime`, in English. */
const LETTERS: Readonly<Record<string, Write>> = {
  a: ({ weekday }) => (DAYS[weekday] ?? "").slice(0, 3),
  A: ({ weekday }) => DAYS[weekday] ?? "",
  b: ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3),
  B: ({ month }) => MONTHS[month - 1] ?? "",
  c: (calendar) => formatTime(calendar, "%a %b %e %H:%M:%S %Y"),
  d: ({ day }) => padded(day),
  D: (calendar) => formatTime(calendar, "%m/%d/%y"),
  e: ({ day }) => String(day).padStart(2),
  f: ({ millisecond }) => `${padded(millisecond, 3)}000`,
  F: (calendar) => formatTime(calendar, "%Y-%m-%d"),
  G: (calendar) => String(isoWeekOf(calendar).year),
  H: ({ hour }) => padded(hour),
  I: ({ hour }) => padded(hour % 12 || 12),
  j: ({ dayOfYear }) => padded(dayOfYear, 3),
  m: ({ month }) => padded(month),
  M: ({ minute }) => padded(minute),
  n: () => "\n",
  p: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  R: (calendar) => formatTime(calendar, "%H:%M"),
  s: ({ date }) => String(Math.floor(date.getTime() / 1000)),
  S: ({ second }) => padded(second),
  t: () => "\t",
  T: (calendar) => formatTime(calendar, "%H:%M:%S"),
  u: ({ weekday }) => String(weekday || 7),
  U: ({ dayOfYear, weekday }) => padded(Math.floor((dayOfYear + 6 - weekday) / 7)),
  V: (calendar) => padded(isoWeekOf(calendar).week),
  w: ({ weekday }) => String(weekday),
  W: ({ dayOfYear, weekday }) => padded(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7)),
  x: (calendar) => formatTime(calendar, "%m/%d/%y"),
  X: (calendar) => formatTime(calendar, "%H:%M:%S"),
  y: ({ year }) => padded(year % 100),
  Y: ({ year }) => String(year),
  z: (calendar) => offsetText(calendar, ""),
  Z: ({ zoneName }) => zoneName,
  "%": () => "%",
};

/**
 * Writes a date by a format of Python's `strftime`: `%d.%m.%Y`; `%-d` leaves the zero out.
 *
 * @example
 * formatTime(calendarOf(new Date()), "%A, %-d %B %Y"); // "Saturday, 21 November 2026"
 */
export function formatTime(calendar: Calendar, format: string): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (text: string, ...[flag, letter]: readonly unknown[]) => {
    const write = typeof letter === "string" && Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
    if (write === undefined) return text;
    return flag === "-" ? write(calendar).replace(/^[0 ]+(?=.)/, "") : write(calendar);
  });
}
