import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { MicroError } from "@micro-web/core";
import { NodeSqliteDialect } from "@mikro-orm/sql";
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely";

import { MEMORY } from "../database-url.ts";

/** What of `node:sqlite` is used: the types of Node 20 do not know the module. */
interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): void;
  close(): void;
}

interface SqliteStatement {
  all(...values: readonly unknown[]): unknown[];
  iterate(...values: readonly unknown[]): IterableIterator<unknown>;
  run(...values: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  columns(): readonly unknown[];
}

interface PreparedStatement {
  readonly statement: SqliteStatement;
  /** Whether it reads: asking costs as much as reading a row. */
  readonly hasRows: boolean;
}

type SqliteModule = { readonly DatabaseSync: new (file: string) => SqliteDatabase };

/** How long, in milliseconds, a statement waits for another process that writes. */
const LOCK_TIMEOUT = 5000;

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE = 50;

/** The most prepared statements that are kept. */
const STATEMENT_LIMIT = 200;

/**
 * SQLITE_BUSY, and SQLITE_BUSY_RECOVERY: another process reads the log of one that was killed. The other extended codes
 * mean that waiting does not help.
 */
const BUSY: ReadonlySet<unknown> = new Set([5, 261]);

/**
 * `node:sqlite` for MikroORM and Kysely: one connection, with a write-ahead log, foreign keys, and transactions that take
 * the lock of writers at once, so that none fails half-way. While another process writes, the event loop goes on.
 */
export class SqliteDialect extends NodeSqliteDialect {
  readonly #file: string;
  readonly #lockTimeout: number;
  #driver: SqliteDriver | null = null;

  /** @param file - Its path, or ":memory:". @param lockTimeout - Milliseconds. @throws MicroError `MICRO_DATABASE_DRIVER` */
  constructor(file: string, lockTimeout: number = LOCK_TIMEOUT) {
    findSqlite(); // before MikroORM looks for it, which fails without a word
    super(file);
    this.#file = file;
    this.#lockTimeout = lockTimeout;
  }

  /** See Kysely. */
  override createDriver(): Driver {
    this.#driver = new SqliteDriver(this.#file, this.#lockTimeout);
    return this.#driver;
  }

  /** Runs a statement at once; `null` when it has to wait: for a transaction, for another process, for the file to be opened. */
  send<Row>(query: CompiledQuery): QueryResult<Row> | null {
    return this.#driver?.send<Row>(query) ?? null;
  }
}

/** Opens the file, and its folder, as the app wants them. */
function openFile(file: string): SqliteDatabase {
  if (file !== MEMORY) mkdirSync(dirname(file), { recursive: true });
  const { DatabaseSync } = findSqlite();
  const database = new DatabaseSync(file);
  try {
    database.exec(
      "pragma busy_timeout = 100; pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma busy_timeout = 0",
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** The SQLite of Node. @throws MicroError `MICRO_DATABASE_DRIVER` for a Node that has none */
function findSqlite(): SqliteModule {
  // The types of Node 20 do not know the module, and that Node has none.
  const found = process.getBuiltinModule("node:sqlite") as unknown as SqliteModule | undefined;
  if (found !== undefined) return found;
  throw new MicroError(
    "MICRO_DATABASE_DRIVER",
    `SQLite is a part of Node from 22.17 on, and this is Node ${process.version}. Use a newer one: npx -p node@24 -c "npm start"`,
  );
}

class SqliteDriver implements Driver {
  readonly #file: string;
  readonly #lockTimeout: number;
  #connection: SqliteConnection | null = null;
  #isTaken = false;

  constructor(file: string, lockTimeout: number) {
    this.#file = file;
    this.#lockTimeout = lockTimeout;
  }

  send<Row>(query: CompiledQuery): QueryResult<Row> | null {
    return this.#isTaken ? null : (this.#connection?.executeAtOnce<Row>(query) ?? null);
  }

  async init(): Promise<void> {
    const database = await whenFree(() => openFile(this.#file), this.#lockTimeout);
    this.#connection = new SqliteConnection(database, this.#lockTimeout);
  }

  /** Kysely hands the one connection to one after the other. */
  async acquireConnection(): Promise<SqliteConnection> {
    if (this.#connection === null) throw new Error("The database is closed.");
    this.#isTaken = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#isTaken = false;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quoteName(name)}`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${quoteName(name)}`));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${quoteName(name)}`));
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = null;
  }
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase;
  readonly #lockTimeout: number;
  readonly #statements = new Map<string, PreparedStatement>();

  constructor(database: SqliteDatabase, lockTimeout: number) {
    this.#database = database;
    this.#lockTimeout = lockTimeout;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return whenFree(() => this.#execute<Row>(query), this.#lockTimeout);
  }

  /** `null` while another process writes. */
  executeAtOnce<Row>(query: CompiledQuery): QueryResult<Row> | null {
    try {
      return this.#execute<Row>(query);
    } catch (error) {
      if (isBusy(error)) return null;
      throw error;
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    for (const row of this.#database.prepare(query.sql).iterate(...query.parameters)) {
      yield { rows: [row as Row] }; // what a row is, the statement says
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #execute<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const { statement, hasRows } = parameters.length === 0 ? this.#prepare(sql) : this.#findPrepared(sql);
    if (hasRows) return { rows: statement.all(...parameters) as Row[] }; // as above
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
  }

  /** A text without parameters has its values in it: it hardly comes again. */
  #findPrepared(sql: string): PreparedStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= STATEMENT_LIMIT) this.#statements.clear();
    const prepared = this.#prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #prepare(sql: string): PreparedStatement {
    const statement = this.#database.prepare(sql);
    return { statement, hasRows: statement.columns().length > 0 };
  }
}

/** Does something as soon as no other process is in the way. @param timeout - Milliseconds. */
async function whenFree<Result>(task: () => Result, timeout: number): Promise<Result> {
  const end = performance.now() + timeout;
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return task();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && BUSY.has(error.errcode);
}
