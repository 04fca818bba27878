import type { MaybePromise } from "../maybe-promise.ts";

/**
 * Keeps the data of sessions on the server, by id. What is over is as if it had never been.
 *
 * `update` and `touch` never bring back what was deleted: of two requests of a visitor one may log out while the other
 * still runs. `testSessionStore` of `@micro-web/sessions/testing` checks all that is said here.
 *
 * @example
 * const app = new Micro(import.meta, { sessions: storedSessions(new MemoryStore()) });
 */
export interface SessionStore {
  /** The data; `null` when there is none under the id. */
  read(id: string): MaybePromise<string | null>;
  /** Keeps the data of a new session for `ttl` seconds. */
  create(id: string, data: string, ttl: number): MaybePromise<void>;
  /** Replaces the data if it is there and keeps it for `ttl` more seconds; tells whether it was there. */
  update(id: string, data: string, ttl: number): MaybePromise<boolean>;
  /** Keeps the data for `ttl` more seconds; tells whether it was there. */
  touch(id: string, ttl: number): MaybePromise<boolean>;
  /** Forgets the data; tells whether it was there. */
  delete(id: string): MaybePromise<boolean>;
  /** Removes what is over, for stores that do not do so themselves; gives their number. */
  cleanup?(): MaybePromise<number>;
}
