import { toAddressKey, TooManyRequests } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import { MemoryThrottleStore } from "./memory-throttle-store.ts";
import { digestOf } from "./secret-text.ts";
import type { ThrottleStore } from "./throttle-store.ts";

/** Longer ones are no names: NFKC makes up to 18 characters of one, and takes its time. */
const MAX_LENGTH = 1024;

/**
 * A name or e-mail address in its one spelling, for keeping it and for finding it: NFKC, lower case, without spaces around
 * it. Two that look alike but are not the same, `mike` and `mıke`, stay two. What is longer than any name, 1024
 * characters, is left as it is.
 *
 * @example
 * normalizeAccount(" Ann@Example.org"); // "ann@example.org"
 */
export function normalizeAccount(account: string): string {
  return account.length > MAX_LENGTH ? account : account.normalize("NFKC").trim().toLowerCase();
}

/** So many attempts in so many seconds. */
export interface AttemptLimit {
  readonly attempts: number;
  readonly seconds: number;
}

/** How often a password may be guessed. */
export interface LoginThrottleOptions {
  /** What is counted, where several throttles share a store: each has counts of its own. @default "" */
  readonly name?: string;
  /** Where attempts are counted; a shared one where there are several processes. @default this process's memory */
  readonly store?: ThrottleStore;
  /** For one account, from wherever. @default 10 in 15 minutes */
  readonly perAccount?: AttemptLimit;
  /** For one address (of IPv6 a /64), whatever the account. @default 100 in 15 minutes */
  readonly perAddress?: AttemptLimit;
  /**
   * The visitor's address; "" for an unknown one, which has no limit. Behind a proxy it is the proxy's, unless
   * `TRUSTED_PROXIES` says that it is to be believed.
   *
   * @default `request.remoteAddress`
   */
  readonly addressOf?: (request: AnyRequest) => string;
}

/** An attempt to log in, which counts until it is known to have been the right password. */
export interface LoginAttempt {
  /**
   * Counts the attempt for the user whom the account leads to as well: there may be several names of one, such as all those
   * that the collation of a database takes for the same.
   *
   * @param userId - Of this kind of users alone; `null` for nobody, for whom it takes as long.
   * @throws TooManyRequests with Retry-After.
   */
  countFor(userId: string | null): Promise<void>;
  /** Takes the attempt back, and those for the account before it. */
  succeed(): Promise<void>;
}

const ACCOUNT_LIMIT: AttemptLimit = { attempts: 10, seconds: 900 };
const ADDRESS_LIMIT: AttemptLimit = { attempts: 100, seconds: 900 };

/**
 * Slows the guessing of passwords down: per account and per address. Unknown accounts count like others, so that the limit
 * says nothing of who has one. An attempt counts before the password is looked at: a hundred at once get no further than
 * one after the other.
 *
 * @example
 * const attempt = await throttle.attempt(request, email); // or 429 with Retry-After
 * if (await isRight(email, password)) await attempt.succeed();
 */
export class LoginThrottle {
  readonly #name: string;
  readonly #store: ThrottleStore;
  readonly #perAccount: AttemptLimit;
  readonly #perAddress: AttemptLimit;
  readonly #addressOf: (request: AnyRequest) => string;

  /** @param options - The limits, and where attempts are counted. */
  constructor({
    name = "",
    store = new MemoryThrottleStore(),
    perAccount = ACCOUNT_LIMIT,
    perAddress = ADDRESS_LIMIT,
    addressOf = ({ remoteAddress }) => remoteAddress,
  }: LoginThrottleOptions = {}) {
    this.#name = name;
    this.#store = store;
    this.#perAccount = perAccount;
    this.#perAddress = perAddress;
    this.#addressOf = addressOf;
  }

  /**
   * Counts an attempt.
   *
   * @param account - What the visitor says to be, in any spelling.
   * @throws TooManyRequests with Retry-After. One that is refused for its address does not count for the account.
   */
  async attempt(request: AnyRequest, account: string): Promise<LoginAttempt> {
    const address = toAddressKey(this.#addressOf(request));
    const addressKey = address === "" ? "" : this.#keyOf(`address ${address}`);
    const accountKey = this.#keyOf(`account ${normalizeAccount(account)}`);
    if (addressKey !== "") await this.#count(addressKey, this.#perAddress);
    await this.#count(accountKey, this.#perAccount);
    let userKey = "";
    return {
      countFor: async (userId) => {
        userKey = userId === null ? this.#keyOf(`nobody ${accountKey}`) : this.#keyOf(`user ${userId}`);
        await this.#count(userKey, this.#perAccount);
      },
      succeed: async () => {
        await this.#store.delete(accountKey);
        if (userKey !== "") await this.#store.delete(userKey);
        if (addressKey !== "") await this.#store.add(addressKey, -1, this.#perAddress.seconds);
      },
    };
  }

  #keyOf(subject: string): string {
    return digestOf(this.#name === "" ? subject : `${JSON.stringify(this.#name)} ${subject}`);
  }

  async #count(key: string, { attempts, seconds }: AttemptLimit): Promise<void> {
    const { count, endsAt } = await this.#store.add(key, 1, seconds);
    if (count <= attempts) return;
    const retryAfter = Math.max(1, Math.ceil((endsAt - Date.now()) / 1000));
    throw new TooManyRequests("Too many attempts to log in. Try again later.", { retryAfter });
  }
}
