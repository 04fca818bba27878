import {
  type Calendar,
  DAYS,
  daysOfMonth,
  isLeapYear,
  isoWeekOf,
  MONTHS,
  offsetText,
  padded,
} from "./calendar.ts";

type Write = (calendar: Calendar) => string | number;

const hourOf = ({ hour }: Calendar): number => hour % 12 || 12;

/** The letters of PHP's `date`, which Twig's filter takes. */
const LETTERS: Readonly<Record<string, Write>> = {
  d: ({ day }) => padded(day),
  D: ({ weekday }) => (DAYS[weekday] ?? "").slice(0, 3),
  j: ({ day }) => day,
  l: ({ weekday }) => DAYS[weekday] ?? "",
  N: ({ weekday }) => weekday || 7,
  S: ({ day }) => ordinalOf(day),
  w: ({ weekday }) => weekday,
  z: ({ dayOfYear }) => dayOfYear - 1,
  W: (calendar) => padded(isoWeekOf(calendar).week),
  F: ({ month }) => MONTHS[month - 1] ?? "",
  m: ({ month }) => padded(month),
  M: ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3),
  n: ({ month }) => month,
  t: daysOfMonth,
  L: ({ year }) => (isLeapYear(year) ? 1 : 0),
  o: (calendar) => isoWeekOf(calendar).year,
  Y: ({ year }) => padded(year, 4),
  y: ({ year }) => padded(year % 100),
  a: ({ hour }) => (hour < 12 ? "am" : "pm"),
  A: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  g: hourOf,
  G: ({ hour }) => hour,
  h: (calendar) => padded(hourOf(calendar)),
  H: ({ hour }) => padded(hour),
  i: ({ minute }) => padded(minute),
  s: ({ second }) => padded(second),
  u: ({ millisecond }) => `${padded(millisecond, 3)}000`,
  v: ({ millisecond }) => padded(millisecond, 3),
  e: ({ zone }) => zone,
  O: (calendar) => offsetText(calendar, ""),
  P: (calendar) => offsetText(calendar, ":"),
  p: (calendar) => (calendar.offset === 0 ? "Z" : offsetText(calendar, ":")),
  T: ({ zoneName }) => zoneName,
  Z: ({ offset }) => offset * 60,
  U: ({ date }) => Math.floor(date.getTime() / 1000),
  c: (calendar) => formatDate(calendar, "Y-m-d\\TH:i:sP"),
  r: (calendar) => formatDate(calendar, "D, d M Y H:i:s O"),
};

/**
 * Writes a date by a format of PHP: `Y-m-d H:i:s`; a backslash before a letter keeps it.
 *
 * @example
 * formatDate(calendarOf(new Date()), "l, j. F Y"); // "Saturday, 21. November 2026"
 */
export function formatDate(calendar: Calendar, format: string): string {
  return format.replace(/\\(.)|[a-zA-Z]/gs, (letter: string, kept: unknown) => {
    if (typeof kept === "string") return kept;
    const write = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
    return write === undefined ? letter : String(write(calendar));
  });
}

function ordinalOf(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}
