import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
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

/** Holds the locks of a process that reads the log of one that was killed, for a second: Node cannot lock bytes of a file. */
const RECOVERY = `
import fcntl, sys, time
shared = open(sys.argv[1] + "-shm", "r+b")
for byte in (120, 122):
    fcntl.lockf(shared, fcntl.LOCK_EX, 1, byte)
shared.write(bytes(96))
shared.flush()
print("locked", flush=True)
time.sleep(1)
`;

it("a process that reads the log of one that was killed is waited for, also to open the file (security F20) [F302 F321]", async () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "app.db");
  const open = (): ((value: number) => Promise<unknown>) => {
    const db = new Database({ entities: [], url: `sqlite:${file}` });
    const app = useApp(() => new Micro(null));
    app.use(db);
    return (value) =>
      app.runInContext(() => db.query(sql`select ${value} + count(*) as value from sqlite_schema`));
  };
  const [known, fresh] = [open(), open()];
  expect(await known(1)).toEqual([{ value: 1 }]);
  const recovery = spawn("/usr/bin/python3", ["-c", RECOVERY, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(recovery, "exit");
  await once(recovery.stdout, "data");
  const start = performance.now();
  const values = await Promise.all([known(2), known(3), fresh(4)]);
  expect(values).toEqual([[{ value: 2 }], [{ value: 3 }], [{ value: 4 }]]);
  expect(performance.now() - start).toBeGreaterThan(500);
  await ended;
});
