import type { MaybePromise } from "@micro-web/core";

/** A browser that remembers a user: one row of a table. */
export interface RememberSeries {
  /** The key of the row, a hash of what names the browser, 22 characters. */
  readonly series: string;
  /** Of the user. */
  readonly userId: string;
  /** The hash of the token that the browser has to show next, 43 characters. */
  readonly tokenHash: string;
  /** The hash of the token before; "" for none. */
  readonly previousHash: string;
  /** What the user's stamp was; "" without stamps. */
  readonly stamp: string;
  /** When the token was replaced, or made, in milliseconds since 1970. */
  readonly rotatedAt: number;
  /** When it is over, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Keeps which browsers remember which users. `rememberStoreChecks` of `@micro-web/login/testing` checks all that is said
 * here.
 */
export interface RememberStore {
  /** Keeps a new series. */
  create(series: RememberSeries): MaybePromise<void>;
  /** The series; `null` when it is not there. It may be over. */
  find(series: string): MaybePromise<RememberSeries | null>;
  /**
   * Replaces a series, if its token is still the one with this hash: of several requests at once one succeeds.
   *
   * In SQL: `UPDATE ... WHERE series = ? AND token_hash = ?`, and whether that changed a row.
   */
  replace(series: RememberSeries, expectedHash: string): MaybePromise<boolean>;
  /** Forgets a series; tells whether it was there. */
  delete(series: string): MaybePromise<boolean>;
  /** Forgets all series of a user; gives their number. */
  deleteOfUser(userId: string): MaybePromise<number>;
  /** Removes what is over, for stores that do not do so themselves; gives their number. */
  cleanup?(): MaybePromise<number>;
}
