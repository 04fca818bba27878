import type { SessionStore } from "@micro-web/core";

/** What the store needs of a client of the npm package `redis`. */
export interface RedisClient {
  /** Whether commands are sent at once instead of waiting for a connection. */
  readonly isReady: boolean;
  get(key: string): Promise<string | null>;
  set(
    key: string,
    value: string,
    options: {
      readonly expiration: { readonly type: "PX"; readonly value: number };
      readonly condition?: "XX";
    },
  ): Promise<unknown>;
  pExpire(key: string, milliseconds: number): Promise<number>;
  del(key: string): Promise<number>;
}

/** What {@link RedisStore} takes besides the client. */
export interface RedisStoreOptions {
  /** What the keys start with. @default "session:" */
  readonly prefix?: string;
}

/**
 * Keeps sessions in Redis (or Valkey), which forgets them on its own. The client is the app's: it connects and closes it.
 *
 * @example
 * const client = await createClient({ url: "redis://localhost" }).on("error", console.error).connect();
 * app.use(sessions({ store: new RedisStore(client) }));
 */
export class RedisStore implements SessionStore {
  readonly #client: RedisClient;
  readonly #prefix: string;

  /** @param client - Of the npm package `redis`, connected before the app serves. */
  constructor(client: RedisClient, { prefix = "session:" }: RedisStoreOptions = {}) {
    this.#client = client;
    this.#prefix = prefix;
  }

  /** The data; `null` when there is none under the id. @throws Error at once while Redis is not connected */
  async read(id: string): Promise<string | null> {
    return this.#connected.get(this.#prefix + id);
  }

  /** Keeps the data of a new session for `ttl` seconds. */
  async create(id: string, data: string, ttl: number): Promise<void> {
    await this.#connected.set(this.#prefix + id, data, { expiration: toExpiration(ttl) });
  }

  /** Replaces the data if it is there (`SET ... XX`, one step for Redis). */
  async update(id: string, data: string, ttl: number): Promise<boolean> {
    const expiration = toExpiration(ttl);
    return (await this.#connected.set(this.#prefix + id, data, { expiration, condition: "XX" })) !== null;
  }

  /** Keeps the data for `ttl` more seconds if it is there. */
  async touch(id: string, ttl: number): Promise<boolean> {
    return (await this.#connected.pExpire(this.#prefix + id, toExpiration(ttl).value)) === 1;
  }

  /** Forgets the data. */
  async delete(id: string): Promise<boolean> {
    return (await this.#connected.del(this.#prefix + id)) === 1;
  }

  /** A client without a connection would queue commands, and requests would wait with them. */
  get #connected(): RedisClient {
    if (this.#client.isReady) return this.#client;
    throw new Error("Redis is not connected.");
  }
}

/** Redis refuses a time of 0. */
function toExpiration(ttl: number): { type: "PX"; value: number } {
  return { type: "PX", value: Math.max(1, Math.round(ttl * 1000)) };
}
