/**
 * What a visitor's session holds: JSON values, `Date`, `Map`, `Set`, `BigInt`, `Uint8Array` and `Markup`.
 *
 * Add your own names: `declare module "@micro-web/core" { interface SessionData { userId?: number } }`.
 */
export interface SessionData {
  [name: string]: unknown;
}

/** What a session can do besides holding data. These names are not enumerable and cannot be names of data. */
export interface SessionControls {
  /** Whether the visitor came without a session, or with one that is forged, damaged or over. */
  readonly isNew: boolean;
  /** Whether the data differs from what was loaded, at any depth; a change that was taken back is none. */
  readonly isModified: boolean;
  /** Whether {@link regenerate} was called in this request; for what an extension ties to the identity. */
  readonly isRegenerated: boolean;
  /** The id under which a store keeps the session; "" for new ones and for sessions that live in the cookie. */
  readonly sid: string;
  /** Whether the cookie outlives the browser, for `PERMANENT_SESSION_LIFETIME` seconds. @default false */
  permanent: boolean;
  /** Forgets everything; the cookie, and what a store keeps, is deleted unless new data is set. */
  clear(): void;
  /**
   * Gives the session a new identity and keeps its data; call it at login and logout, so that nobody who knew the old
   * identity shares the new one (session fixation). A store forgets the old id; a signed cookie is signed anew.
   */
  regenerate(): void;
}

/** The session of a visitor: its own properties are the data, its controls come from its prototype. */
export interface Session extends SessionData, SessionControls {}
