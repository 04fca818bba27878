import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { MigrationFolder } from "./migration-folder.ts";
import { migrationName, migrationText } from "./migration-file.ts";
import { stepText } from "./migration-run.ts";

function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(import.meta.dirname, "../../test/migrated-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("the folder of migrations", () => {
  it("has those whose names begin with a number, of a source and its build the source [F314]", () => {
    const names = ["2_b.ts", "1_a.js", "1_a.ts", "1_a.d.ts", "notes.ts", "3_c.txt"];
    const folder = new MigrationFolder(
      makeFolder(Object.fromEntries(names.map((name) => [name, ""]))),
      "sqlite",
    );
    expect(folder.listNames()).toEqual(["1_a", "2_b"]);
    expect(new MigrationFolder("/none", "sqlite").listNames()).toEqual([]);
  });

  it("refuses a file that holds none, and one for another database [F314]", async () => {
    const load = (text: string, kind: "sqlite" | "mariadb" = "sqlite"): Promise<unknown> =>
      new MigrationFolder(makeFolder({ "1_a.mjs": text }), kind).load();
    await expect(load("export const other = 1;")).rejects.toThrow("exports no migration");
    await expect(load("export const migration = { up: [], down: 5, database: 'sqlite' };")).rejects.toThrow(
      "exports no migration",
    );
    const mysql = "export const migration = { up: [], down: [], database: 'mysql' };";
    await expect(load(mysql)).rejects.toThrow("is written for mysql, and the database is sqlite");
    expect(await load(mysql, "mariadb")).toMatchObject([{ name: "1_a", database: "mysql" }]);
  });
});

describe("a migration that is written", () => {
  it("comes after the last one, whatever the clock says [F314]", () => {
    const now = new Date("2026-11-21T16:40:38Z");
    expect(migrationName("Add: bio!", now, "")).toBe("20261121164038_add_bio");
    expect(migrationName("", now, "20261121164038_add_bio")).toBe("20261121164039");
  });

  it("has its statements in the quotes that need the fewest escapes [F314]", () => {
    const text = migrationText({
      database: "mysql",
      up: ['a "b"', "it's `c`", "\"x\" 'y'"],
      down: [],
      notes: [],
      message: "",
    });
    expect(text).toContain(
      '  up: [\n    \'a "b"\',\n    "it\'s `c`",\n    "\\"x\\" \'y\'",\n  ],\n  down: [],\n',
    );
  });

  it("shows functions by their names [F316]", () => {
    expect([stepText(() => 1), stepText("select 1")]).toEqual([
      "-- the function of the migration",
      "select 1;",
    ]);
  });
});
