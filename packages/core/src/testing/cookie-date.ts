const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Everything but these characters parts the words of a cookie-date. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;

/** `NaN` is a part that has not been found. */
interface DateParts {
  hour: number;
  minute: number;
  second: number;
  day: number;
  month: number;
  year: number;
}

/**
 * Reads the date of an `Expires` attribute by the algorithm of RFC 6265 section 5.1.1, which takes many spellings.
 *
 * @returns Milliseconds since 1970; `null` for what is no date.
 * @example
 * parseCookieDate("Sun, 18-Apr-2027 21:06:29 GMT"); // 1808082389000
 */
export function parseCookieDate(text: string): number | null {
  const none = Number.NaN;
  const parts: DateParts = { hour: none, minute: none, second: none, day: none, month: none, year: none };
  for (const word of text.split(DELIMITERS)) readWord(word, parts);
  const { hour, minute, second, day, month, year } = parts;
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  // What is out of range, as the 31st of February or 25 o'clock, moves Date.UTC on to another day.
  const isThatDay = date.getUTCDate() === day && minute <= 59 && second <= 59;
  return isThatDay && year >= 1601 ? date.getTime() : null;
}

/** Each part is taken from the first word that fits and is not taken yet. */
function readWord(word: string, parts: DateParts): void {
  const time = Number.isNaN(parts.hour) ? TIME.exec(word) : null;
  const day = Number.isNaN(parts.day) ? DAY.exec(word) : null;
  if (time !== null) setTime(time.slice(1).map(Number), parts);
  else if (day !== null) parts.day = Number(day[1]);
  else readMonthOrYear(word, parts);
}

function readMonthOrYear(word: string, parts: DateParts): void {
  const month = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  const year = YEAR.exec(word);
  if (Number.isNaN(parts.month) && month !== -1) parts.month = month;
  else if (Number.isNaN(parts.year) && year !== null) parts.year = toFullYear(Number(year[1]));
}

function setTime([hour = 0, minute = 0, second = 0]: readonly number[], parts: DateParts): void {
  Object.assign(parts, { hour, minute, second });
}

function toFullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
