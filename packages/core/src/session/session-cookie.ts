import { MicroError } from "../errors.ts";
import { formatCookie } from "../http/cookies.ts";
import type { Response } from "../http/response.ts";
import type { SessionSettings } from "./session-settings.ts";

/** The cookie of a session: how it is set and deleted. */
export class SessionCookie {
  readonly #settings: SessionSettings;
  /** What follows the value: the same for all cookies but the expiry. */
  readonly #attributes: string;

  /** @param settings - Of the app. @throws MicroError `MICRO_COOKIE_INVALID` for a domain or path that is none. */
  constructor(settings: SessionSettings) {
    this.#settings = settings;
    const { sameSite, ...cookie } = settings.cookie;
    const attributes = formatCookie(settings.cookieName, "", { ...cookie, sameSite: sameSite ?? "lax" });
    const start = settings.cookieName.length + 1;
    this.#attributes = (sameSite === null ? attributes.replace("; SameSite=Lax", "") : attributes).slice(
      start,
    );
  }

  /**
   * Sets the cookie, unless browsers would drop it without a word.
   *
   * @param value - Of letters, digits, `-`, `_` and `.`.
   * @param expires - When it ends, in milliseconds since 1970; `null` with the browser session.
   * @throws MicroError `MICRO_SESSION_TOO_LARGE` in debug and under test; in production it is logged.
   */
  set(
    response: Response,
    { name, value, expires }: { name: string; value: string; expires: number | null },
  ): void {
    const expiry = expires === null ? "" : `; Expires=${new Date(expires).toUTCString()}`;
    const cookie = `${name}=${value}${expiry}${this.#attributes}`;
    const { maxCookieSize, isStrict, log } = this.#settings;
    if (maxCookieSize !== 0 && cookie.length > maxCookieSize) {
      const error = tooLarge(cookie.length, maxCookieSize);
      if (isStrict) throw error;
      return log(error.message);
    }
    response.headers.append("Set-Cookie", cookie);
  }

  /** Makes the browser forget the cookie. */
  delete(response: Response, name: string): void {
    const cookie = `${name}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0${this.#attributes}`;
    response.headers.append("Set-Cookie", cookie);
  }
}

/** Makes the response vary by cookie. */
export function varyByCookie({ headers }: Response): void {
  const known = headers.get("Vary");
  if (known === undefined) headers.setDefault("Vary", "Cookie");
  else if (known !== "Cookie") headers.addToken("Vary", "Cookie");
}

function tooLarge(bytes: number, limit: number): MicroError {
  return new MicroError(
    "MICRO_SESSION_TOO_LARGE",
    `The session makes a cookie of ${bytes} bytes, and browsers drop those over ${limit}; what changed was not saved. ` +
      "Keep less in it, for example ids, or keep sessions in a store.",
  );
}
