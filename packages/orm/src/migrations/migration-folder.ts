import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { MicroError } from "@micro-web/core";

import type { DatabaseKind } from "../database-url.ts";
import type { Migration } from "./migration.ts";

/** A migration, by its name. */
export interface NamedMigration extends Migration {
  readonly name: string;
}

const EXTENSIONS = new Set([".ts", ".mts", ".js", ".mjs"]);

/** The folder of the migrations of a database. */
export class MigrationFolder {
  /** Where it is. */
  readonly path: string;
  readonly #kind: DatabaseKind;

  /** @param path - Absolute. @param kind - Of the database. */
  constructor(path: string, kind: DatabaseKind) {
    this.path = path;
    this.#kind = kind;
  }

  /** Makes it. @returns whether it was not there */
  create(): boolean {
    if (existsSync(this.path)) return false;
    mkdirSync(this.path, { recursive: true });
    return true;
  }

  /** Writes a migration. @returns its path */
  write(name: string, text: string): string {
    this.create();
    const path = join(this.path, `${name}.ts`);
    writeFileSync(path, text, { flag: "wx" });
    return path;
  }

  /** The names of its migrations, the oldest first. */
  listNames(): string[] {
    return [...this.#files().keys()];
  }

  /**
   * Its migrations, the oldest first.
   *
   * @throws MicroError `MICRO_MIGRATION_INVALID` for a file that is none, or is for another database.
   */
  async load(): Promise<NamedMigration[]> {
    const migrations: NamedMigration[] = [];
    for (const [name, file] of this.#files()) {
      const exported: object = await import(pathToFileURL(join(this.path, file)).href);
      migrations.push({ name, ...this.#check(file, Reflect.get(exported, "migration")) });
    }
    return migrations;
  }

  /** By their names; of a source and what was compiled of it the source. */
  #files(): ReadonlyMap<string, string> {
    if (!existsSync(this.path)) return new Map();
    const files = readdirSync(this.path).filter(
      (file) => EXTENSIONS.has(extname(file)) && /^\d/.test(file) && !file.includes(".d."),
    );
    return new Map(
      files
        .toSorted()
        .reverse()
        .map((file): [string, string] => [basename(file, extname(file)), file])
        .toSorted(([left], [right]) => (left < right ? -1 : 1)),
    );
  }

  #check(file: string, value: unknown): Migration {
    if (!isMigration(value)) {
      throw new MicroError(
        "MICRO_MIGRATION_INVALID",
        `${join(this.path, file)} exports no migration. Write: export const migration = defineMigration({ database, up, down }).`,
      );
    }
    if (dialectOf(value.database) === dialectOf(this.#kind)) return value;
    throw new MicroError(
      "MICRO_MIGRATION_INVALID",
      `${join(this.path, file)} is written for ${value.database}, and the database is ${this.#kind}. ` +
        "Write migrations with the DATABASE_URL of the database that they are for.",
    );
  }
}

function isMigration(value: unknown): value is Migration {
  if (
    typeof value !== "object" ||
    value === null ||
    !("up" in value && "down" in value && "database" in value)
  )
    return false;
  return Array.isArray(value.up) && (value.down === null || Array.isArray(value.down));
}

function dialectOf(kind: DatabaseKind): DatabaseKind {
  return kind === "mariadb" ? "mysql" : kind;
}
