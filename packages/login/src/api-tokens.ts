import { challenge, type MaybePromise } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { ApiToken, ApiTokenStore } from "./api-token-store.ts";
import type { RequestLoader } from "./request-loader.ts";
import { createSecret, digestOf, isSameText } from "./secret-text.ts";

/** How API tokens look and live. */
export interface ApiTokensOptions {
  /** Where they are kept. */
  readonly store: ApiTokenStore;
  /**
   * What they begin with, so that people and scanners of repositories recognize them: letters and digits. Each kind of users
   * has its own, where several share a store. @default "mwt"
   */
  readonly prefix?: string;
  /** Seconds for which a token is good that does not say; `null` for ever. @default null */
  readonly lifetime?: number | null;
}

/** What a new token is for. */
export interface NewApiToken {
  /** What the user calls it. @default "" */
  readonly name?: string;
  /** What it may be used for. @default ["*"], all */
  readonly abilities?: readonly string[];
  /** Seconds for which it is good; `null` for ever. @default `lifetime` */
  readonly expiresIn?: number | null;
}

/** A token when it is made: the only time that its text is there. */
export interface IssuedApiToken {
  /** For the user: `mwt_iD5...`. */
  readonly text: string;
  /** As it is kept. */
  readonly token: ApiToken;
}

/** An id and a secret. */
const TOKEN = /^([\w-]{22})\.[\w-]{43}$/;
/** Milliseconds in which a use is noted once. */
const TOUCH_INTERVAL = 60_000;

/**
 * Opaque tokens for programs: `Authorization: Bearer mwt_...`. Whoever reads the store cannot use them.
 *
 * @example
 * const apiTokens = new ApiTokens({ store: new MemoryApiTokenStore() });
 * const auth = login({ loadUser, apiTokens });
 * const { text } = await apiTokens.create(user.id, { name: "laptop", abilities: ["posts:read"], expiresIn: 90 * 86_400 });
 */
export class ApiTokens {
  readonly #store: ApiTokenStore;
  readonly #prefix: string;
  readonly #lifetime: number | null;
  readonly #used = new WeakMap<AnyRequest, ApiToken>();

  /** @param options - The store, and how tokens look. */
  constructor({ store, prefix = "mwt", lifetime = null }: ApiTokensOptions) {
    this.#store = store;
    this.#prefix = `${prefix}_`;
    this.#lifetime = lifetime;
  }

  /** Makes a token for a user. */
  async create(userId: string | number | bigint, options: NewApiToken = {}): Promise<IssuedApiToken> {
    const { name = "", abilities = ["*"], expiresIn = this.#lifetime } = options;
    const [id, secret] = [createSecret(16), createSecret(32)];
    const text = `${this.#prefix}${id}.${secret}`;
    const now = Date.now();
    const token: ApiToken = {
      id,
      userId: String(userId),
      hash: digestOf(text),
      name,
      abilities,
      createdAt: now,
      expiresAt: expiresIn === null ? null : now + expiresIn * 1000,
      lastUsedAt: null,
    };
    await this.#store.create(token);
    return { text, token };
  }

  /** The token of a text, whose use is noted; `null` for one that is wrong, over or revoked. */
  async verify(text: string): Promise<ApiToken | null> {
    const id = this.#idIn(text);
    const token = id === "" ? null : await this.#store.find(id);
    const now = Date.now();
    const isRight = token !== null && isSameText(token.hash, digestOf(text));
    if (!isRight || (token.expiresAt !== null && token.expiresAt <= now)) return null;
    if (now - (token.lastUsedAt ?? 0) >= TOUCH_INTERVAL) await this.#store.touch(token.id, now);
    return token;
  }

  /** The tokens of a user, oldest first: for a page on which they are revoked. */
  async list(userId: string | number | bigint): Promise<readonly ApiToken[]> {
    return this.#store.listOfUser(String(userId));
  }

  /**
   * Ends a token of a user. @param id - From a form: a token of somebody else is left alone.
   *
   * @returns Whether it was there.
   */
  async revoke(userId: string | number | bigint, id: string): Promise<boolean> {
    const token = await this.#store.find(id);
    return token !== null && token.userId === String(userId) && (await this.#store.delete(id));
  }

  /** Ends all tokens of a user. @returns How many. */
  async revokeAll(userId: string | number | bigint): Promise<number> {
    return this.#store.deleteOfUser(String(userId));
  }

  /** The token that a request was made with; `null` for one of a session. */
  of(request: AnyRequest): ApiToken | null {
    return this.#used.get(request) ?? null;
  }

  /** Whether a request may be made as far as its token is concerned; without one it may. */
  allows(request: AnyRequest, abilities: readonly string[]): boolean {
    const token = this.of(request);
    if (token === null || token.abilities.includes("*")) return true;
    return abilities.every((ability) => token.abilities.includes(ability));
  }

  /** Finds the users of tokens, for {@link login}. */
  loaderFor<User>(
    loadUser: (id: string, request: AnyRequest) => MaybePromise<User | null | undefined>,
  ): RequestLoader<User> {
    const find = async (text: string, request: AnyRequest): Promise<User | null> => {
      const token = await this.verify(text);
      const user = token === null ? null : await loadUser(token.userId, request);
      if (token === null || user == null) return null;
      this.#used.set(request, token);
      return user;
    };
    return Object.assign(
      function findByToken(request: AnyRequest): MaybePromise<User | null> {
        const credentials = request.authorization;
        return credentials?.type === "bearer" ? find(credentials.token, request) : null;
      },
      { challenge: challenge("Bearer") },
    );
  }

  /** "" for what is no token of this prefix. */
  #idIn(text: string): string {
    if (!text.startsWith(this.#prefix)) return "";
    return TOKEN.exec(text.slice(this.#prefix.length))?.[1] ?? "";
  }
}
