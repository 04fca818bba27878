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

/**
 * A moment in a time zone.
 *
 * @param zone - An IANA name; that of the process when left out.
 * @throws RangeError for a zone that is none
 */
export function calendarOf(date: Date, zone?: string): Calendar {
  const [year, month, day, hour, minute, second] = zone === undefined ? fieldsOf(date) : fieldsIn(date, zone);
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
    // Few formats ask for them, and Intl takes its time.
    get zone() {
      return formatOf(zone).resolvedOptions().timeZone;
    },
    get zoneName() {
      const parts = formatOf(zone, "short").formatToParts(date);
      return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    },
  };
}

/** Year, month from 1, day, hour, minute, second. */
type Fields = readonly [number, number, number, number, number, number];

/** In the zone of the process. */
function fieldsOf(date: Date): Fields {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return [year, month, day, date.getHours(), date.getMinutes(), date.getSeconds()];
}

function fieldsIn(date: Date, zone: string): Fields {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  return [read("year"), read("month"), read("day"), read("hour"), read("minute"), read("second")];
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes longer than using it a hundred times. */
function formatOf(zone: string | undefined, timeZoneName?: "short"): Intl.DateTimeFormat {
  const key = `${zone ?? ""} ${timeZoneName ?? ""}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = createFormat(zone, timeZoneName);
  if (formats.size < MOST_FORMATS) formats.set(key, format);
  return format;
}

/** There are some 600 time zones: what visitors choose cannot fill the memory. */
const MOST_FORMATS = 1_500;

function createFormat(timeZone: string | undefined, timeZoneName: "short" | undefined): Intl.DateTimeFormat {
  const number = "numeric";
  const fields = {
    year: number,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", {
      ...fields,
      hourCycle: "h23",
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(timeZoneName === undefined ? {} : { timeZoneName }),
    });
  } catch (cause) {
    throw new RangeError(`${JSON.stringify(timeZone)} is no time zone, such as "Europe/Paris"`, { cause });
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
