/** The units of time from the longest to the shortest, in seconds; a month and a year as Django counts them. */
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/**
 * The time from one date to a later one in its two longest units: "2 weeks, 3 days" (Django's `timesince`).
 *
 * @returns "0 minutes" for less than a minute, and for a date that is later.
 */
export function timeBetween(from: Date, to: Date): string {
  const seconds = Math.floor((to.getTime() - from.getTime()) / 1000);
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first === -1) return countOf(0, "minute");
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count === 0) break;
    parts.push(countOf(count, name));
    rest -= count * size;
  }
  return parts.join(", ");
}

/** A number and its unit stay on one line. */
function countOf(count: number, unit: string): string {
  return `${count}\u00a0${unit}${count === 1 ? "" : "s"}`;
}

/** A date as one speaks of it: "now", "3 minutes ago", "2 days from now" (Django's `naturaltime`). */
export function naturalTime(date: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - date.getTime()) / 1000);
  if (seconds === 0) return "now";
  const span = seconds > 0 ? spanOf(seconds, date, now) : spanOf(-seconds, now, date);
  return seconds > 0 ? `${span} ago` : `${span} from now`;
}

function spanOf(seconds: number, from: Date, to: Date): string {
  if (seconds >= 86_400) return timeBetween(from, to);
  if (seconds < 60) return seconds === 1 ? "a second" : countOf(seconds, "second");
  if (seconds < 3_600) return seconds < 120 ? "a minute" : countOf(Math.floor(seconds / 60), "minute");
  return seconds < 7_200 ? "an hour" : countOf(Math.floor(seconds / 3_600), "hour");
}
