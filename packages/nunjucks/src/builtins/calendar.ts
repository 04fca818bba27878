/** A moment as clocks and calendars of one place show it. */
export interface Calendar {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 0, which is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** The day of the year, from 1. */
  readonly dayOfYear: number;
  /** Minutes ahead of UTC. */
  readonly offset: number;
  /** The name of the time zone: "Europe/Paris". */
  readonly zone: string;
  /** Its name on a clock: "CET", "GMT+1". */
  readonly zoneName: string;
  readonly date: Date;
}

const DAY = 86_400_000;

/** The names of the months. */
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** The names of the days. */
export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment in a time zone.
 *
 * @param zone - An IANA name; that of the process when left out.
 * @throws RangeError for a zone that is none
 */
export function calendarOf(date: Date, zone?: string): Calendar {
  const format = formatOf(zone ?? "");
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const [year, month, day] = [read("year"), read("month"), read("day")];
  const [hour, minute, second] = [read("hour"), read("minute"), read("second")];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    date,
    weekday: new Date(local).getUTCDay(),
    millisecond: date.getMilliseconds(),
    dayOfYear: Math.floor((local - Date.UTC(year, 0, 1)) / DAY) + 1,
    offset: Math.round((local - Math.floor(date.getTime() / 1000) * 1000) / 60_000),
    zone: format.resolvedOptions().timeZone,
    zoneName: parts.get("timeZoneName") ?? "",
  };
}

/** Making a format takes longer than using it a hundred times. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = createFormat(zone);
  formats.set(zone, format);
  return format;
}

function createFormat(zone: string): Intl.DateTimeFormat {
  const number = "numeric";
  const options = {
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", {
      ...options,
      hourCycle: "h23",
      timeZoneName: "short",
      ...(zone === "" ? {} : { timeZone: zone }),
    });
  } catch (cause) {
    throw new RangeError(`${JSON.stringify(zone)} is no time zone, such as "Europe/Paris"`, { cause });
  }
}

/** The week of ISO 8601 and the year it belongs to. */
export function isoWeekOf({ year, month, day }: Calendar): { readonly week: number; readonly year: number } {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return { week: Math.ceil(((date.getTime() - start) / DAY + 1) / 7), year: date.getUTCFullYear() };
}

/** Whether a year has 366 days. */
export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** The days of a month. */
export function daysOfMonth({ year, month }: Calendar): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A number with zeros before it. */
export function padded(value: number, width: number = 2): string {
  return String(value).padStart(width, "0");
}

/** An offset from UTC: "+01:00". @param mark - Between hours and minutes. */
export function offsetText({ offset }: Calendar, mark: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${padded(Math.floor(minutes / 60))}${mark}${padded(minutes % 60)}`;
}
