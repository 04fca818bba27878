import type { ThrottleCount, ThrottleStore } from "@micro-web/login";

import type { Database } from "../database.ts";
import { sql, type Sql } from "../mikro/sql-template.ts";
import { toKey } from "./login-tables.ts";

/**
 * Counts attempts in a database, for several processes. Log in outside of transactions: an attempt that is rolled back has
 * not been counted.
 *
 * @example
 * const throttle = new LoginThrottle({ store: new SqlThrottleStore(db) });
 */
export class SqlThrottleStore implements ThrottleStore {
  readonly #db: Database;

  /** @param db - That has the tables of `loginEntities`. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds to a count, in one statement. */
  async add(key: string, amount: number, seconds: number): Promise<ThrottleCount> {
    const now = Date.now();
    const count: NewCount = { id: toKey(key), amount, now, endsAt: now + Math.ceil(seconds * 1000) };
    const { kind } = this.#db.connected.location;
    const [row] =
      kind === "mysql" ? await this.#addInMysql(count) : await this.#db.query<CountRow>(returning(kind, count));
    return { count: Number(row?.attempts ?? 0), endsAt: Number(row?.ends_at ?? count.endsAt) };
  } // prettier-ignore

  /** Forgets a count. */
  async delete(key: string): Promise<void> {
    await this.#db.execute(sql`delete from login_count where id = ${toKey(key)}`);
  }

  /** Removes what is over; gives its number. */
  async cleanup(): Promise<number> {
    return await this.#db.execute(sql`delete from login_count where ends_at <= ${Date.now()}`);
  }

  /** MySQL cannot give back what it has written: attempts at the very same time may each see the other. */
  async #addInMysql(count: NewCount): Promise<CountRow[]> {
    await this.#db.execute(upsert(count));
    return await this.#db.query<CountRow>(sql`select attempts, ends_at from login_count where id = ${count.id}`);
  } // prettier-ignore
}

interface CountRow {
  readonly attempts: number;
  /** Drivers give what is longer than 32 bits as a text. */
  readonly ends_at: number | string;
}

interface NewCount {
  readonly id: string;
  readonly amount: number;
  readonly now: number;
  readonly endsAt: number;
}

function returning(kind: string, count: NewCount): Sql {
  if (kind === "mariadb") return sql`${upsert(count)} returning attempts, ends_at`;
  const { id, amount, now, endsAt } = count;
  return sql`insert into login_count (id, attempts, ends_at) values (${id}, ${Math.max(0, amount)}, ${endsAt})
    on conflict (id) do update set
      attempts = case when login_count.ends_at <= ${now} then ${Math.max(0, amount)}
        when login_count.attempts + ${amount} < 0 then 0 else login_count.attempts + ${amount} end,
      ends_at = case when login_count.ends_at <= ${now} then ${endsAt} else login_count.ends_at end
    returning attempts, ends_at`;
}

/** In MySQL's words, which sets one column after the other. */
function upsert({ id, amount, now, endsAt }: NewCount): Sql {
  return sql`insert into login_count (id, attempts, ends_at) values (${id}, ${Math.max(0, amount)}, ${endsAt})
    on duplicate key update
      attempts = if(ends_at <= ${now}, ${Math.max(0, amount)}, greatest(0, attempts + ${amount})),
      ends_at = if(ends_at <= ${now}, ${endsAt}, ends_at)`;
}
