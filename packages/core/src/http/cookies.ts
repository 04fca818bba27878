import { parseCookie, stringifySetCookie } from "cookie";

import { MicroError } from "../errors.ts";

/** The attributes of a cookie that a response sets. */
export interface CookieOptions {
  /** Lifetime in seconds; without it the cookie ends with the browser session. */
  maxAge?: number;
  /** The moment the cookie ends; `maxAge` is the better choice. */
  expires?: Date;
  /** The path below which the browser sends it. @default "/" */
  path?: string;
  /** The domain whose subdomains get it too; default this host only. */
  domain?: string;
  /** Send it over https only. @default false */
  secure?: boolean;
  /** Hide it from scripts. @default false */
  httpOnly?: boolean;
  /** Whether other sites' requests carry it. @default "lax" */
  sameSite?: "lax" | "strict" | "none";
  /** Keep it apart per top-level site (CHIPS); implies `secure`. @default false */
  partitioned?: boolean;
}

/** An attribute that holds `;` or a control character would smuggle in another attribute. */
const FORBIDDEN_IN_ATTRIBUTE = /[^\x20-\x3a\x3c-\x7e]/;

/**
 * The cookies of a `Cookie` header, in an object without prototype; of a repeated name the first counts.
 *
 * @param header - The value of the header; `undefined` gives no cookies.
 */
export function parseCookies(header: string | undefined): Readonly<Record<string, string>> {
  const cookies: Record<string, string> = Object.create(null);
  if (header === undefined) return cookies;
  for (const [name, value] of Object.entries(parseCookie(header, { decode: decodeCookieValue }))) {
    if (value !== undefined) cookies[name] = value;
  }
  return cookies;
}

/** Percent-decodes what browsers and this file encode; what is not valid stays as it came (never an error). */
function decodeCookieValue(value: string): string {
  const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? unquote(value) : value;
  if (!bare.includes("%")) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** A quoted-string with the octal escapes that Python writes: `\\054` is a comma, `\\303\\251` the UTF-8 of é. */
function unquote(value: string): string {
  const inner = value.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  const escape = /\\(?:([0-3][0-7]{2})|(.))|([^\\]+)/g;
  const pieces = [...inner.matchAll(escape)].map(([, octal, character, plain = character]) =>
    octal === undefined ? Buffer.from(plain ?? "") : Buffer.of(Number.parseInt(octal, 8)),
  );
  return Buffer.concat(pieces).toString();
}

function checkAttributes(attributes: readonly (string | undefined)[]): void {
  for (const attribute of attributes) {
    if (attribute !== undefined && FORBIDDEN_IN_ATTRIBUTE.test(attribute))
      throw new TypeError(`invalid: ${attribute}`);
  }
}

/**
 * The value of a `Set-Cookie` header.
 *
 * @throws MicroError `MICRO_COOKIE_INVALID` when the name or an attribute does not fit RFC 6265.
 */
export function formatCookie(name: string, value: string, options: CookieOptions = {}): string {
  const attributes = {
    path: "/",
    sameSite: "lax" as const,
    ...options,
    secure: options.partitioned === true || (options.secure ?? false),
  };
  try {
    checkAttributes([attributes.path, attributes.domain, attributes.sameSite]);
    return stringifySetCookie({ name, value, ...attributes });
  } catch (cause) {
    throw new MicroError(
      "MICRO_COOKIE_INVALID",
      `The cookie ${JSON.stringify(name)} cannot be set: ${String(cause)}. ` +
        "Use a name of letters, digits, '-' and '_', and attributes without ';' or line breaks.",
      { cause },
    );
  }
}
