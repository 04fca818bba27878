import type { ApiToken, ApiTokenStore } from "./api-token-store.ts";

/** Keeps API tokens in the memory of the process, for tests and development: they end with the process. */
export class MemoryApiTokenStore implements ApiTokenStore {
  readonly #tokens = new Map<string, ApiToken>();

  /** Keeps a new token. */
  create(token: ApiToken): void {
    this.#tokens.set(token.id, token);
  }

  /** The token; `null` when it is not there. */
  find(id: string): ApiToken | null {
    return this.#tokens.get(id) ?? null;
  }

  /** Notes when a token was used. */
  touch(id: string, usedAt: number): void {
    const token = this.#tokens.get(id);
    if (token !== undefined) this.#tokens.set(id, { ...token, lastUsedAt: usedAt });
  }

  /** Forgets a token. */
  delete(id: string): boolean {
    return this.#tokens.delete(id);
  }

  /** The tokens of a user, oldest first. */
  listOfUser(userId: string): readonly ApiToken[] {
    const tokens = [...this.#tokens.values()].filter((token) => token.userId === userId);
    return tokens.toSorted((one, other) => one.createdAt - other.createdAt);
  }

  /** Forgets all tokens of a user. */
  deleteOfUser(userId: string): number {
    return this.#deleteAll(this.listOfUser(userId));
  }

  /** Removes what is over. */
  cleanup(): number {
    const now = Date.now();
    const tokens = [...this.#tokens.values()];
    return this.#deleteAll(tokens.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now));
  }

  #deleteAll(tokens: readonly ApiToken[]): number {
    for (const { id } of tokens) this.#tokens.delete(id);
    return tokens.length;
  }
}
