import type { MaybePromise } from "@micro-web/core";

/** A token for programs that act for a user: one row of a table. The token itself is kept nowhere. */
export interface ApiToken {
  /** The key of the row, 22 characters. */
  readonly id: string;
  /** Of the user. */
  readonly userId: string;
  /** SHA-256 of the whole token, 43 characters. */
  readonly hash: string;
  /** What the user calls it: "laptop". */
  readonly name: string;
  /** What it may be used for: "posts:write", or "*" for all. */
  readonly abilities: readonly string[];
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  /** In milliseconds since 1970; `null` for never. */
  readonly expiresAt: number | null;
  /** When it was last used, to the minute, in milliseconds since 1970; `null` for never. */
  readonly lastUsedAt: number | null;
}

/** Keeps API tokens. `apiTokenStoreChecks` of `@micro-web/login/testing` checks all that is said here. */
export interface ApiTokenStore {
  /** Keeps a new token. */
  create(token: ApiToken): MaybePromise<void>;
  /** The token; `null` when it is not there. It may be over. */
  find(id: string): MaybePromise<ApiToken | null>;
  /** Notes when a token was used, if it is there. @param usedAt - In milliseconds since 1970. */
  touch(id: string, usedAt: number): MaybePromise<void>;
  /** Forgets a token; tells whether it was there. */
  delete(id: string): MaybePromise<boolean>;
  /** The tokens of a user, oldest first. */
  listOfUser(userId: string): MaybePromise<readonly ApiToken[]>;
  /** Forgets all tokens of a user; gives their number. */
  deleteOfUser(userId: string): MaybePromise<number>;
  /** Removes what is over, for stores that do not do so themselves; gives their number. */
  cleanup?(): MaybePromise<number>;
}
