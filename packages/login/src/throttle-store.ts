import type { MaybePromise } from "@micro-web/core";

/** How often something was tried in the time that runs. */
export interface ThrottleCount {
  readonly count: number;
  /** When the time is over, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** Counts attempts. `throttleStoreChecks` of `@micro-web/login/testing` checks all that is said here. */
export interface ThrottleStore {
  /**
   * Adds to a count in one step, so that of several attempts at once each counts. A count that is not there, or over,
   * begins at 0 and lasts from now; none gets below 0.
   *
   * @param key - 43 characters. @param amount - 1 or -1. @param seconds - For which a new count lasts.
   */
  add(key: string, amount: number, seconds: number): MaybePromise<ThrottleCount>;
  /** Forgets a count. */
  delete(key: string): MaybePromise<unknown>;
  /** Removes what is over, for stores that do not do so themselves; gives their number. */
  cleanup?(): MaybePromise<number>;
}
