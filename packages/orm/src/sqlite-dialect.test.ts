import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { CompiledQuery, Kysely } from "kysely";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { fillBlog, Tag } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { Database, DatabaseUnavailable, defineEntity, p, sql } from "./index.ts";
import { convertDialect } from "./mikro/fault-driver.ts";
import { SqliteDialect } from "./mikro/sqlite-dialect.ts";

function makeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "micro-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "app.db");
}

describe("SQLite", () => {
  it("says which Node it needs on one that has none", () => {
    const builtins = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    onTestFinished(() => builtins.mockRestore());
    expect(() => new SqliteDialect(":memory:")).toThrow(/part of Node from 22\.17 on.*MICRO_DATABASE_DRIVER/);
  });

  it("leaves a file closed that is no database", async () => {
    const file = makeFile();
    writeFileSync(file, "This is no database, however long it is.".repeat(100));
    const database = new Kysely<object>({ dialect: new SqliteDialect(file) });
    await expect(database.executeQuery(CompiledQuery.raw("select 1"))).rejects.toThrow("not a database");
    expect(readFileSync(file, "utf8")).toMatch(/^This is no database/);
  });

  it("waits for another process that writes, and the event loop goes on meanwhile (security F20)", async () => {
    const file = makeFile();
    const other = new Kysely<object>({ dialect: new SqliteDialect(file) });
    const own = new Kysely<object>({ dialect: new SqliteDialect(file, 100) });
    onTestFinished(() => Promise.all([other.destroy(), own.destroy()]).then(() => undefined));
    await other.executeQuery(CompiledQuery.raw("create table t (id integer)"));
    const transaction = await other.startTransaction().execute();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const insert = CompiledQuery.raw("insert into t values (?)", [1]);
    await expect(own.executeQuery(insert)).rejects.toThrow("locked");
    expect(ticks).toBeGreaterThan(5);
    const waiting = own.executeQuery(insert);
    setTimeout(() => void transaction.commit().execute(), 20);
    expect((await waiting).numAffectedRows).toBe(1n);
    clearInterval(timer);
  });

  it("says that the disk is full, and writes nothing by halves (security F20)", async () => {
    const { app, db } = useBlog();
    await app.runInContext(() => fillBlog(db));
    await app.runInContext(async () => {
      await db.query(sql`pragma max_page_count = 12`);
      for (let index = 0; index < 2000; index++) db.em.create(Tag, { name: `tag ${index}` });
      await expect(db.commit()).rejects.toThrow(DatabaseUnavailable);
      db.rollback();
      expect(await db.em.count(Tag)).toBe(0);
      await db.query(sql`pragma max_page_count = 100000`);
      db.em.create(Tag, { name: "again" });
      await db.commit();
      expect(await db.em.count(Tag)).toBe(1);
    });
  });

  it("streams rows, keeps what is prepared, and forgets it when it is too much", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      const kysely = db.em.getKysely<{ author: { id: number; name: string } }>();
      const names: string[] = [];
      for await (const { name } of kysely.selectFrom("author").select("name").stream()) names.push(name);
      expect(names).toEqual(["Ann", "Bob"]);
      for (let index = 0; index < 250; index++) {
        const rows = await kysely
          .selectFrom("author")
          .select(["id"])
          .where("id", "in", Array(index + 1).fill(1))
          .execute();
        expect(rows).toHaveLength(1);
      }
    });
  });

  it("is opened by its first statement, and by none after the end", async () => {
    const driver = new SqliteDialect(":memory:").createDriver();
    await expect(driver.acquireConnection()).rejects.toThrow("The database is closed.");
    await driver.init();
    const { rows } = await (
      await driver.acquireConnection()
    ).executeQuery(CompiledQuery.raw("select 1 as one"));
    expect(rows).toMatchObject([{ one: 1 }]);
    await driver.destroy();
    await expect(driver.acquireConnection()).rejects.toThrow("The database is closed.");
  });

  it("gives the connection back when a transaction cannot begin, and says why (security F20)", async () => {
    const file = makeFile();
    const other = new Kysely<object>({ dialect: new SqliteDialect(file) });
    const convert = (error: unknown): Error => new Error("converted", { cause: error });
    const own = new Kysely<{ t: { id: number } }>({
      dialect: convertDialect(new SqliteDialect(file, 0), convert),
    });
    onTestFinished(() => Promise.all([other.destroy(), own.destroy()]).then(() => undefined));
    await other.executeQuery(CompiledQuery.raw("create table t (id integer)"));
    const blocking = await other.startTransaction().execute();
    const insert = (): Promise<unknown> =>
      own.transaction().execute((transaction) => transaction.insertInto("t").values({ id: 1 }).execute());
    const reason = { message: "converted", cause: { message: "database is locked" } };
    await expect(insert()).rejects.toMatchObject(reason);
    await expect(own.transaction().execute(() => Promise.resolve(1))).rejects.toMatchObject(reason);
    await blocking.commit().execute();
    await insert();
    expect(await own.selectFrom("t").select("id").execute()).toMatchObject([{ id: 1 }]);
  });

  it("cannot be opened where there is no folder to make", async () => {
    const file = makeFile();
    writeFileSync(file, "");
    const db = new Database({ entities: [], url: `sqlite:${file}/none/app.db` });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await expect(app.runInContext(() => db.query(sql`select 1`))).rejects.toMatchObject({ status: 503 });
  });
});

describe("MikroORM on SQLite", () => {
  it("writes bytes, whatever holds them, and finds them", async () => {
    const Blob = defineEntity({ name: "Blob", properties: { id: p.integer().primary(), data: p.blob() } });
    const db = new Database({ entities: [Blob], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      db.em.create(Blob, { data: Buffer.from([0, 39, 255]) });
      await db.commit();
      expect(
        await db.query(sql`select hex(data) as data from blob where data = ${new Uint8Array([0, 39, 255])}`),
      ).toMatchObject([{ data: "0027FF" }]);
      const platform = db.connected.orm.driver.getPlatform();
      expect(platform.escape(new Uint8Array([1, 2]) as never)).toBe("X'0102'");
    });
  });
});
