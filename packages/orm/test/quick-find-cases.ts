import { describe, expect, it } from "vitest";

import { type Database, sql } from "../src/index.ts";
import { finderOf } from "../src/mikro/finding.ts";
import { createEntityManagerClass } from "../src/mikro/quick-find.ts";
import { Author, fillBlog, Post, Tag } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

/** MikroORM's own reading, which the quick one has to be like. */
const slow = finderOf(Object.getPrototypeOf(createEntityManagerClass().prototype));

/** Reads that are sent without being built anew. */
const QUICK: readonly (readonly [entity: unknown, where: object, options: object])[] = [
  [Post, {}, {}],
  [Post, {}, { orderBy: { rating: "desc", id: "asc" }, limit: 4 }],
  [Post, {}, { orderBy: { id: "desc" }, limit: 3, offset: 2, populate: ["author"] }],
  [Post, { rating: 2, title: "Post 2" }, { populate: ["author"] }],
  [Post, { title: "none" }, { populate: ["author"] }],
  [Author, { email: "ann@example.org" }, { limit: 1 }],
];

/** Reads that are MikroORM's. */
const OTHERS: readonly (readonly [entity: unknown, where: object, options: object])[] = [
  [Post, { rating: { $gt: 2 } }, {}],
  [Post, { author: 1 }, {}],
  [Post, { author: { name: "Ann" } }, {}],
  [Post, { $or: [{ rating: 1 }, { rating: 2 }] }, {}],
  [Post, { rating: null }, {}],
  [Post, { rating: "1" }, {}],
  [Post, { [sql`rating` as never]: 1 }, {}],
  [Post, {}, { populate: ["tags"] }],
  [Post, {}, { populate: ["author.posts"] }],
  [Post, {}, { orderBy: [{ id: "asc" }] }],
  [Post, {}, { orderBy: { author: { name: "asc" } } }],
  [Post, {}, { orderBy: { id: "asc" }, fields: ["title"] }],
  [Post, {}, { orderBy: { id: "ASC" } }],
  [Post, {}, { populate: false }],
];

async function read(db: Database, reading: (typeof QUICK)[number], isSlow: boolean): Promise<unknown> {
  const em = db.em.fork();
  const [entity, where, options] = reading;
  const finder = isSlow ? slow : finderOf(em);
  const found = await finder.find.call(em, entity, where, { ...options });
  em.getUnitOfWork(false).computeChangeSets();
  const changes = em.getUnitOfWork(false).getChangeSets().length;
  const loaded = [...em.getUnitOfWork(false).getIdentityMap()].map((one) => one.constructor.name).toSorted();
  return JSON.parse(JSON.stringify({ found, changes, loaded }));
}

function isQuick(db: Database): boolean {
  return /^select ["`]m["`]\./.test(db.queries.at(-1)?.statement ?? "");
}

/** What reads do that are not built anew each time. */
export function describeQuickReads(useBlog: UseBlog): void {
  describe("a read of rows by their columns", () => {
    const use = async (task: (db: Database) => Promise<void>): Promise<void> => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db, 6);
        db.rollback();
        await task(db);
      });
    };

    it("gives what MikroORM gives", () =>
      use(async (db) => {
        for (const reading of QUICK) {
          const own = await read(db, reading, false);
          expect(isQuick(db)).toBe(true);
          expect(own).toEqual(await read(db, reading, true));
        }
      }));

    it("is left to MikroORM when it is another", () =>
      use(async (db) => {
        for (const reading of OTHERS) {
          const own = await read(db, reading, false);
          expect([isQuick(db), reading]).toEqual([false, reading]);
          expect(own).toEqual(await read(db, reading, true));
        }
      }));

    it("gives rows whose changes are written, and which are one object each", () =>
      use(async (db) => {
        const [first, second] = await db.em.find(Post, {}, { orderBy: { id: "asc" }, populate: ["author"] });
        expect(isQuick(db)).toBe(true);
        if (first === undefined || second === undefined) throw new Error("there are no posts");
        expect([first.author === second.author, first.author.name]).toEqual([true, "Ann"]);
        expect(first).toBeInstanceOf(Post);
        first.title = "changed";
        first.author.name = "Anne";
        expect(await db.getOr404(Post, first.id)).toBe(first);
        await db.commit();
        db.rollback();
        const again = await db.getOr404(Post, first.id, { populate: ["author"] });
        expect([again.title, again.author.name]).toEqual(["changed", "Anne"]);
      }));

    it("sees what its transaction has changed, and keeps what was changed in memory", () =>
      use(async (db) => {
        await db.transaction(async () => {
          const tag = db.em.create(Tag, { name: "new" });
          expect((await db.em.find(Tag, { name: "new" }))[0]).toBe(tag);
          expect(isQuick(db)).toBe(true);
        });
        const post = await db.getOr404(Post, 1);
        post.title = "not written yet";
        const [same] = await db.em.find(Post, { rating: post.rating });
        expect([same === post, same?.title]).toEqual([true, "not written yet"]);
      }));

    it("tells the log of a statement that failed", () =>
      use(async (db) => {
        await db.em.find(Tag, { name: "x" });
        await db.execute(sql`drop table post_tags`);
        await db.execute(sql`drop table tag`);
        await expect(db.em.find(Tag, { name: "x" })).rejects.toThrow(/tag/);
        expect(db.queries.at(-1)).toMatchObject({ isFailed: true, parameters: ["x"] });
      }));

    it("heeds filters of the app's", () =>
      use(async (db) => {
        db.em.addFilter({ name: "good", cond: { rating: 3 }, entity: [Post], default: true });
        const found = await db.em.find(Post, {});
        expect([isQuick(db), found.map(({ rating }) => rating)]).toEqual([false, [3]]);
        await db.em.find(Author, {});
        expect(isQuick(db)).toBe(true);
      }));
  });
}

/** What reads do where the database says which rows somebody may see. */
export function describeGuardedReads(useBlog: UseBlog): void {
  it("a read heeds the policies of tables, for whom its entity manager says", async () => {
    const { app, db } = await useBlog();
    await app.runInContext(async () => {
      await fillBlog(db, 6);
      db.rollback();
      await db.execute(sql`create role reader`);
      await db.execute(sql`grant select on post, author to reader`);
      await db.execute(sql`alter table post enable row level security`);
      await db.execute(
        sql`create policy own on post using (rating = current_setting('app.rating')::integer)`,
      );
      expect(await db.em.find(Post, {})).toHaveLength(6);
      db.rollback();
      db.em.setSessionContext({ role: "reader", variables: { "app.rating": "1" } });
      const found = await db.em.find(Post, {}, { orderBy: { id: "asc" } });
      expect(found.map(({ id }) => id)).toEqual([1, 6]);
      db.rollback();
      await expect(db.getOr404(Post, 2)).rejects.toMatchObject({ status: 404 });
      expect((await db.getOr404(Post, 6)).id).toBe(6);
      db.em.clearSessionContext();
      expect((await db.getOr404(Post, 2)).id).toBe(2);
      await db.execute(sql`drop owned by reader`);
      await db.execute(sql`drop role reader`);
    });
  });
}
