import type { Request } from "../http/request.ts";
import type { Response } from "../http/response.ts";
import type { Session } from "../http/session.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { SessionSettings } from "./session-settings.ts";

/**
 * Where the sessions of an app come from and go (Flask's `SessionInterface`).
 *
 * @example
 * class NoSessions implements SessionInterface {
 *   readonly opens = "when-used";
 *   open() { return createSession(); }
 *   save() {}
 * }
 * const app = new Micro(import.meta, { sessions: () => new NoSessions() });
 */
export interface SessionInterface {
  /**
   * "when-used": `open` answers at once and is called when something first asks for the session, so that requests
   * without one pay nothing. "before-hooks": it may take its time and is called before the first hook of each request.
   */
  readonly opens: "when-used" | "before-hooks";
  /** The session of a request; the endpoint is known. A cookie that is forged or damaged is a new session. */
  open(request: Request): MaybePromise<Session>;
  /** Keeps a session that was opened; called after all after-request hooks. `Vary: Cookie` is there if it was used. */
  save(session: Session, request: Request, response: Response): MaybePromise<void>;
  /** Whether the response needs the session though nothing asked for it. Called often. @default no */
  needsSession?(request: Request): boolean;
}

/**
 * Makes the sessions of an app from its configuration, when it starts.
 *
 * @throws MicroError `MICRO_CONFIG_INVALID`.
 */
export type SessionFactory = (settings: SessionSettings) => SessionInterface;
