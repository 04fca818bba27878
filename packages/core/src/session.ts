import { MicroError } from "./errors.ts";
import type { CookieOptions } from "./http/cookies.ts";
import type { FlashedMessage, Request, RequestSession, SessionData } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { TimestampSigner } from "./signing.ts";

/** How sessions are kept; the app's configuration. */
export interface SessionSettings {
  /** Signs the cookie; without one sessions can be read but not changed. */
  readonly secretKey: string | null;
  /** Older secrets whose cookies are still accepted. */
  readonly secretKeyFallbacks: readonly string[];
  /** The name of the cookie. */
  readonly cookieName: string;
  /** The attributes of the cookie. */
  readonly cookie: CookieOptions;
  /** Seconds after which a cookie is no longer accepted. */
  readonly lifetime: number;
}

/** Browsers drop larger cookies without a word (name, value and attributes together). */
const MAX_COOKIE_BYTES = 4093;

/** No cookie of ours or Flask's holds more. */
const MAX_INFLATED = 64 * 1024;

/** Keeps sessions in a signed cookie, in the format of Flask's. */
export class CookieSessions {
  readonly #settings: SessionSettings;
  readonly #signer: TimestampSigner | null;

  /** @param settings - The app's configuration. */
  constructor(settings: SessionSettings) {
    this.#settings = settings;
    const { secretKey, secretKeyFallbacks } = settings;
    this.#signer =
      secretKey === null ? null : new TimestampSigner([secretKey, ...secretKeyFallbacks], "cookie-session");
  }

  /** The session of a request: an empty one unless its cookie carries a valid signature. */
  open(request: Pick<Request, "cookies">): CookieSession {
    return new CookieSession(this.#read(request.cookies[this.#settings.cookieName]), this.#signer !== null);
  }

  /**
   * Writes a session that was opened into the response, if it changed.
   *
   * @throws MicroError `MICRO_SESSION_NO_SECRET` when it changed and no SECRET_KEY is set.
   */
  save(session: CookieSession, response: Response): void {
    response.headers.addToken("Vary", "Cookie");
    const json = session.changedJson();
    if (json === null) return;
    if (this.#signer === null) throw noSecret();
    const { cookieName, cookie } = this.#settings;
    if (json === "{}") return response.deleteCookie(cookieName, cookie);
    const value = this.#signer.sign(Buffer.from(json).toString("base64url"));
    if (cookieName.length + value.length > MAX_COOKIE_BYTES) throw tooLarge(value.length);
    response.setCookie(cookieName, value, cookie);
  }

  /** The JSON of a cookie; "{}" for one that is missing, forged, damaged or too old. */
  #read(cookie: string | undefined): string {
    if (cookie === undefined || this.#signer === null) return "{}";
    const token = this.#signer.verify(cookie);
    if (token === null || token.signedAt + this.#settings.lifetime < Date.now() / 1000) return "{}";
    return decodePayload(token.value);
  }
}

/** The session of one request. */
export class CookieSession implements RequestSession {
  /** The visitor's data. */
  readonly data: SessionData;
  readonly #loaded: string;
  readonly #canSave: boolean;
  #flashed: readonly FlashedMessage[] | undefined;

  /** @param json - What was kept. @param canSave - Whether there is a SECRET_KEY. */
  constructor(json: string, canSave: boolean) {
    this.data = parseData(json);
    this.#loaded = JSON.stringify(this.data);
    this.#canSave = canSave;
  }

  /** Keeps a message; throws `MICRO_SESSION_NO_SECRET` when the session cannot be saved. */
  flash(message: string, category: string): void {
    if (!this.#canSave) throw noSecret();
    this.data["_flashes"] = [...toPairs(this.data["_flashes"]), [category, message]];
  }

  /** Takes the messages out; the same list for the rest of the request. */
  flashedMessages(): readonly FlashedMessage[] {
    if (this.#flashed === undefined) {
      this.#flashed = toPairs(this.data["_flashes"]).map(([category, message]) => ({ category, message }));
      delete this.data["_flashes"];
    }
    return this.#flashed;
  }

  /** The JSON to keep; `null` when nothing changed. Comparing the text sees changes at any depth. */
  changedJson(): string | null {
    const json = JSON.stringify(this.data);
    return json === this.#loaded ? null : json;
  }
}

/** Flask compresses a payload that becomes shorter by it, and marks it with a dot. */
function decodePayload(payload: string): string {
  if (!payload.startsWith(".")) return Buffer.from(payload, "base64url").toString();
  try {
    const { inflateSync } = process.getBuiltinModule("node:zlib");
    return inflateSync(Buffer.from(payload.slice(1), "base64url"), {
      maxOutputLength: MAX_INFLATED,
    }).toString();
  } catch {
    return "{}";
  }
}

function parseData(json: string): SessionData {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {}; // signed with our key but not our JSON: an anonymous session, never an error
  }
}

/** Flask keeps flashes as `[category, message]` (tagged as a tuple). */
function toPairs(value: unknown): [category: string, message: string][] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const pair: unknown = typeof item === "object" && item !== null && " t" in item ? item[" t"] : item;
    return Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(pair[1])]] : [];
  });
}

function noSecret(): MicroError {
  return new MicroError(
    "MICRO_SESSION_NO_SECRET",
    "The session was changed, but no SECRET_KEY is set to sign it with. Set it in the app's configuration or as " +
      "MICRO_SECRET_KEY in the environment, to something long and random that stays the same between restarts.",
  );
}

function tooLarge(bytes: number): MicroError {
  return new MicroError(
    "MICRO_SESSION_TOO_LARGE",
    `The session makes a cookie of ${bytes} bytes; browsers drop those over ${MAX_COOKIE_BYTES}. Keep less in it, for example ids.`,
  );
}
