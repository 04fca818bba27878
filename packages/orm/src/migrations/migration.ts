import type { MaybePromise } from "@micro-web/core";

import type { DatabaseKind } from "../database-url.ts";
import type { Row } from "../mikro/execution.ts";
import type { Sql } from "../mikro/sql-template.ts";

/** What a step that is a function has: the database, in the transaction of the migration. */
export interface MigrationContext {
  /** The rows of a statement. */
  query<Result extends object = Row>(statement: Sql | string): Promise<Result[]>;
  /** Sends a statement. */
  execute(statement: Sql | string): Promise<void>;
}

/** A statement, or a function that sends several: to move data. */
export type MigrationStep = string | Sql | ((database: MigrationContext) => MaybePromise<unknown>);

/** How the tables of a database come from one state into the next, and back. */
export interface Migration {
  /** The database whose SQL it is written in; MySQL's is MariaDB's. */
  readonly database: DatabaseKind;
  /** The steps forward. */
  readonly up: readonly MigrationStep[];
  /** The steps back; `null` when there is no way back. */
  readonly down: readonly MigrationStep[] | null;
}

/**
 * A migration, in a file of its own in the folder `migrations`; `micro db migrate` writes them.
 *
 * @example
 * export const migration = defineMigration({
 *   database: "sqlite",
 *   up: ["alter table post add column views integer not null default 0"],
 *   down: ["alter table post drop column views"],
 * });
 */
export function defineMigration(migration: Migration): Migration {
  return migration;
}
