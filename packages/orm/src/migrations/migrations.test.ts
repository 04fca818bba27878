import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { describeMigrations, MigratedApp } from "../../test/migration-cases.ts";
import { defineEntity, ForeignKeyViolation, p, sql } from "../index.ts";

async function createUrl(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "micro-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, "app.db")}`;
}

describeMigrations("sqlite", createUrl);

const Owner = defineEntity({ name: "Owner", properties: { id: p.integer().primary() } });
const Pet = defineEntity({
  name: "Pet",
  properties: { id: p.integer().primary(), owner: () => p.manyToOne(Owner) },
});

describe("the migrations of SQLite", () => {
  it("fail when rows would refer to rows that are gone, although foreign keys are off meanwhile [F315]", async () => {
    const app = new MigratedApp(await createUrl());
    await app.use([Owner, Pet]);
    await app.run("migrate", "-m", "first");
    await app.run("upgrade");
    await app.within(async () => {
      await app.db.execute(sql`insert into owner (id) values (1)`);
      await app.db.execute(sql`insert into pet (id, owner_id) values (1, 1)`);
    });
    app.write(
      "20990101000000_bad",
      'export const migration = { database: "sqlite", up: ["delete from owner"], down: [] };',
    );
    await expect(app.run("upgrade")).rejects.toThrow(
      /failed: FOREIGN KEY constraint failed: rows of pet refer to rows of owner that do not exist\nThe tables are as they were\./,
    );
    expect(await app.rows("owner")).toEqual([{ id: 1 }]);
    await expect(app.within(() => app.db.execute(sql`delete from owner`))).rejects.toThrow(
      ForeignKeyViolation,
    );
  });

  it("are not taken for none when what was run cannot be read [F316]", async () => {
    const app = new MigratedApp(await createUrl());
    await app.use([]);
    expect(await app.run("current")).toBe("(none) (head)\n");
    await app.within(() => app.db.execute(sql`create table micro_migrations (id integer)`));
    await expect(app.run("current")).rejects.toThrow("no such column: name");
  });
});
