import { parseCookieDate } from "./cookie-date.ts";

/** What a `Set-Cookie` header says. */
export interface SetCookie {
  /** The name, never empty. */
  readonly name: string;
  /** The value as it came, encoded. */
  readonly value: string;
  /** Lower-case and without the leading dot; "" when the cookie is for its host alone. */
  readonly domain: string;
  /** "" when the header gives none. */
  readonly path: string;
  /** Seconds; `null` when the header gives none. Counts before `expires`. */
  readonly maxAge: number | null;
  /** When it ends; `null` when the header gives none. */
  readonly expires: Date | null;
  /** Whether it is sent over https only. */
  readonly secure: boolean;
  /** Whether scripts cannot see it. */
  readonly httpOnly: boolean;
  /** "lax", "strict", "none" or "". */
  readonly sameSite: string;
  /** Whether it is kept apart per top-level site. */
  readonly partitioned: boolean;
}

/** An attribute with more bytes is ignored (RFC 6265bis section 5.6). */
const MAX_ATTRIBUTE_BYTES = 1024;
/** Controls but the tab. */
const CONTROL = /[^\t\x20-\x7e\x80-\u{10ffff}]/u;

/**
 * Reads a `Set-Cookie` header as RFC 6265 section 5.2 makes browsers do it: nothing in it is an error.
 *
 * @returns `null` for a header that sets no cookie: without a name, with control characters.
 * @example
 * parseSetCookie("theme=dark; Path=/; Max-Age=60")?.maxAge; // 60
 */
export function parseSetCookie(header: string): SetCookie | null {
  if (CONTROL.test(header)) return null;
  const [pair = "", ...attributes] = header.split(";");
  const { name, value } = splitPair(pair);
  if (name === "") return null;
  const values = readAttributes(attributes);
  const textOf = (attribute: string): string => values.get(attribute) ?? "";
  const maxAge = textOf("max-age");
  const expires = parseCookieDate(textOf("expires"));
  return {
    name,
    value,
    domain: textOf("domain").replace(/^\./, "").toLowerCase(),
    path: textOf("path").startsWith("/") ? textOf("path") : "",
    maxAge: maxAge === "" ? null : Number(maxAge),
    expires: expires === null ? null : new Date(expires),
    secure: values.has("secure"),
    httpOnly: values.has("httponly"),
    sameSite: textOf("samesite").toLowerCase(),
    partitioned: values.has("partitioned"),
  };
}

/** A pair without `=` has a value and no name. */
function splitPair(pair: string): { name: string; value: string } {
  const at = pair.indexOf("=");
  return { name: pair.slice(0, Math.max(0, at)).trim(), value: pair.slice(at + 1).trim() };
}

/** Of a repeated attribute the last counts, but for Max-Age and Expires that cannot be read. */
function readAttributes(attributes: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const attribute of attributes) {
    const at = attribute.indexOf("=");
    const name = (at === -1 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const value = at === -1 ? "" : attribute.slice(at + 1).trim();
    if (Buffer.byteLength(value) <= MAX_ATTRIBUTE_BYTES && isReadable(name, value)) values.set(name, value);
  }
  return values;
}

function isReadable(name: string, value: string): boolean {
  if (name === "max-age") return /^-?\d+$/.test(value);
  return name !== "expires" || parseCookieDate(value) !== null;
}
