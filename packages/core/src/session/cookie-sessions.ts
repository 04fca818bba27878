import type { Request } from "../http/request.ts";
import type { Response } from "../http/response.ts";
import type { Session } from "../http/session.ts";
import { TimestampSigner } from "../signing.ts";
import { decodePayload, encodePayload } from "../signed-payload.ts";
import {
  createReadOnlySession,
  createSession,
  isEmpty,
  noSecret,
  type SessionState,
  stateOf,
} from "./session.ts";
import { SessionCipher } from "./session-cipher.ts";
import { SessionCookie, varyByCookie } from "./session-cookie.ts";
import type { SessionFactory, SessionInterface } from "./session-interface.ts";
import { absoluteEnd, isTooOld, refreshInterval, startOf } from "./session-clock.ts";
import type { SessionSettings } from "./session-settings.ts";
import { type SessionTag, TaggedJson } from "./tagged-json.ts";

/** No browser sends a longer cookie; the time to verify one is proportional to its length. */
const MAX_LENGTH = 16_384;

/**
 * How `"_permanent":true` looks in base64 at each of its three alignments, without the characters that it shares with its
 * neighbours. A cookie that has none of them is no permanent session; one that has is opened, which verifies it.
 */
const PERMANENT_MARKS: readonly string[] = [0, 1, 2].map((before) => {
  const bytes = Buffer.from(`${" ".repeat(before)}"_permanent":true`);
  return bytes.toString("base64url").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
});

/** What {@link cookieSessions} takes. */
export interface CookieSessionsOptions {
  /** How values of the app's own classes are kept; asked in this order, before the built-in ones. */
  readonly tags?: readonly SessionTag[];
  /** Whether visitors cannot read their session either (AES-256-GCM); Flask then cannot. @default false */
  readonly isEncrypted?: boolean;
}

/**
 * Keeps sessions in a signed cookie, in the format of Flask's. Visitors can read it but not change it.
 *
 * @example
 * class BrandSessions extends CookieSessions {
 *   override cookieName(request: Request) { return request.host.startsWith("shop.") ? "shop" : "session"; }
 * }
 * const app = new Micro(import.meta, { sessions: (settings) => new BrandSessions(settings) });
 */
export class CookieSessions implements SessionInterface {
  /** Opened when something first asks. */
  readonly opens = "when-used";
  readonly #settings: SessionSettings;
  readonly #signer: TimestampSigner | null;
  readonly #json: TaggedJson;
  readonly #cookie: SessionCookie;
  readonly #cipher: SessionCipher | null;

  /** @param settings - Of the app. @param options - Tags. */
  constructor(settings: SessionSettings, { tags = [], isEncrypted = false }: CookieSessionsOptions = {}) {
    this.#settings = settings;
    this.#json = new TaggedJson(tags);
    this.#cookie = new SessionCookie(settings);
    const { secrets } = settings;
    const salt = isEncrypted ? "encrypted-session" : "cookie-session";
    this.#signer = secrets.length === 0 ? null : new TimestampSigner(secrets, salt);
    this.#cipher = isEncrypted ? new SessionCipher(secrets) : null;
  }

  /** The name of the cookie of a request; override it for one that depends on the request. */
  cookieName(_request: Request): string {
    return this.#settings.cookieName;
  }

  /** The session of a request: an empty one unless its cookie carries a valid signature. */
  open(request: Request): Session {
    if (this.#signer === null) return createReadOnlySession(noSecret);
    const cookie = request.cookies[this.cookieName(request)] ?? "";
    const token = cookie === "" || cookie.length > MAX_LENGTH ? null : this.#signer.verify(cookie);
    if (token === null) return createSession({ json: this.#json });
    const { value, signedAt: savedAt, isCurrent } = token;
    const text = isTooOld(this.#settings, savedAt) ? null : this.#decode(value);
    if (text === null) return createSession({ json: this.#json });
    const session = createSession({ json: this.#json, text, savedAt, isStale: !isCurrent });
    const state = stateOf(session);
    const isOver = state !== null && absoluteEnd(this.#settings, startOf(state)) <= Date.now();
    return isOver ? createSession({ json: this.#json }) : session;
  }

  /**
   * Writes a session into the response, if it changed or has to be prolonged.
   *
   * @throws MicroError `MICRO_SESSION_TOO_LARGE` in debug and under test.
   */
  save(session: Session, request: Request, response: Response): void {
    const state = stateOf(session);
    if (state === null || this.#signer === null) return;
    if (!session.isModified && !this.#needsRefresh(session, state, request)) return;
    varyByCookie(response);
    const name = this.cookieName(request);
    if (isEmpty(session)) return this.#cookie.delete(response, name);
    const start = startOf(state);
    const text = state.encode(session, this.#settings.absoluteTimeout === null ? 0 : start);
    const value = this.#signer.sign(
      this.#cipher === null ? encodePayload(text) : this.#cipher.seal(encodePayload(text)),
    );
    this.#cookie.set(response, { name, value, expires: this.#expiryOf(session, start) });
  }

  /** Whether a request that did not touch its session carries a permanent one, which is prolonged. */
  needsSession(request: Request): boolean {
    if (this.#signer === null || !this.#settings.refreshEachRequest) return false;
    const header = request.headers.get("cookie");
    if (header === undefined) return false;
    if (this.#cipher !== null) return header.includes(`${this.cookieName(request)}=`);
    if (PERMANENT_MARKS.some((mark) => header.includes(mark))) return true;
    return header.includes(`${this.cookieName(request)}=.`); // compressed: only opening it tells
  }

  #decode(payload: string): string | null {
    const opened = this.#cipher === null ? payload : this.#cipher.open(payload);
    return opened === null ? null : decodePayload(opened);
  }

  #needsRefresh(session: Session, { origin, isRegenerated }: SessionState, request: Request): boolean {
    if (isEmpty(session)) return false;
    if (isRegenerated || (this.#settings.refreshEachRequest && session.permanent)) return true;
    if (!request.isSessionUsed) return false;
    const age = Date.now() / 1000 - (origin.savedAt ?? 0);
    return origin.isStale === true || age >= refreshInterval(this.#settings);
  }

  #expiryOf(session: Session, start: number): number | null {
    if (!session.permanent) return null;
    return Math.min(Date.now() + this.#settings.lifetime * 1000, absoluteEnd(this.#settings, start));
  }
}

/** Sessions in signed cookies: what an app has unless it says otherwise. */
export function cookieSessions(options: CookieSessionsOptions = {}): SessionFactory {
  return (settings) => new CookieSessions(settings, options);
}
