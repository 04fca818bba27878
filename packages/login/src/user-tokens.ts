import { TimedSerializer } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { Guard } from "./guard.ts";
import { isSameText } from "./secret-text.ts";
import { stampOf } from "./stamp.ts";

/** What links in mails to users are for. */
export interface UserTokensOptions<User> {
  /** "password-reset", "email-confirm": a token of another purpose is not valid. */
  readonly purpose: string;
  /** Seconds for which a token is valid. @default 3600 */
  readonly maxAge?: number;
  /**
   * What ends all tokens of a user when it changes, so that each is good for one use: the hash of the password for a
   * reset, address and confirmation for an e-mail.
   */
  readonly getStamp: (user: User) => string;
}

/** Whose secrets sign: those of an app. */
export interface TokenSecrets {
  readonly SECRET_KEY: string | null;
  readonly SECRET_KEY_FALLBACKS: readonly string[];
}

/** What a valid token holds. */
export interface VerifiedUserToken<User> {
  /** Whom it was made for, as they are now. */
  readonly user: User;
  /** What it was made with; `null` for nothing. */
  readonly data: unknown;
}

/** Longer tokens are not ours. */
const MAX_LENGTH = 4096;

/** Tokens for links in mails: reset a password, confirm or change an address. {@link Login.tokens} makes them. */
export class UserTokens<User extends object> {
  readonly #guard: Guard<User>;
  readonly #options: UserTokensOptions<User>;
  readonly #secretsOf: (request: AnyRequest) => TokenSecrets;

  /** @param guard - Whose users they are for. @param options - The purpose. @param secretsOf - Of a request's app. */
  constructor(
    guard: Guard<User>,
    options: UserTokensOptions<User>,
    secretsOf: (request: AnyRequest) => TokenSecrets,
  ) {
    this.#guard = guard;
    this.#options = options;
    this.#secretsOf = secretsOf;
  }

  /**
   * A token for a link. It is not secret what is in it.
   *
   * @param source - A request, or an app, for commands and jobs.
   * @param data - JSON values that come back with the user: the new address.
   * @throws MicroError `MICRO_SECRET_EMPTY`, `MICRO_LOGIN_MISSING`.
   */
  create(source: AnyRequest | { readonly config: TokenSecrets }, user: User, data: unknown = null): string {
    const secrets = "config" in source ? source.config : this.#secretsOf(source);
    const id = this.#guard.idOf(user);
    return this.#createSerializer(secrets).sign([id, this.#stampOf(user), data]);
  }

  /**
   * Whom a token was made for; `null` for one that is forged, too old, used, of another purpose, or of a user who is no
   * more: who shows it need not know which.
   */
  async verify(request: AnyRequest, token: string): Promise<VerifiedUserToken<User> | null> {
    const payload = this.#read(request, token);
    if (payload === null) return null;
    const [id, stamp, data] = payload;
    const user = await this.#guard.options.loadUser(id, request);
    return user != null && isSameText(stamp, this.#stampOf(user)) ? { user, data } : null;
  }

  #stampOf(user: User): string {
    return stampOf(this.#options.purpose, `${this.#guard.idOf(user)} ${this.#options.getStamp(user)}`);
  }

  #read(request: AnyRequest, token: string): [id: string, stamp: string, data: unknown] | null {
    if (token.length > MAX_LENGTH) return null;
    const serializer = this.#createSerializer(this.#secretsOf(request));
    try {
      const { value } = serializer.verify(token, { maxAge: this.#options.maxAge ?? 3600 });
      if (!Array.isArray(value)) return null;
      const [id, stamp, data]: unknown[] = value;
      return typeof id === "string" && typeof stamp === "string" ? [id, stamp, data] : null;
    } catch {
      return null;
    }
  }

  #createSerializer({ SECRET_KEY, SECRET_KEY_FALLBACKS }: TokenSecrets): TimedSerializer {
    const salt = `micro-login.${this.#guard.name}.${this.#options.purpose}`;
    return new TimedSerializer([SECRET_KEY ?? "", ...SECRET_KEY_FALLBACKS], { salt });
  }
}
