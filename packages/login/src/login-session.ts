import type { Session } from "@micro-web/core";

/** What a session knows of who is logged in. */
export interface LoginRecord {
  /** The user's id. */
  readonly id: string;
  /** Whether the user has shown a password in this session. */
  readonly isFresh: boolean;
  /** What the user's stamp was; `null` without stamps. */
  readonly stamp: string | null;
  /** Whether the user was logged in although they are not active. */
  readonly isForced: boolean;
  /** Of whom the session is, with session protection; `null` without. */
  readonly fingerprint: string | null;
}

/** Names in the session: those of the guard "user" are Flask-Login's. */
type Keys = Readonly<Record<keyof LoginRecord, string>>;

/** Longer ids are no ids. */
const MAX_ID_LENGTH = 255;
/** What begins like this is of a guard with another name. */
const PREFIX = "_login_";
const USER_KEYS: Keys = {
  id: "_user_id",
  isFresh: "_fresh",
  stamp: "_user_stamp",
  isForced: "_user_forced",
  fingerprint: "_user_fingerprint",
};
/** What a login keeps of the visitor's session besides logins of other guards: messages, and how long the cookie lives. */
const KEPT: readonly string[] = ["_flashes", "_permanent"];

/** Where a guard keeps its login in sessions. */
export class LoginSession {
  readonly #keys: Keys;

  /** @param guard - The name of the guard. */
  constructor(guard: string) {
    this.#keys = guard === "user" ? USER_KEYS : namedKeys(guard);
  }

  /** The login in a session; `null` for none. */
  read(session: Session): LoginRecord | null {
    const id = session[this.#keys.id];
    if (typeof id !== "string" || id === "" || id.length > MAX_ID_LENGTH) return null;
    return {
      id,
      isFresh: session[this.#keys.isFresh] === true,
      stamp: textOrNull(session[this.#keys.stamp]),
      isForced: session[this.#keys.isForced] === true,
      fingerprint: textOrNull(session[this.#keys.fingerprint]),
    };
  }

  /** Whether a session has anything of a login, be it valid or not. */
  isIn(session: Session): boolean {
    return session[this.#keys.id] !== undefined;
  }

  /**
   * Logs in: a new session, so that nobody who knew the old one, or put something into it, shares the login. What stays
   * is what other guards keep, and what `kept` names.
   */
  begin(session: Session, record: LoginRecord, kept: readonly string[]): void {
    this.#empty(session, (key) => KEPT.includes(key) || kept.includes(key));
    session[this.#keys.id] = record.id;
    session[this.#keys.isFresh] = record.isFresh;
    if (record.stamp !== null) session[this.#keys.stamp] = record.stamp;
    if (record.isForced) session[this.#keys.isForced] = true;
    if (record.fingerprint !== null) session[this.#keys.fingerprint] = record.fingerprint;
  }

  /** Logs out: nothing stays but the logins of other guards. */
  end(session: Session): void {
    this.#empty(session, () => false);
  }

  /** Takes a login that is not valid out of a session, and nothing else. */
  drop(session: Session): void {
    for (const key of Object.values(this.#keys)) Reflect.deleteProperty(session, key);
  }

  /** Notes that the user has shown a password just now, or that it is not sure whether it is them. */
  setFresh(session: Session, isFresh: boolean): void {
    session[this.#keys.isFresh] = isFresh;
  }

  /** Notes what the login depends on from now on. */
  setStamp(session: Session, stamp: string): void {
    session[this.#keys.stamp] = stamp;
  }

  /** Notes of whom the session is. */
  setFingerprint(session: Session, fingerprint: string): void {
    session[this.#keys.fingerprint] = fingerprint;
  }

  #empty(session: Session, isKept: (key: string) => boolean): void {
    const own = new Set(Object.values(this.#keys));
    const kept = Object.entries(session).filter(([key]) => !own.has(key) && (isLoginKey(key) || isKept(key)));
    session.clear();
    session.regenerate();
    for (const [key, value] of kept) session[key] = value;
  }
}

function namedKeys(guard: string): Keys {
  const key = (part: string): string => `${PREFIX}${guard}_${part}`;
  return {
    id: key("id"),
    isFresh: key("fresh"),
    stamp: key("stamp"),
    isForced: key("forced"),
    fingerprint: key("fingerprint"),
  };
}

function isLoginKey(key: string): boolean {
  return key.startsWith(PREFIX) || Object.values(USER_KEYS).includes(key);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
