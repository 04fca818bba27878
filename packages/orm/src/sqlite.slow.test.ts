import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { expect, it, onTestFinished } from "vitest";

import { Database, sql } from "./index.ts";

it("two processes write a SQLite file at once: nothing is lost, nothing half-written (security F20) [F302]", async () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "app.db");
  const db = new Database({ entities: [], url: `sqlite:${file}` });
  const app = useApp(() => new Micro(null));
  app.use(db);
  await app.runInContext(async () => {
    await db.execute(sql`create table counter (value integer not null)`);
    await db.execute(sql`create table entry (id integer primary key, process integer not null)`);
    await db.execute(sql`insert into counter values (0)`);
  });
  const script = join(import.meta.dirname, "../test/sqlite-writer.ts");
  const words = [
    "--conditions=@micro-web/source",
    "--experimental-strip-types",
    "--no-warnings",
    script,
    file,
    "300",
  ];
  const run = promisify(execFile);
  await Promise.all([
    run(process.execPath, words),
    run(process.execPath, words),
    run(process.execPath, words),
  ]);
  await app.runInContext(async () => {
    expect(await db.query(sql`select value from counter`)).toMatchObject([{ value: 900 }]);
    expect(
      await db.query(sql`select count(*) as rows, count(distinct process) as processes from entry`),
    ).toMatchObject([{ rows: 900, processes: 3 }]);
  });
});
