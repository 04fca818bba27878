/** What a client may compare with what it has. */
export interface Validators {
  /** A strong or weak entity tag with its quotes: `"5f-17a"`. */
  readonly etag: string;
  /** In milliseconds since 1970. */
  readonly lastModified: number;
}

/** What the conditional headers of a request come to. */
export type Precondition = "send" | "not modified" | "failed";

interface Conditions {
  get(name: string): string | undefined;
}

/**
 * Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110 section 13.2.2.
 *
 * @param method - 304 is for GET and HEAD only.
 */
export function evaluateConditions(headers: Conditions, method: string, { etag, lastModified }: Validators): Precondition {
  const seconds = Math.floor(lastModified / 1000);
  const ifMatch = headers.get("if-match");
  if (ifMatch !== undefined) {
    if (!matchesTag(ifMatch, etag, false)) return "failed";
  } else if (seconds > parseDate(headers.get("if-unmodified-since"))) return "failed";
  const isRead = method === "GET" || method === "HEAD";
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== undefined) {
    if (!matchesTag(ifNoneMatch, etag, true)) return "send";
    return isRead ? "not modified" : "failed";
  }
  const since = parseDate(headers.get("if-modified-since"));
  return isRead && since !== Infinity && seconds <= since ? "not modified" : "send";
}

/** Seconds since 1970; infinity for a date that is missing or is none. */
function parseDate(header: string | undefined): number {
  const time = header === undefined || header.length > 64 ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? Infinity : Math.floor(time / 1000);
}

/** Whether a list of tags, or `*`, holds `etag`; the weak comparison ignores `W/`. */
function matchesTag(header: string, etag: string, isWeak: boolean): boolean {
  if (header.trim() === "*") return true;
  if (!isWeak && etag.startsWith("W/")) return false;
  const bare = etag.replace(/^W\//, "");
  return header.split(",").some((tag) => (isWeak ? tag.trim().replace(/^W\//, "") : tag.trim()) === bare);
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
export function parseRange(headers: Conditions, size: number, { etag, lastModified }: Validators): ByteRange | "unsatisfiable" | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get("range")?.trim() ?? "");
  if (found === null || (found[1] === "" && found[2] === "")) return null;
  const ifRange = headers.get("if-range")?.trim();
  const holds = ifRange === undefined || ifRange === etag || parseDate(ifRange) === Math.floor(lastModified / 1000);
  if (!holds) return null;
  const [, first = "", last = ""] = found;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
  return start > end || (first === "" && last === "0") ? "unsatisfiable" : { start, end };
}
