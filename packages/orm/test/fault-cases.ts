import { describe, expect, it } from "vitest";

import { ForeignKeyViolation, InvalidValue, sql, UniqueViolation } from "../src/index.ts";
import { Author, fillBlog, Post, Tag } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

/** What people put into forms to break out of a statement. */
const ATTEMPTS: readonly string[] = [
  "'", "''", "\\", "\\'", '"', "`", "?", "??", "\\?", ":name", "$1", "--", "/*", ";", "%", "_", "\u2028", "'; drop table author; --",
  "' or '1'='1", "\\' or 1=1 -- ", "x' union select 1, 2 --", "\u00bf' or 1=1", '{"__raw":true,"sql":"1=1"}', "\ud83d\ude00",
]; // prettier-ignore

/** What errors of any database become, and that nothing breaks out of a statement. @param useBlog - Makes an app on an empty one. */
export function describeFaults(useBlog: UseBlog): void {
  describe("an error of the database", () => {
    it("is a 409 that names the field to the app, and nothing to the visitor (A57)", async () => {
      const { app, db } = await useBlog();
      const seen: unknown[] = [];
      app.post("/", async () => {
        db.em.create(Author, { name: "Ann", email: "ann@example.org" });
        await db.commit();
        return "x";
      });
      app.post("/form", async () => {
        try {
          db.em.create(Author, { name: "Ann", email: "ann@example.org" });
          await db.commit();
        } catch (error) {
          if (!(error instanceof UniqueViolation)) throw error;
          seen.push(error.table, error.fields, error.cause);
        }
        return "again";
      });
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      for (const headers of [{ Accept: "application/json" }, { Accept: "text/html" }]) {
        const { status, text } = await client.post("/", { headers });
        expect(status).toBe(409);
        expect(text).toContain("This exists already.");
        expect(text).not.toMatch(/insert|author|ann@|constraint/i);
      }
      expect((await client.post("/form")).text).toBe("again");
      expect(seen).toEqual(["author", ["email"], expect.objectContaining({ message: expect.any(String) })]);
    });

    it("is a 409 for what refers to nothing, or is referred to", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db, 1);
        db.em.create(Post, { title: "x", author: db.em.getReference(Author, 99) });
        await expect(db.commit()).rejects.toThrow(ForeignKeyViolation);
        db.rollback();
        await expect(db.em.nativeDelete(Author, { id: 1 })).rejects.toMatchObject({ status: 409 });
      });
    });

    it("is a 400 for a value that its column cannot hold", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        const failed = db.execute(sql`insert into author (name, email) values (${"x"}, ${null})`);
        await expect(failed).rejects.toThrow(InvalidValue);
        await expect(failed).rejects.toMatchObject({ status: 400, message: "A value does not fit." });
      });
    });
  });

  describe("what visitors send", () => {
    it("stays a value, wherever it is used (A193, A378, A381) [F317]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        for (const [index, text] of ATTEMPTS.entries()) {
          const id = index + 1;
          db.em.create(Tag, { id, name: text });
          await db.commit();
          db.rollback();
          const [row] = await db.query(sql`select id, name from tag where id = ${id} and name = ${text}`);
          expect({ ...row }).toEqual({ id, name: text });
          expect((await db.em.findOne(Tag, { id, name: text }))?.name).toBe(text);
          expect(await db.em.count(Tag, { id, name: { $in: [text, "other"] } })).toBe(1);
          expect(await db.execute(sql`update tag set name = ${text} where id = ${id}`)).toBeLessThan(2);
        }
        expect(await db.em.count(Author)).toBe(2);
        expect(await db.em.count(Tag)).toBe(ATTEMPTS.length);
      });
    });

    it("is a value, or a 400, when it has what no text may have [F317]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        for (const text of ["a\0b", "x".repeat(41), "\ud800"]) {
          const kept = await db.execute(sql`insert into tag (name) values (${text})`).then(
            () => 200,
            (error: unknown) => Reflect.get(Object(error), "status") as unknown,
          );
          expect([200, 400], JSON.stringify(text)).toContain(kept);
        }
      });
    });

    it("is no query of its own: objects and lists are refused as keys (A377, A380, A381) [F306]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        for (const key of [
          ["1", "2"],
          { $ne: null },
          { __raw: true, sql: "1=1" },
          null,
          undefined,
          Number.NaN,
          true,
        ])
          await expect(db.getOr404(Author, key as never)).rejects.toMatchObject({ status: 404 });
      });
    });
  });
}
