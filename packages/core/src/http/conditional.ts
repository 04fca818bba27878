/** What a client may compare with what it has. */
export interface Validators {
  /** A strong or weak entity tag with its quotes: `"5f-17a"`; "" without one. */
  readonly etag: string;
  /** In milliseconds since 1970; `NaN` when it is not known. */
  readonly lastModified: number;
}

/** What the conditional headers of a request come to. */
export type Precondition = "send" | "not modified" | "failed";

/** Where the conditional headers are read. */
export interface Conditions {
  /** The value under a lower-case name. */
  get(name: string): string | undefined;
}

/**
 * Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110 section 13.2.2.
 *
 * @param method - 304 is for GET and HEAD only.
 */
export function evaluateConditions(
  headers: Conditions,
  method: string,
  { etag, lastModified }: Validators,
): Precondition {
  const seconds = Math.floor(lastModified / 1000);
  if (!isAsExpected(headers, etag, seconds)) return "failed";
  const isRead = method === "GET" || method === "HEAD";
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch === undefined) return isRead && isOldNews(headers, seconds) ? "not modified" : "send";
  if (!matchesTag(ifNoneMatch, etag, true)) return "send";
  return isRead ? "not modified" : "failed";
}

/** If-Match, or without it If-Unmodified-Since. */
function isAsExpected(headers: Conditions, etag: string, seconds: number): boolean {
  const ifMatch = headers.get("if-match");
  return ifMatch === undefined
    ? !(seconds > parseDate(headers.get("if-unmodified-since"))) // an unknown date is no obstacle
    : matchesTag(ifMatch, etag, false);
}

function isOldNews(headers: Conditions, seconds: number): boolean {
  const since = parseDate(headers.get("if-modified-since"));
  return since !== Infinity && seconds <= since;
}

/** The three forms of a date in HTTP (RFC 9110 section 5.6.7); `Date.parse` alone reads far more. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [\d ]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/** The moment that a date of HTTP names; `undefined` for one that is missing or is none. */
export function parseHttpDate(header: string | undefined): Date | undefined {
  if (header === undefined || !HTTP_DATE.test(header)) return undefined;
  const time = Date.parse(header.endsWith("GMT") ? header : `${header} GMT`);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The texts of moments, by milliseconds: files keep theirs. */
const dateTexts = new Map<number, string>();
const MAX_DATE_TEXTS = 1000;

/** A moment as HTTP writes it: `Sat, 21 Nov 2026 12:00:00 GMT`. */
export function formatHttpDate(date: Date): string {
  const time = date.getTime();
  let text = dateTexts.get(time);
  if (text === undefined) {
    if (dateTexts.size >= MAX_DATE_TEXTS) dateTexts.clear();
    text = date.toUTCString();
    dateTexts.set(time, text);
  }
  return text;
}

/** Seconds since 1970; infinity for a date that is missing or is none. */
function parseDate(header: string | undefined): number {
  const date = parseHttpDate(header);
  return date === undefined ? Infinity : Math.floor(date.getTime() / 1000);
}

/** Whether a list of tags, or `*`, holds `etag`; the weak comparison ignores `W/`. */
function matchesTag(header: string, etag: string, isWeak: boolean): boolean {
  if (header.trim() === "*") return true;
  if (etag === "") return false;
  if (!isWeak && etag.startsWith("W/")) return false;
  if (header === etag) return true; // as nearly all are
  const bare = etag.replace(/^W\//, "");
  return header.split(",").some((tag) => (isWeak ? tag.trim().replace(/^W\//, "") : tag.trim()) === bare);
}

/** What a `Range` header asks for (RFC 9110 section 14.1.1), whether it can be had or not. */
export interface RequestedRanges {
  /** "bytes", or a unit of the app's own. */
  readonly unit: string;
  /** First and last position, both included; without a first the last so many, without a last to the end. */
  readonly ranges: readonly { readonly first: number | undefined; readonly last: number | undefined }[];
}

/**
 * Reads a `Range` header.
 *
 * @returns `undefined` for one that is missing or malformed: it is to be ignored.
 */
export function parseRanges(header: string | undefined): RequestedRanges | undefined {
  const [, unit = "", set = ""] = /^\s*([!#$%&'*+\-.^_`|~\w]+)=(.*)$/.exec(header ?? "") ?? [];
  const ranges = set.split(",").map(toRequestedRange);
  return ranges.every((range) => range !== null) ? { unit: unit.toLowerCase(), ranges } : undefined;
}

/** `0-9`, `10-` or `-5`; `null` for anything else. */
function toRequestedRange(text: string): RequestedRanges["ranges"][number] | null {
  const [, digits = "", lastDigits = ""] = /^\s*(\d{0,15})-(\d{0,15})\s*$/.exec(text) ?? [];
  const [first, last] = [toPosition(digits), toPosition(lastDigits)];
  if (first === undefined && last === undefined) return null;
  return first !== undefined && last !== undefined && last < first ? null : { first, last };
}

function toPosition(digits: string): number | undefined {
  return digits === "" ? undefined : Number(digits);
}

/** A range of bytes, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range a request asks for.
 *
 * @param size - Of the whole, in bytes.
 * @returns `null` for the whole: no Range, several ranges, another unit, or an If-Range that does not hold.
 * "unsatisfiable" when no byte of it exists.
 */
export function parseRange(
  headers: Conditions,
  size: number,
  { etag, lastModified }: Validators,
): ByteRange | "unsatisfiable" | null {
  if (!isSameVersion(headers.get("if-range")?.trim(), { etag, lastModified })) return null;
  const found = /^[ \t]*bytes=(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(headers.get("range") ?? "");
  const range = found === null ? null : toRange(found, size);
  return range !== null && range.start > range.end ? "unsatisfiable" : range;
}

function toRange([, first = "", last = ""]: RegExpExecArray, size: number): ByteRange | null {
  return first === "" ? suffixRange(last, size) : rangeFrom(Number(first), last, size);
}

/** If-Range, by a strong tag or an exact date (RFC 9110 section 13.1.5). */
function isSameVersion(ifRange: string | undefined, { etag, lastModified }: Validators): boolean {
  if (ifRange?.startsWith("W/") === true) return false;
  return (
    ifRange === undefined ||
    (etag !== "" && ifRange === etag) ||
    parseDate(ifRange) === Math.floor(lastModified / 1000)
  );
}

/** `-500`: the last 500 bytes; `null` when there is no number. */
function suffixRange(length: string, size: number): ByteRange | null {
  return length === "" ? null : { start: Math.max(0, size - Number(length)), end: size - 1 };
}

/** `500-` or `500-999`; `null` when the end is before the start, which is no range (RFC 9110 section 14.1.1). */
function rangeFrom(start: number, last: string, size: number): ByteRange | null {
  if (last === "") return { start, end: size - 1 };
  return Number(last) < start ? null : { start, end: Math.min(Number(last), size - 1) };
}
