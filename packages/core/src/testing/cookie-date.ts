const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Everything but these characters parts the words of a cookie-date. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;

interface DateParts {
  time?: readonly number[];
  day?: number;
  month?: number;
  year?: number;
}

/**
 * Reads the date of an `Expires` attribute by the algorithm of RFC 6265 section 5.1.1, which takes many spellings.
 *
 * @returns Milliseconds since 1970; `null` for what is no date.
 * @example
 * parseCookieDate("Sun, 18-Apr-2027 21:06:29 GMT"); // 1808082389000
 */
export function parseCookieDate(text: string): number | null {
  const parts: DateParts = {};
  for (const word of text.split(DELIMITERS)) readWord(word, parts);
  const { time, day, month, year } = parts;
  if (time === undefined || day === undefined || month === undefined || year === undefined) return null;
  const [hour = 0, minute = 0, second = 0] = time;
  const isInRange = hour <= 23 && minute <= 59 && second <= 59 && year >= 1601;
  const date = Date.UTC(year, month, day, hour, minute, second);
  // The 31st of February is none: Date.UTC would make a day in March of it.
  return isInRange && new Date(date).getUTCDate() === day ? date : null;
}

/** Each part is taken from the first word that fits and is not taken yet. */
function readWord(word: string, parts: DateParts): void {
  const time = parts.time === undefined ? TIME.exec(word) : null;
  if (time !== null) {
    parts.time = time.slice(1).map(Number);
    return;
  }
  const day = parts.day === undefined ? DAY.exec(word) : null;
  if (day !== null) {
    parts.day = Number(day[1]);
    return;
  }
  const month = parts.month === undefined ? MONTHS.indexOf(word.slice(0, 3).toLowerCase()) : -1;
  if (month !== -1) {
    parts.month = month;
    return;
  }
  const year = parts.year === undefined ? YEAR.exec(word) : null;
  if (year !== null) parts.year = toFullYear(Number(year[1]));
}

function toFullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
