import { MicroError } from "@micro-web/core";

import type { DatabaseKind } from "../database-url.ts";
import { MigrationSession } from "../mikro/migration-session.ts";
import type { MikroORM } from "../mikro/orm.ts";
import { type ColumnRename, planSchema, type SchemaPlan } from "../mikro/schema-plan.ts";
import { sql } from "../mikro/sql-template.ts";
import type { MigrationFolder, NamedMigration } from "./migration-folder.ts";
import { runSteps } from "./migration-run.ts";

/** What {@link Migrator} works on. */
export interface MigratorOptions {
  readonly orm: MikroORM;
  readonly kind: DatabaseKind;
  readonly folder: MigrationFolder;
}

/** A migration, and whether the database has it. */
export interface MigrationState {
  readonly name: string;
  /** When it ran, in ISO 8601; `null` when it has not. */
  readonly appliedAt: string | null;
  /** Whether its file is there. */
  readonly hasFile: boolean;
}

/** What one migration does, or would do. */
export interface MigrationRun {
  readonly name: string;
  readonly direction: "up" | "down";
}

/** How far a database is migrated. */
export interface MigrationTarget {
  /** The last migration that the database is to have; "" for none of them. @default all, or all but the last */
  readonly to?: string | undefined;
  /** Told of each one that has run. */
  readonly onRun?: (run: MigrationRun) => void;
}

const CREATE_TABLE =
  "create table if not exists micro_migrations (name varchar(191) not null primary key, applied_at varchar(30) not null)";

/** Brings the tables of a database from one state to another. */
export class Migrator {
  readonly #options: MigratorOptions;

  /** @param options - The database, and its migrations. */
  constructor(options: MigratorOptions) {
    this.#options = options;
  }

  /** All migrations, of the folder and of the database, the oldest first. */
  async listStates(): Promise<MigrationState[]> {
    const applied = await this.#open(readApplied);
    const names = new Set(this.#options.folder.listNames());
    const all = [...new Set([...names, ...applied.keys()])].toSorted();
    return all.map((name) => ({ name, appliedAt: applied.get(name) ?? null, hasFile: names.has(name) }));
  }

  /** What would make the tables of the database those of the models. */
  async plan(renames: readonly ColumnRename[] = []): Promise<SchemaPlan> {
    return await planSchema(this.#options.orm, this.#options.kind, renames);
  }

  /** The migrations that an upgrade would run. */
  async listPending(to?: string): Promise<NamedMigration[]> {
    const migrations = upTo(await this.#options.folder.load(), to);
    const applied = await this.#open(readApplied);
    return migrations.filter(({ name }) => !applied.has(name));
  }

  /** The migrations that a downgrade would take back, the last first. */
  async listReverted(to?: string): Promise<NamedMigration[]> {
    const migrations = await this.#options.folder.load();
    const applied = [...(await this.#open(readApplied)).keys()].toSorted();
    const target = to ?? applied.at(-2) ?? "";
    if (target !== "" && !applied.includes(target)) throw unknownMigration(target, applied);
    const names = applied.filter((name) => name > target).reverse();
    return names.map((name) => migrations.find((migration) => migration.name === name) ?? missingFile(name));
  }

  /**
   * Runs the migrations that the database does not have, each in a transaction of its own. Several processes may do so at
   * once: one of them works, the others wait.
   *
   * @throws MicroError `MICRO_MIGRATION_FAILED`, `MICRO_MIGRATION_UNKNOWN`
   */
  async upgrade({ to, onRun }: MigrationTarget = {}): Promise<void> {
    const migrations = upTo(await this.#options.folder.load(), to);
    await this.#locked(async (session) => {
      for (const migration of migrations) {
        const hasRun = await this.#runOnce(session, migration);
        if (hasRun) onRun?.({ name: migration.name, direction: "up" });
      }
    });
  }

  /** Takes migrations back, the last first. @throws MicroError as {@link upgrade}, and where there is no way back */
  async downgrade({ to, onRun }: MigrationTarget = {}): Promise<void> {
    const migrations = await this.listReverted(to);
    await this.#locked(async (session) => {
      for (const { name, down } of migrations) {
        if (down === null) {
          throw new MicroError(
            "MICRO_MIGRATION_FAILED",
            `The migration ${name} has no way back: its down is null.`,
          );
        }
        await runSteps(
          session,
          { name, steps: down },
          sql`delete from micro_migrations where name = ${name}`,
        );
        onRun?.({ name, direction: "down" });
      }
    });
  }

  /** Says that the database has migrations, or has not, without running them (`stamp`). */
  async stamp(to: string): Promise<void> {
    const names = upTo(await this.#options.folder.load(), to).map(({ name }) => name);
    await this.#locked(async (session) =>
      session.inTransaction(async () => {
        await session.send("delete from micro_migrations");
        for (const name of names) await session.send(record(name));
      }),
    );
  }

  /** Nothing when the database has the migration already: another process was quicker. */
  async #runOnce(session: MigrationSession, { name, up }: NamedMigration): Promise<boolean> {
    const isPending = async (): Promise<boolean> => !(await readApplied(session)).has(name);
    if (!(await isPending())) return false;
    return await runSteps(session, { name, steps: up, isNeeded: isPending }, record(name));
  }

  #open<Result>(task: (session: MigrationSession) => Promise<Result>): Promise<Result> {
    const { orm, kind } = this.#options;
    return MigrationSession.open(orm, kind, task);
  }

  #locked(task: (session: MigrationSession) => Promise<void>): Promise<void> {
    return this.#open((session) =>
      session.withLock(async () => {
        await session.inTransaction(async () => session.send(CREATE_TABLE));
        await task(session);
      }),
    );
  }
}

function record(name: string): ReturnType<typeof sql> {
  return sql`insert into micro_migrations (name, applied_at) values (${name}, ${new Date().toISOString()})`;
}

/** When each migration ran; empty when none ever has. */
async function readApplied(session: MigrationSession): Promise<Map<string, string>> {
  try {
    const rows = await session.send("select name, applied_at from micro_migrations");
    return new Map(
      rows.map((row) => [String(Reflect.get(row, "name")), String(Reflect.get(row, "applied_at"))]),
    );
  } catch (error) {
    if (/micro_migrations/.test(String(error))) return new Map(); // there is no such table
    throw error;
  }
}

function upTo(migrations: readonly NamedMigration[], to: string | undefined): readonly NamedMigration[] {
  if (to === undefined) return migrations;
  if (to === "") return [];
  const index = migrations.findIndex(({ name }) => name === to);
  if (index !== -1) return migrations.slice(0, index + 1);
  throw unknownMigration(to, migrations.map(({ name }) => name)); // prettier-ignore
}

function unknownMigration(name: string, known: readonly string[]): MicroError {
  return new MicroError(
    "MICRO_MIGRATION_UNKNOWN",
    `There is no migration ${JSON.stringify(name)}. There are: ${known.join(", ") || "none"}.`,
  );
}

function missingFile(name: string): never {
  throw new MicroError(
    "MICRO_MIGRATION_UNKNOWN",
    `The database has the migration ${JSON.stringify(name)}, whose file is not there. Get the file back to go back.`,
  );
}
