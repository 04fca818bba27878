import type { AbstractSqlPlatform } from "@mikro-orm/sql";
import { CompiledQuery, type Kysely } from "kysely";

import type { DatabaseKind } from "../database-url.ts";
import type { MikroORM } from "./orm.ts";
import type { Sql } from "./sql-template.ts";

/** How long, in milliseconds, a process waits for another one that migrates. */
const LOCK_TIMEOUT = 120_000;

/** The pause between two attempts, in milliseconds. */
const PAUSE = 100;

/** The number of the lock in PostgreSQL: no other program takes it by chance. */
const LOCK_NUMBER = 7_710_341_905;

/** The name of the lock in MySQL and MariaDB, with that of the database. */
const LOCK_NAME = "concat('micro_migrations.', database())";

/** What sends statements, one after the other, on one connection. */
interface Sender {
  executeQuery(query: CompiledQuery): Promise<{ readonly rows: readonly unknown[] }>;
}

/** What puts values into a statement. */
type Formatter = Pick<AbstractSqlPlatform, "formatQuery">;

/** One connection, on which migrations run while no other process runs them. */
export class MigrationSession {
  readonly #connection: Sender;
  readonly #platform: Formatter;
  readonly #kind: DatabaseKind;

  /** @param connection - One that nobody else uses. @param platform - Of the database. @param kind - Of the database. */
  constructor(connection: Sender, platform: Formatter, kind: DatabaseKind) {
    [this.#connection, this.#platform, this.#kind] = [connection, platform, kind];
  }

  /** Runs a task on a connection of its own. */
  static async open<Result>(
    orm: MikroORM,
    kind: DatabaseKind,
    task: (session: MigrationSession) => Promise<Result>,
  ): Promise<Result> {
    const { driver } = orm;
    const connection = driver.getConnection();
    await connection.ensureConnection();
    const client: Kysely<unknown> = connection.getClient();
    return await client
      .connection()
      .execute((pinned) => task(new MigrationSession(pinned, driver.getPlatform(), kind)));
  }

  /** Whether what a migration does to tables can be undone by a rollback: not in MySQL and MariaDB. */
  get isTransactional(): boolean {
    return this.#kind === "sqlite" || this.#kind === "postgresql";
  }

  /** Sends a statement. @returns its rows */
  async send(statement: Sql | string): Promise<object[]> {
    const text =
      typeof statement === "string" ? statement : this.#platform.formatQuery(statement.sql, statement.params);
    const { rows } = await this.#connection.executeQuery(CompiledQuery.raw(text));
    return rows as object[]; // a row is one
  }

  /** Runs a task while no other process runs one. */
  async withLock<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#kind === "sqlite") return await this.#withoutForeignKeys(task);
    await this.#takeLock();
    try {
      return await task();
    } finally {
      await this.send(
        this.#kind === "postgresql"
          ? `select pg_advisory_unlock(${LOCK_NUMBER})`
          : `select release_lock(${LOCK_NAME})`,
      );
    }
  }

  /**
   * Runs a task in a transaction, where there is one for changes of tables. In SQLite it is what keeps other processes away.
   */
  async inTransaction<Result>(task: () => Promise<Result>): Promise<Result> {
    if (!this.isTransactional) return await task();
    await this.#begin();
    try {
      const result = await task();
      if (this.#kind === "sqlite") await this.#checkForeignKeys();
      await this.send("commit");
      return result;
    } catch (error) {
      await this.send("rollback");
      throw error;
    }
  }

  /** SQLite makes a table anew to change it, and may not remove what refers to it meanwhile. */
  async #withoutForeignKeys<Result>(task: () => Promise<Result>): Promise<Result> {
    await this.send("pragma foreign_keys = off");
    try {
      return await task();
    } finally {
      await this.send("pragma foreign_keys = on");
    }
  }

  async #checkForeignKeys(): Promise<void> {
    const [row] = await this.send("pragma foreign_key_check");
    if (row === undefined) return;
    const [table, parent] = [Reflect.get(row, "table"), Reflect.get(row, "parent")].map(String);
    throw new Error(
      `FOREIGN KEY constraint failed: rows of ${table} refer to rows of ${parent} that do not exist`,
    );
  }

  async #begin(): Promise<void> {
    if (this.#kind === "postgresql") return void (await this.send("begin"));
    await until(async () => {
      try {
        await this.send("begin immediate");
        return true;
      } catch (error) {
        if (!/locked|busy/i.test(String(error))) throw error;
        return false;
      }
    });
  }

  async #takeLock(): Promise<void> {
    const statement =
      this.#kind === "postgresql"
        ? `select pg_try_advisory_lock(${LOCK_NUMBER}) as taken`
        : `select get_lock(${LOCK_NAME}, 0) as taken`;
    await until(async () => {
      const rows = await this.send(statement);
      return rows.some((row) => [true, 1].includes(Reflect.get(row, "taken")));
    });
  }
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + LOCK_TIMEOUT;
  while (!(await isDone())) {
    if (performance.now() > end)
      throw new Error("Another process has been migrating the database for too long.");
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
