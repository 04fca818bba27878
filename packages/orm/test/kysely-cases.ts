import { sql as kyselySql } from "kysely";
import { expect, describe, it } from "vitest";

import { type Database, InvalidValue, sql, UniqueViolation } from "../src/index.ts";
import { fillBlog } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

interface Tables {
  author: { id?: number; name: string; email: string };
  tag: { id?: number; name: string; note?: string };
}

/** What statements of Kysely do that no transaction is around. */
export function describeKysely(useBlog: UseBlog): void {
  describe("a statement of db.kysely()", () => {
    const use = async (task: (db: Database) => Promise<void>): Promise<void> => {
      const { app, db } = await useBlog();
      await app.runInContext(() => fillBlog(db, 2));
      await app.runInContext(() => task(db));
    };

    it("reads and writes rows, and says how many it has changed [F317]", () =>
      use(async (db) => {
        const client = db.kysely<Tables>();
        const names = ["x", "Zoë 🦉", 'it\'s "quoted" \\ and\nlong', ""];
        for (const name of names) await client.insertInto("tag").values({ name }).execute();
        for (const name of names)
          expect(await client.selectFrom("tag").select("name").where("name", "=", name).execute()).toEqual([
            { name },
          ]);
        const renamed = client.updateTable("tag").set({ name: "y" }).where("name", "=", "x");
        expect((await renamed.executeTakeFirst()).numUpdatedRows).toBe(1n);
        expect((await renamed.executeTakeFirst()).numUpdatedRows).toBe(0n);
        const removed = await client.deleteFrom("tag").where("name", "in", ["y", ""]).executeTakeFirst();
        expect(removed.numDeletedRows).toBe(2n);
        expect(await client.selectFrom("tag").selectAll().where("id", "=", -1).execute()).toEqual([]);
      }));

    it("takes values that are empty, numbers, and long lists of them [F317]", () =>
      use(async (db) => {
        const client = db.kysely<Tables>();
        const ids = Array.from({ length: 150 }, (_, index) => index + 1);
        expect(await client.selectFrom("author").select("id").where("id", "in", ids).execute()).toHaveLength(
          2,
        );
        await kyselySql`alter table tag add column note varchar(20)`.execute(client);
        await client
          .insertInto("tag")
          .values({ name: "a", note: null as never })
          .execute();
        const found = client.selectFrom("tag").select(["name", "note"]).where("name", "=", "a");
        expect(await found.execute()).toEqual([{ name: "a", note: null }]);
      }));

    it("gives the columns that a table has now [F317]", () =>
      use(async (db) => {
        const client = db.kysely<Tables>();
        await client.insertInto("tag").values({ name: "a" }).execute();
        const found = client.selectFrom("tag").selectAll().where("name", "=", "a");
        expect(await found.execute()).toEqual([{ id: 1, name: "a" }]);
        await db.execute(sql`alter table tag add column note varchar(20)`);
        expect(await found.execute()).toEqual([{ id: 1, name: "a", note: null }]);
        await db.execute(sql`update tag set note = ${"new"}`);
        expect(await found.execute()).toEqual([{ id: 1, name: "a", note: "new" }]);
      }));

    it("fails with the app's errors, which tell who has asked, and the next one does not [F317 F325]", () =>
      use(async (db) => {
        const client = db.kysely<Tables>();
        const insert = (name: string): Promise<unknown> =>
          client.insertInto("tag").values({ name }).execute();
        await insert("a");
        const failure: unknown = await insert("a").catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(UniqueViolation);
        expect(failure).toMatchObject({ stack: expect.stringContaining("kysely-cases.ts") as unknown });
        const bad = kyselySql`select name from nowhere where name = ${1}`.execute(client);
        await expect(bad).rejects.toThrow(/nowhere/);
        for (let count = 0; count < 30; count++) await insert("a").catch(() => undefined);
        await insert("b");
        expect(await client.selectFrom("tag").select("name").where("id", ">", 0).execute()).toHaveLength(2);
      }));

    it("can be given up on [F317]", () =>
      use(async (db) => {
        const found = db.kysely<Tables>().selectFrom("author").select("name").where("id", "=", 1);
        const { signal } = new AbortController();
        expect(await found.execute({ signal })).toEqual([{ name: "Ann" }]);
        await expect(found.execute({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
          "enough",
        );
      }));

    it("is in no transaction that somebody else has open [F304]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(() => fillBlog(db));
      const count = (): Promise<number> =>
        app.runInContext(
          async () =>
            (await db.kysely<Tables>().selectFrom("tag").select("id").where("id", ">", 0).execute()).length,
        );
      let meanwhile: Promise<number> = Promise.resolve(-1);
      const failed = app.runInContext(() =>
        db.transaction(async () => {
          await db.execute(sql`insert into tag (name) values (${"x"})`);
          meanwhile = count();
          await new Promise((resolve) => setTimeout(resolve, 20));
          throw new Error("of the task");
        }),
      );
      await expect(failed).rejects.toThrow("of the task");
      expect([await meanwhile, await count()]).toEqual([0, 0]);
    });
  });
}

/** What PostgreSQL alone does. */
export function describePostgresqlKysely(useBlog: UseBlog): void {
  describe("a statement of db.kysely() for PostgreSQL", () => {
    it("takes values of all kinds, and gives what the driver gives [F317]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(() => fillBlog(db));
      await app.runInContext(async () => {
        const client = db.kysely();
        const read = async (value: unknown, type: string): Promise<unknown> => {
          const typed = kyselySql.raw(type);
          const { rows } = await kyselySql<{ value: unknown }>`select ${value}::${typed} as value`.execute(
            client,
          );
          return rows[0]?.value;
        };
        await read(1, "integer");
        expect(await read(7, "integer")).toBe(7);
        expect(await read("x".repeat(100_000), "text")).toHaveLength(100_000);
        expect(await read(1.5, "float8")).toBe(1.5);
        expect(await read(2n ** 40n, "bigint")).toBe("1099511627776");
        expect(await read(true, "boolean")).toBe(true);
        expect(await read(null, "text")).toBeNull();
        expect(await read(undefined, "text")).toBeNull();
        expect(await read({ a: [1] }, "jsonb")).toEqual({ a: [1] });
        expect(await read([1, 2], "integer[]")).toEqual([1, 2]);
        expect(await read(Buffer.from("ab"), "bytea")).toEqual(Buffer.from("ab"));
        expect(await read(new Date(0), "timestamptz")).toMatch(/^1970-01-01/);
        expect(await read("1970-01-01", "date")).toBe("1970-01-01");
        const ids = Array.from({ length: 60_000 }, (_, index) => index);
        const { rows } = await kyselySql<{
          id: number;
        }>`select id from author where id in (${kyselySql.join(ids)})`.execute(client);
        expect(rows).toHaveLength(2);
        const circular: { self?: unknown } = {};
        circular.self = circular;
        await expect(read(circular, "jsonb")).rejects.toThrow(/circular/);
        await expect(read("a\0b", "text")).rejects.toBeInstanceOf(InvalidValue);
        await expect(kyselySql`select ${1} \0`.execute(client)).rejects.toThrow(/./);
        expect(await read(8, "integer")).toBe(8);
        await expect(kyselySql`copy tag from stdin`.execute(client)).rejects.toThrow(
          /COPY from stdin failed/,
        );
        expect(await read(9, "integer")).toBe(9);
      });
    });

    it("gives columns with any names, which change no prototype [F317]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        const names = ["__proto__", "constructor", "0"].map((name) => kyselySql.id(name));
        const named = kyselySql<object>`select 1 as ${names[0]}, 'a' as ${names[1]}, ${"b"}::text as ${names[2]}`;
        for (let time = 0; time < 3; time++) {
          const [row = {}] = (await named.execute(db.kysely())).rows;
          expect(new Map(Object.entries(row))).toEqual(
            new Map<string, unknown>([
              ["__proto__", 1],
              ["constructor", "a"],
              ["0", "b"],
            ]),
          );
          expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
        }
      });
    });
  });
}
