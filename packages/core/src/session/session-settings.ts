import type { Config } from "../config.ts";
import { MicroError } from "../errors.ts";
import type { CookieOptions } from "../http/cookies.ts";

/** How an app wants its sessions: its configuration, checked. */
export interface SessionSettings {
  /** Sign and verify: the first signs, all verify. Empty when there is no SECRET_KEY. */
  readonly secrets: readonly string[];
  /** The name of the cookie. */
  readonly cookieName: string;
  /** The attributes of the cookie; `sameSite: null` leaves that one to the browser. */
  readonly cookie: Omit<CookieOptions, "sameSite"> & { readonly sameSite: "lax" | "strict" | "none" | null };
  /** The most bytes of a cookie with its name and attributes; 0 for no limit. */
  readonly maxCookieSize: number;
  /** Seconds after which a session that was not written is over. */
  readonly lifetime: number;
  /** Seconds after which a session that was not used is over; `null` for never. */
  readonly idleTimeout: number | null;
  /** Seconds after which any session is over; `null` for never. */
  readonly absoluteTimeout: number | null;
  /** Whether each response to a permanent session prolongs it. */
  readonly refreshEachRequest: boolean;
  /** Whether what cannot be saved is an error: in debug and under test. */
  readonly isStrict: boolean;
  /** Tells the app's operator what went wrong. */
  readonly log: (message: string) => void;
}

/**
 * Reads the session part of a configuration whose types have been checked.
 *
 * @param log - Tells the app's operator.
 * @throws MicroError `MICRO_CONFIG_INVALID`.
 */
export function readSessionSettings(config: Config, log: (message: string) => void): SessionSettings {
  const settings: SessionSettings = {
    secrets: readSecrets(config),
    cookieName: config.SESSION_COOKIE_NAME,
    cookie: readCookie(config),
    maxCookieSize: config.MAX_COOKIE_SIZE,
    lifetime: config.PERMANENT_SESSION_LIFETIME,
    idleTimeout: config.SESSION_IDLE_TIMEOUT,
    absoluteTimeout: config.SESSION_ABSOLUTE_TIMEOUT,
    refreshEachRequest: config.SESSION_REFRESH_EACH_REQUEST,
    isStrict: config.DEBUG || config.TESTING,
    log,
  };
  checkPrefix(settings);
  return settings;
}

function readCookie(config: Config): SessionSettings["cookie"] {
  const domain = config.SESSION_COOKIE_DOMAIN;
  return {
    path: config.SESSION_COOKIE_PATH ?? config.APPLICATION_ROOT,
    httpOnly: config.SESSION_COOKIE_HTTPONLY,
    secure: config.SESSION_COOKIE_SECURE || config.SESSION_COOKIE_PARTITIONED,
    sameSite: readSameSite(config.SESSION_COOKIE_SAMESITE),
    partitioned: config.SESSION_COOKIE_PARTITIONED,
    ...(domain === null ? {} : { domain }),
  };
}

/** In any case: Flask's configuration has "Lax". */
function readSameSite(value: string | null): SessionSettings["cookie"]["sameSite"] {
  const sameSite = value?.toLowerCase() ?? null;
  if (sameSite === null || sameSite === "lax" || sameSite === "strict" || sameSite === "none")
    return sameSite;
  throw invalid("SESSION_COOKIE_SAMESITE", value, 'Give it "lax", "strict", "none" or null.');
}

/** Browsers refuse cookies whose prefix promises what their attributes do not keep (RFC 6265bis section 4.1.3). */
function checkPrefix({ cookieName, cookie }: SessionSettings): void {
  const name = cookieName.toLowerCase();
  const isHost = name.startsWith("__host-");
  if ((isHost || name.startsWith("__secure-")) && cookie.secure !== true)
    throw invalid("SESSION_COOKIE_NAME", cookieName, "Its prefix needs SESSION_COOKIE_SECURE.");
  if (isHost && (cookie.path !== "/" || cookie.domain !== undefined))
    throw invalid(
      "SESSION_COOKIE_NAME",
      cookieName,
      "Its prefix needs the path / and no SESSION_COOKIE_DOMAIN.",
    );
}

function invalid(key: string, value: string | null, advice: string): MicroError {
  return new MicroError(
    "MICRO_CONFIG_INVALID",
    `The configuration has ${JSON.stringify(value)} for ${key}. ${advice}`,
  );
}

/** What is empty is no secret: anybody could sign with it. */
function readSecrets({ SECRET_KEY: current, SECRET_KEY_FALLBACKS: fallbacks }: Config): string[] {
  return current === null || current === "" ? [] : [current, ...fallbacks.filter((secret) => secret !== "")];
}
