import type { Remembered } from "./remembered.ts";
import type { RememberSeries, RememberStore } from "./remember-store.ts";
import { createSecret, digestOf, isSameText } from "./secret-text.ts";

/**
 * Milliseconds for which the token before is good too: a browser that opens with two tabs shows one token twice, and the
 * answer with the next one may reach it after its next request has left.
 */
const GRACE = 60_000;
/** Of base64url: 132 bits. */
const KEY_LENGTH = 22;
const COOKIE = /^([\w-]{22})\.([\w-]{43})$/;

/**
 * Remember-me tokens of a store: each is good for one use, which gives the next one. When a token that has been used is
 * shown again, somebody else has used it, or shows it: then every browser forgets the user.
 *
 * (Barry Jaspan, Improved Persistent Login Cookie Best Practice.)
 */
export class RememberTokens {
  readonly #store: RememberStore;
  readonly #guard: string;

  /** @param store - Of the app. @param guard - Whose users: the tokens of others in the same store are none of its. */
  constructor(store: RememberStore, guard: string) {
    this.#store = store;
    this.#guard = guard;
  }

  /** The cookie of a browser that is to remember a user. @param duration - In seconds. */
  async issue({ userId, stamp }: { userId: string; stamp: string }, duration: number): Promise<string> {
    const [series, token] = [createSecret(16), createSecret(32)];
    const now = Date.now();
    await this.#store.create({
      series: this.#keyOf(series),
      userId,
      stamp,
      tokenHash: digestOf(token),
      previousHash: "",
      rotatedAt: now,
      expiresAt: now + duration * 1000,
    });
    return `${series}.${token}`;
  }

  /** Whom a cookie remembers, and the next cookie. @param prolongsBy - Seconds from now; `null` for no longer. */
  async redeem(cookie: string, prolongsBy: number | null): Promise<Remembered | null> {
    const [, series = "", token = ""] = COOKIE.exec(cookie) ?? [];
    const kept = series === "" ? null : await this.#store.find(this.#keyOf(series));
    if (kept === null) return null;
    if (kept.expiresAt <= Date.now()) {
      await this.#store.delete(kept.series);
      return null;
    }
    const hash = digestOf(token);
    if (!isSameText(hash, kept.tokenHash)) return this.#redeemOld(kept, hash);
    const rotated = await this.#rotate(kept, series, prolongsBy);
    if (rotated !== null) return rotated;
    const now = await this.#store.find(kept.series); // another request was quicker
    return now === null ? null : this.#redeemOld(now, hash);
  }

  /** Forgets the browser of a cookie, if its token is, or just was, the right one. */
  async revoke(cookie: string): Promise<void> {
    const [, series = "", token = ""] = COOKIE.exec(cookie) ?? [];
    const kept = series === "" ? null : await this.#store.find(this.#keyOf(series));
    if (kept === null) return;
    const hash = digestOf(token);
    if (isSameText(hash, kept.tokenHash) || isSameText(hash, kept.previousHash))
      await this.#store.delete(kept.series);
  }

  async #rotate(kept: RememberSeries, series: string, prolongsBy: number | null): Promise<Remembered | null> {
    const token = createSecret(32);
    const now = Date.now();
    const next: RememberSeries = {
      ...kept,
      tokenHash: digestOf(token),
      previousHash: kept.tokenHash,
      rotatedAt: now,
      expiresAt: prolongsBy === null ? kept.expiresAt : now + prolongsBy * 1000,
    };
    if (!(await this.#store.replace(next, kept.tokenHash))) return null;
    const cookie = { value: `${series}.${token}`, maxAge: (next.expiresAt - now) / 1000 };
    return { userId: kept.userId, stamp: kept.stamp, isStolen: false, cookie };
  }

  /** The key of a row. @param series - As in the cookie. */
  #keyOf(series: string): string {
    return digestOf(`${this.#guard} ${series}`).slice(0, KEY_LENGTH);
  }

  async #redeemOld(kept: RememberSeries, hash: string): Promise<Remembered> {
    const { userId, stamp } = kept;
    const isRecent = Date.now() - kept.rotatedAt <= GRACE && isSameText(hash, kept.previousHash);
    if (!isRecent) await this.#store.deleteOfUser(userId);
    return { userId, stamp, isStolen: !isRecent, cookie: null };
  }
}
