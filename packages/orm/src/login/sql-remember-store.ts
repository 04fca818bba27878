import type { RememberSeries, RememberStore } from "@micro-web/login";

import type { Database } from "../database.ts";
import { sql } from "../mikro/sql-template.ts";
import { toKey } from "./login-tables.ts";

/**
 * Keeps in a database which browsers remember which users, for several processes and restarts. What it writes is part of
 * the transaction that the request is in, if it is in one.
 *
 * @example
 * const db = new Database({ entities: [User, ...loginEntities] });
 * const auth = login({ loadUser, rememberStore: new SqlRememberStore(db) });
 */
export class SqlRememberStore implements RememberStore {
  readonly #db: Database;

  /** @param db - That has the tables of `loginEntities`. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Keeps a new series. */
  async create(series: RememberSeries): Promise<void> {
    const { id, userKey, tokenKey, data, endsAt } = toRow(series);
    await this.#db.execute(
      sql`insert into remembered_login (id, user_key, token_key, data, ends_at) values (${id}, ${userKey}, ${tokenKey}, ${data}, ${endsAt})`,
    );
  }

  /** The series; `null` when it is not there. */
  async find(series: string): Promise<RememberSeries | null> {
    const [row] = await this.#db.query<{ data: string }>(
      sql`select data from remembered_login where id = ${toKey(series)}`,
    );
    return row === undefined ? null : (JSON.parse(row.data) as RememberSeries); // which toRow() wrote
  }

  /** Replaces a series, if its token is still the one with this hash. */
  async replace(series: RememberSeries, expectedHash: string): Promise<boolean> {
    const { id, userKey, tokenKey, data, endsAt } = toRow(series);
    const count = await this.#db.execute(
      sql`update remembered_login set user_key = ${userKey}, token_key = ${tokenKey}, data = ${data}, ends_at = ${endsAt} where id = ${id} and token_key = ${toKey(expectedHash)}`,
    );
    return count > 0;
  }

  /** Forgets a series; tells whether it was there. */
  async delete(series: string): Promise<boolean> {
    return (await this.#db.execute(sql`delete from remembered_login where id = ${toKey(series)}`)) > 0;
  }

  /** Forgets all series of a user; gives their number. */
  async deleteOfUser(userId: string): Promise<number> {
    return await this.#db.execute(sql`delete from remembered_login where user_key = ${toKey(userId)}`);
  }

  /** Removes what is over; gives its number. */
  async cleanup(): Promise<number> {
    return await this.#db.execute(sql`delete from remembered_login where ends_at <= ${Date.now()}`);
  }
}

interface RememberRow {
  readonly id: string;
  readonly userKey: string;
  readonly tokenKey: string;
  readonly data: string;
  readonly endsAt: number;
}

function toRow(series: RememberSeries): RememberRow {
  return {
    id: toKey(series.series),
    userKey: toKey(series.userId),
    tokenKey: toKey(series.tokenHash),
    data: JSON.stringify(series),
    endsAt: Math.floor(series.expiresAt),
  };
}
