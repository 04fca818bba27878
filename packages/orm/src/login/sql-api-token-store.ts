import type { ApiToken, ApiTokenStore } from "@micro-web/login";

import type { Database } from "../database.ts";
import { sql } from "../mikro/sql-template.ts";
import { toKey } from "./login-tables.ts";

/**
 * Keeps API tokens in a database. What it writes is part of the transaction that the request is in, if it is in one.
 *
 * @example
 * const apiTokens = new ApiTokens({ store: new SqlApiTokenStore(db) });
 */
export class SqlApiTokenStore implements ApiTokenStore {
  readonly #db: Database;

  /** @param db - That has the tables of `loginEntities`. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Keeps a new token. */
  async create(token: ApiToken): Promise<void> {
    const { id, userId, createdAt, lastUsedAt, expiresAt } = token;
    await this.#db.execute(
      sql`insert into login_api_token (id, user_key, data, created_at, used_at, ends_at) values (${toKey(id)}, ${toKey(userId)}, ${JSON.stringify(token)}, ${createdAt}, ${lastUsedAt}, ${expiresAt})`,
    );
  }

  /** The token; `null` when it is not there. */
  async find(id: string): Promise<ApiToken | null> {
    const [row] = await this.#db.query<TokenRow>(
      sql`select data, used_at from login_api_token where id = ${toKey(id)}`,
    );
    return row === undefined ? null : toToken(row);
  }

  /** Notes when a token was used. */
  async touch(id: string, usedAt: number): Promise<void> {
    await this.#db.execute(sql`update login_api_token set used_at = ${usedAt} where id = ${toKey(id)}`);
  }

  /** Forgets a token; tells whether it was there. */
  async delete(id: string): Promise<boolean> {
    return (await this.#db.execute(sql`delete from login_api_token where id = ${toKey(id)}`)) > 0;
  }

  /** The tokens of a user, oldest first. */
  async listOfUser(userId: string): Promise<readonly ApiToken[]> {
    const rows = await this.#db.query<TokenRow>(
      sql`select data, used_at from login_api_token where user_key = ${toKey(userId)} order by created_at`,
    );
    return rows.map(toToken);
  }

  /** Forgets all tokens of a user; gives their number. */
  async deleteOfUser(userId: string): Promise<number> {
    return await this.#db.execute(sql`delete from login_api_token where user_key = ${toKey(userId)}`);
  }

  /** Removes what is over; gives its number. */
  async cleanup(): Promise<number> {
    return await this.#db.execute(sql`delete from login_api_token where ends_at <= ${Date.now()}`);
  }
}

interface TokenRow {
  readonly data: string;
  /** Drivers give what is longer than 32 bits as a text. */
  readonly used_at: number | string | null;
}

function toToken({ data, used_at: usedAt }: TokenRow): ApiToken {
  const token = JSON.parse(data) as ApiToken; // which create() wrote
  return { ...token, lastUsedAt: usedAt === null ? null : Number(usedAt) };
}
