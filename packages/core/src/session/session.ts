import { MicroError } from "../errors.ts";
import type { Session, SessionControls } from "../http/session.ts";
import { setMember, TaggedJson } from "./tagged-json.ts";

/** Where a session comes from; nothing of it for a new one. */
export interface SessionOrigin {
  /** What was kept, JSON. */
  readonly text?: string;
  /** The id in a store. */
  readonly sid?: string;
  /** When it was written, in seconds since 1970. */
  readonly savedAt?: number;
  /** Whether it was signed with an older secret. */
  readonly isStale?: boolean;
  /** Reads and writes the data. @default the built-in tags */
  readonly json?: TaggedJson;
}

/** Where Flask keeps whether a session outlives the browser. */
const PERMANENT = "_permanent";
/** Where the beginning of a session is kept, in seconds since 1970, when there is an absolute timeout. */
const CREATED = "_created";

const BUILT_IN: TaggedJson = new TaggedJson();

/** What an interface has to know of a session besides its data. */
export class SessionState {
  /** Where it comes from. */
  readonly origin: SessionOrigin;
  /** When it began, in seconds since 1970; 0 when that was not kept. */
  createdAt = 0;
  /** Whether nothing valid was loaded. */
  isNew = true;
  /** Whether {@link SessionControls.regenerate} was called. */
  isRegenerated = false;
  /** The members that were loaded; those that are no objects cannot change. */
  loaded: Readonly<Record<string, unknown>> = {};
  readonly json: TaggedJson;

  /** @param origin - Where the session comes from. */
  constructor(origin: SessionOrigin) {
    this.origin = origin;
    this.json = origin.json ?? BUILT_IN;
  }

  /** Reads what was kept; `null` for what is no session. */
  load(): Record<string, unknown> | null {
    const { text } = this.origin;
    const data = text === undefined ? null : readObject(text, this.json);
    if (data === null) return null;
    this.isNew = false;
    if (typeof data[CREATED] === "number") this.createdAt = data[CREATED];
    delete data[CREATED];
    this.loaded = data;
    return data;
  }

  /** Whether data differs from what was loaded. */
  differs(data: object): boolean {
    let count = 0;
    let hasObjects = false;
    for (const [key, value] of Object.entries(data)) {
      if (value === undefined) continue; // as in JSON
      count++;
      if (typeof value === "object" && value !== null) hasObjects = true;
      else if (value !== this.loaded[key]) return true;
    }
    if (count !== Object.keys(this.loaded).length) return true;
    return hasObjects && this.#textDiffers(data);
  }

  /** Objects change without a trace: their text is compared, with that of a second reading unless they are alike. */
  #textDiffers(data: object): boolean {
    const { text = "{}" } = this.origin;
    const now = this.json.stringify({ ...data });
    if (now === text) return false;
    const before = readObject(text, this.json) ?? {};
    delete before[CREATED];
    return now !== this.json.stringify(before);
  }

  /** What to keep. @param createdAt - Kept along, in seconds since 1970; 0 for not. */
  encode(data: object, createdAt: number): string {
    return this.json.stringify(createdAt === 0 ? { ...data } : { ...data, [CREATED]: createdAt });
  }
}

/** The session of one request. Its own properties are the visitor's data. */
class VisitorSession implements SessionControls {
  readonly #state: SessionState;

  constructor(state: SessionState) {
    this.#state = state;
    const data = state.load() ?? {};
    for (const key of Object.keys(data)) setData(this, key, data[key]);
  }

  static stateOf(session: object): SessionState | null {
    return #state in session ? session.#state : null;
  }

  get isNew(): boolean {
    return this.#state.isNew;
  }

  get isModified(): boolean {
    return this.#state.differs(this);
  }

  get isRegenerated(): boolean {
    return this.#state.isRegenerated;
  }

  get sid(): string {
    return this.#state.origin.sid ?? "";
  }

  get permanent(): boolean {
    return Boolean(Reflect.get(this, PERMANENT));
  }

  set permanent(isPermanent: boolean) {
    setMember(this, PERMANENT, isPermanent);
  }

  clear(): void {
    for (const key of Object.keys(this)) Reflect.deleteProperty(this, key);
    this.#state.createdAt = Math.floor(Date.now() / 1000);
  }

  regenerate(): void {
    this.#state.isRegenerated = true;
  }
}

/** Data of the name of a control hides the control instead of calling its setter. */
function setData(session: object, key: string, value: unknown): void {
  if (key in session) setMember(session, key, value);
  else Reflect.set(session, key, value);
}

/**
 * A session for a {@link SessionInterface} to give.
 *
 * @param origin - What was kept; text that is no JSON object makes a new session.
 * @example
 * const session = createSession({ text: '{"user":3}' });
 * session["user"]; // 3
 */
export function createSession(origin: SessionOrigin = {}): Session {
  return new VisitorSession(new SessionState(origin)) as unknown as Session; // any name may be data
}

/** What was loaded into a session; `null` for one that cannot be saved. */
export function stateOf(session: Session): SessionState | null {
  return VisitorSession.stateOf(session);
}

/** An empty session that can be read but not changed. @param refuse - Makes the error for a change. */
export function createReadOnlySession(refuse: () => Error): Session {
  const fail = (): never => {
    throw refuse();
  };
  const controls: object = Object.create(null, {
    isNew: { value: true },
    isModified: { value: false },
    isRegenerated: { value: false },
    sid: { value: "" },
    permanent: { value: false },
    clear: { value: fail },
    regenerate: { value: fail },
  }) as object; // what has just been defined
  const empty = Object.freeze(Object.create(controls)) as Session; // with them as its prototype
  return new Proxy(empty, { set: fail, defineProperty: fail });
}

/** Whether a session holds nothing that would be kept. */
export function isEmpty(session: Session): boolean {
  return Object.values(session).every((value) => value === undefined);
}

/** The error for a change of a session that nothing can sign. */
export function noSecret(): MicroError {
  return new MicroError(
    "MICRO_SESSION_NO_SECRET",
    "The session is unavailable because no secret key was set. Set SECRET_KEY in the app's configuration, or " +
      "MICRO_SECRET_KEY in the environment, to something long and random that stays the same between restarts.",
  );
}

/** The object of a JSON text; `null` for what is none, though it was signed with our key. */
function readObject(text: string, json: TaggedJson): Record<string, unknown> | null {
  try {
    const value = json.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const isObject = Object.getPrototypeOf(value) === Object.prototype;
    return isObject ? (value as Record<string, unknown>) : null; // a JSON object
  } catch {
    return null;
  }
}
