import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import Libsql from "libsql";
import type { Micro } from "micro-web";
import { currentApp, g } from "micro-web/context";

declare module "micro-web" {
  interface ConfigValues {
    /** The path of the SQLite file. */
    DATABASE: string;
  }

  interface RequestGlobals {
    /** The connection of this request or command, once something has asked for it. */
    database?: Database;
  }
}

/** A row of a result, as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a `?` of a statement may stand for. */
type Value = string | number | null;

/** A connection to the database. */
export class Database {
  readonly #connection: Libsql.Database;

  /** @param path - Of the file, which is made if it does not exist. */
  constructor(path: string) {
    this.#connection = new Libsql(path);
    this.#connection.exec("PRAGMA foreign_keys = ON");
  }

  /** The first row of a query. */
  get(sql: string, ...values: Value[]): Row | undefined {
    return this.#connection.prepare(sql).get(...values) as Row | undefined; // all results of SQLite are such rows
  }

  /** Every row of a query. */
  all(sql: string, ...values: Value[]): Row[] {
    return this.#connection.prepare(sql).all(...values) as Row[]; // as above
  }

  /** Executes a statement, and says how many rows it changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#connection.prepare(sql).run(...values).changes;
  }

  /** Executes the statements of a script. */
  runScript(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Ends the connection. */
  close(): void {
    this.#connection.close();
  }
}

/** The connection of the current request or command: made when it is first asked for, the same until the end. */
export function openDatabase(): Database {
  g.database ??= new Database(currentApp().config.DATABASE);
  return g.database;
}

/** Empties the database and makes its tables. */
export function createTables(): void {
  mkdirSync(dirname(currentApp().config.DATABASE), { recursive: true });
  openDatabase().runScript(readFileSync(join(import.meta.dirname, "schema.sql"), "utf8"));
}

/** Gives an app the database: its connections end with what they were opened for, and `init-db` makes the tables. */
export function addDatabase(app: Micro): void {
  app.teardownAppContext(() => g.database?.close());

  app.cli.command("init-db", {
    description: "Clears the existing data and creates new tables.",
    run() {
      createTables();
      console.log("Initialized the database.");
    },
  });
}
