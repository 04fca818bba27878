import type { Request } from "../http/request.ts";
import type { Response } from "../http/response.ts";
import type { Session } from "../http/session.ts";
import { ServiceUnavailable } from "../http-errors.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { TimestampSigner } from "../signing.ts";
import {
  createReadOnlySession,
  createSession,
  isEmpty,
  noSecret,
  type SessionState,
  stateOf,
} from "./session.ts";
import { absoluteEnd, startOf } from "./session-clock.ts";
import { SessionCookie, varyByCookie } from "./session-cookie.ts";
import type { SessionFactory, SessionInterface } from "./session-interface.ts";
import type { SessionSettings } from "./session-settings.ts";
import type { SessionStore } from "./session-store.ts";
import { type SessionTag, TaggedJson } from "./tagged-json.ts";

/** What {@link storedSessions} takes besides the store. */
export interface StoredSessionsOptions {
  /** How values of the app's own classes are kept; asked in this order, before the built-in ones. */
  readonly tags?: readonly SessionTag[];
}

/** A session on its way to the store. */
interface Saving {
  readonly session: Session;
  readonly state: SessionState;
  readonly request: Request;
  readonly response: Response;
}

/** No id of ours is longer, signature included. */
const MAX_LENGTH = 256;
/** 192 bits, which nobody guesses (OWASP asks for 64). */
const ID_BYTES = 24;

/** Keeps sessions in a store; the cookie holds a signed id. */
export class StoredSessions implements SessionInterface {
  /** A store may take its time. */
  readonly opens = "before-hooks";
  readonly #store: SessionStore;
  readonly #settings: SessionSettings;
  readonly #signer: TimestampSigner | null;
  readonly #json: TaggedJson;
  readonly #cookie: SessionCookie;

  /** @param store - Where the data is. @param settings - Of the app. @param options - Tags. */
  constructor(store: SessionStore, settings: SessionSettings, { tags = [] }: StoredSessionsOptions = {}) {
    this.#store = store;
    this.#settings = settings;
    this.#json = new TaggedJson(tags);
    this.#cookie = new SessionCookie(settings);
    const { secrets } = settings;
    this.#signer = secrets.length === 0 ? null : new TimestampSigner(secrets, "session-id");
  }

  /** The name of the cookie of a request; override it for one that depends on the request. */
  cookieName(_request: Request): string {
    return this.#settings.cookieName;
  }

  /**
   * The session of a request. The store is not asked without a cookie that we signed, and an id that it does not know is
   * never taken over.
   *
   * @throws ServiceUnavailable when the store fails.
   */
  open(request: Request): MaybePromise<Session> {
    if (this.#signer === null) return createReadOnlySession(noSecret);
    const cookie = request.cookies[this.cookieName(request)] ?? "";
    const token = cookie === "" || cookie.length > MAX_LENGTH ? null : this.#signer.verify(cookie);
    if (token === null) return createSession({ json: this.#json });
    return this.#load(token.value, !token.isCurrent);
  }

  /**
   * Keeps a session, if it changed or has to be prolonged. The changes of a session that another request has ended
   * meanwhile are lost with it.
   */
  save(session: Session, request: Request, response: Response): MaybePromise<void> {
    const state = stateOf(session);
    if (state === null) return;
    const saving = { session, state, request, response };
    if (isEmpty(session)) return this.#end(saving);
    if (state.isNew || state.isRegenerated) return this.#begin(saving);
    if (session.isModified) return this.#update(saving);
    return this.#prolong(saving);
  }

  /** Whether a request that did not touch its session carries a permanent one, which is prolonged. */
  needsSession({ openedSession }: Request): boolean {
    return this.#settings.refreshEachRequest && openedSession?.permanent === true;
  }

  async #load(sid: string, isStale: boolean): Promise<Session> {
    const text = await this.#ask(() => this.#store.read(sid));
    if (text === null) return createSession({ json: this.#json });
    const session = createSession({
      json: this.#json,
      text,
      sid,
      isStale,
      savedAt: Math.floor(Date.now() / 1000),
    });
    const state = stateOf(session);
    if (state === null || this.#ttl(state) > 0) return session;
    await this.#ask(() => this.#store.delete(sid));
    return createSession({ json: this.#json });
  }

  /** A new id, unless another request has ended the session meanwhile; the old id is of no use any more. */
  async #begin(saving: Saving): Promise<void> {
    const { session, state } = saving;
    if (session.sid !== "" && !(await this.#store.delete(session.sid))) return;
    const id = createId();
    await this.#store.create(id, this.#encode(session, state), this.#ttl(state));
    this.#setCookie(saving, id);
  }

  async #update(saving: Saving): Promise<void> {
    const { session, state } = saving;
    const isThere = await this.#store.update(session.sid, this.#encode(session, state), this.#ttl(state));
    const wasPermanent = Boolean(state.loaded["_permanent"]);
    const needsCookie = session.permanent || wasPermanent || state.origin.isStale === true;
    if (isThere && needsCookie) this.#setCookie(saving, session.sid);
  }

  async #prolong(saving: Saving): Promise<void> {
    const { session, state, request } = saving;
    const isRefreshed = session.permanent && this.#settings.refreshEachRequest;
    const isActive = this.#settings.idleTimeout !== null && request.isSessionUsed;
    const isRenewed = state.origin.isStale === true && request.isSessionUsed;
    if ((isRefreshed || isActive) && !(await this.#store.touch(session.sid, this.#ttl(state)))) return;
    if (isRefreshed || isRenewed) this.#setCookie(saving, session.sid);
  }

  #end({ session, request, response }: Saving): MaybePromise<void> {
    if (session.sid === "") return;
    this.#cookie.delete(response, this.cookieName(request));
    varyByCookie(response);
    const deleted = this.#store.delete(session.sid);
    if (isPromise(deleted)) return deleted.then(() => undefined);
  }

  #setCookie({ session, state, request, response }: Saving, id: string): void {
    const value = this.#signer?.sign(id) ?? "";
    const expires = session.permanent ? Date.now() + this.#ttl(state) * 1000 : null;
    this.#cookie.set(response, { name: this.cookieName(request), value, expires });
    varyByCookie(response);
  }

  #encode(session: Session, state: SessionState): string {
    return state.encode(session, this.#settings.absoluteTimeout === null ? 0 : startOf(state));
  }

  /** Seconds until the session is over if nothing more happens. */
  #ttl(state: SessionState): number {
    const { lifetime, idleTimeout } = this.#settings;
    const left = (absoluteEnd(this.#settings, startOf(state)) - Date.now()) / 1000;
    return Math.min(lifetime, idleTimeout ?? Infinity, left);
  }

  async #ask<Answer>(question: () => MaybePromise<Answer>): Promise<Answer> {
    try {
      const answer = question();
      return isPromise(answer) ? await answer : answer;
    } catch (cause) {
      this.#settings.log(`The session store failed: ${String(cause)}`);
      throw new ServiceUnavailable(undefined, { cause });
    }
  }
}

function createId(): string {
  return process.getBuiltinModule("node:crypto").randomBytes(ID_BYTES).toString("base64url");
}

/**
 * Sessions in a store.
 *
 * @param store - One of `@micro-web/sessions`, or any other.
 * @example
 * const app = new Micro(import.meta, { sessions: storedSessions(new FileStore("var/sessions")) });
 */
export function storedSessions(store: SessionStore, options: StoredSessionsOptions = {}): SessionFactory {
  return (settings) => new StoredSessions(store, settings, options);
}
