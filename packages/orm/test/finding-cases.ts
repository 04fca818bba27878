import { NotFound } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { Author, fillBlog, Post, Tag } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

/** How rows and pages are found, on any database. @param useBlog - Makes an app on an empty one. */
export function describeFinding(useBlog: UseBlog): void {
  describe("db.paginate()", () => {
    it("gives the page that the visitor asks for [F307]", async () => {
      const { app, db } = await useBlog();
      app.get("/", async () => {
        const page = await db.paginate(Post, {
          where: { rating: { $gt: 0 } },
          orderBy: { id: "asc" },
          populate: ["author"],
        });
        const [first] = page.items;
        return {
          ids: page.items.map(({ id }) => id),
          pages: page.pages,
          total: page.total,
          author: first?.author.name,
        };
      });
      await app.runInContext(() => fillBlog(db, 30));
      const client = app.testClient();
      expect((await client.get("/?page=2&per_page=5")).json()).toEqual({
      ids: [7, 8, 9, 11, 12], pages: 5, total: 24, author: "Ann" }); // prettier-ignore
      expect((await client.get("/")).json()).toMatchObject({ pages: 2, total: 24 });
      for (const query of [
        "page=6&per_page=5",
        "page=0",
        "page=99999999999999999999",
        "page=9007199254740991",
      ])
        expect((await client.get(`/?${query}`)).status).toBe(404);
    });

    it("gives an empty first page, and with errorOut off any empty page [F307]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        expect((await db.paginate(Post)).items).toEqual([]);
        const far = await db.paginate(Post, { page: 9e15, perPage: 100, errorOut: false });
        expect([far.items, far.page]).toEqual([[], 9e15]);
      });
    });

    it("does not count when nobody wants to know [F307]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db, 3);
        const page = await db.paginate(Post, { perPage: 2, count: false, orderBy: { id: "desc" } });
        expect([page.total, page.hasNext, page.items.map(({ id }) => id)]).toEqual([null, true, [3, 2]]);
      });
    });
  });

  describe("a row or 404", () => {
    it("is the row with a key, the first, or the only one [F306]", async () => {
      const { app, db } = await useBlog();
      app.get(
        "/authors/<id>",
        async ({ params }) => (await db.getOr404(Author, params.id, { message: "Nobody." })).name,
      );
      app.get("/first", async () => (await db.firstOr404(Author, {}, { orderBy: { id: "desc" } })).name);
      app.get(
        "/one/<name>",
        async ({ params }) => (await db.oneOr404(Author, { name: { $like: `${params.name}%` } })).name,
      );
      app.get("/none", async () => (await db.firstOr404(Tag, { name: "none" }, { message: "No tag." })).name);
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      const answer = async (path: string): Promise<unknown> => {
        const { status, text } = await client.get(path, { headers: { Accept: "text/plain" } });
        return status === 200 ? text : status;
      };
      expect(await answer("/authors/2")).toBe("Bob");
      for (const key of [
        "3",
        "x",
        "1abc",
        "1 or 1=1",
        "'; drop table author; --",
        "99999999999999999999",
        "%00",
        "1.5",
      ])
        expect(await answer(`/authors/${encodeURIComponent(key)}`)).toBe(404);
      expect([await answer("/first"), await answer("/one/A"), await answer("/one/Z"), await answer("/none")]).toEqual([
      "Bob", "Ann", 404, 404]); // prettier-ignore
      await app.runInContext(async () => {
        db.em.create(Author, { name: "Anton", email: "anton@example.org" });
        await db.commit();
      });
      expect(await answer("/one/A")).toBe(404);
      const { text } = await client.get("/authors/9", { headers: { Accept: "text/plain" } });
      expect(text).toContain("Nobody.");
    });

    it("is no 404 when the database cannot be asked [F306]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        const asking = db.getOr404(Author, 1); // there are no tables
        await expect(asking).rejects.toThrow(/author/);
        await expect(asking).rejects.not.toThrow(NotFound);
      });
    });
  });
}
