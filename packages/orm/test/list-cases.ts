import { describe, expect, it } from "vitest";

import { Author, fillBlog, Post } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

/** How visitors go through lists, order and filter them, on any database. @param useBlog - Makes an app on an empty one. */
export function describeLists(useBlog: UseBlog): void {
  describe("db.seek()", () => {
    it("goes through a list and back, without losing or repeating a row that comes or goes [F308]", async () => {
      const { app, db } = await useBlog();
      app.get("/", async () => {
        const page = await db.seek(Post, {
          where: { rating: { $gt: 0 } },
          orderBy: { rating: "desc", title: "asc" },
          limit: 3,
          populate: ["author"],
        });
        return {
          ids: [...page].map(({ id, author }) => `${author.name}${id}`),
          next: page.next,
          previous: page.previous,
          hasNext: page.hasNext,
          hasPrevious: page.hasPrevious,
        };
      });
      await app.runInContext(() => fillBlog(db, 10));
      const client = app.testClient();
      const get = async (
        cursor: string | null,
      ): Promise<
        Record<"next" | "previous", string | null> & { ids: string[]; hasNext: boolean; hasPrevious: boolean }
      > => (await client.get(`/?cursor=${cursor ?? ""}`)).json();
      const first = await get("");
      expect(first).toMatchObject({
        ids: ["Ann4", "Ann9", "Ann3"],
        previous: null,
        hasNext: true,
        hasPrevious: false,
      });
      await app.runInContext(async () => {
        db.em.create(Post, { title: "A new one", rating: 4, author: await db.getOr404(Author, 1) });
        await db.commit();
      });
      const second = await get(first.next);
      const third = await get(second.next);
      expect([second.ids, third.ids, third.next]).toEqual([["Ann8", "Ann2", "Ann7"], ["Ann1", "Ann6"], null]);
      const back = await get(third.previous);
      expect(back.ids).toEqual(second.ids);
      const start = await get(back.previous);
      expect([start.ids, start.hasPrevious]).toEqual([["Ann4", "Ann9", "Ann3"], true]);
      const before = await get(start.previous);
      expect([before.ids, before.previous, before.hasNext]).toEqual([["Ann11"], null, true]);
    });

    it("refuses a cursor that was not written for this list (A193) [F308]", async () => {
      const { app, db } = await useBlog();
      app.get("/", async () => (await db.seek(Post, { orderBy: { id: "asc" }, limit: 1 })).next ?? "");
      app.get("/other", async () => (await db.seek(Post, { orderBy: { id: "desc" } })).next ?? "");
      await app.runInContext(() => fillBlog(db, 3));
      const client = app.testClient();
      const cursor = (await client.get("/")).text;
      expect((await client.get(`/?cursor=${cursor}`)).status).toBe(200);
      const forged = Buffer.from(JSON.stringify([false, { $gt: 0 }])).toString("base64url");
      for (const path of [
        `/other?cursor=${cursor}`,
        `/?cursor=${cursor}x`,
        "/?cursor=1",
        `/?cursor=${forged}`,
        `/?cursor=${forged}.x.y`,
      ])
        expect([path, (await client.get(path)).status]).toEqual([path, 400]);
    });

    it("says that it cannot order by what may be empty, and that there is no secret [F308]", async () => {
      const { app, db } = await useBlog({ SECRET_KEY: null });
      await app.runInContext(async () => {
        await fillBlog(db, 1);
        await expect(db.seek(Post, { orderBy: { author: "asc" } })).rejects.toThrow("MICRO_MODEL_INVALID");
        await expect(db.seek(Post, { orderBy: { id: "asc" } })).rejects.toThrow("MICRO_SESSION_NO_SECRET");
      });
    });
  });

  describe("what visitors order by", () => {
    it.each([
      "password",
      "title;drop table post",
      "title desc",
      "id);--",
      "author.password",
      "-",
      "title,title",
      "__proto__",
      "constructor",
      "title--",
    ])("is one of a list, not %j (A193, A378, A380) [F313]", async (sort) => {
      const { app, db } = await useBlog();
      app.get("/", async ({ query }) => {
        const orderBy = db.orderFrom<Post>(query.get("sort"), ["title", "rating", "id"]);
        return (await db.em.find(Post, {}, { orderBy })).map(({ id }) => id);
      });
      await app.runInContext(() => fillBlog(db, 4));
      const client = app.testClient();
      expect((await client.get(`/?sort=${encodeURIComponent(sort)}`)).status).toBe(400);
      expect((await client.get("/?sort=-rating,id")).json()).toEqual([4, 3, 2, 1]);
      expect((await client.get("/")).status).toBe(200);
    });
  });

  describe("what visitors filter by", () => {
    it("is one of a list, with values of its type (A56, A377, A378) [F313]", async () => {
      const { app, db } = await useBlog();
      app.get("/", async ({ query }) => {
        const where = db.filterFrom(Post, query, { title: "contains", rating: "range", author: "equals" });
        return (await db.em.find(Post, where, { orderBy: { id: "asc" } })).map(({ id }) => id);
      });
      await app.runInContext(async () => {
        await fillBlog(db, 4);
        db.em.create(Post, { title: "100% of_it!", rating: 9, author: await db.getOr404(Author, 2) });
        await db.commit();
      });
      const client = app.testClient();
      const ask = async (query: string): Promise<unknown> => {
        const response = await client.get(`/?${query}`);
        return response.status === 200 ? response.json() : response.status;
      };
      expect(await ask("")).toEqual([1, 2, 3, 4, 5]);
      expect(await ask("title=POST&rating_from=2&rating_to=3")).toEqual([2, 3]);
      expect(await ask("title=%25&id=1&password=x")).toEqual([5]);
      expect([
        await ask("title=f_i"),
        await ask("title=t!"),
        await ask("title=0%25%20o"),
        await ask("title=_"),
      ]).toEqual([[5], [5], [5], [5]]);
      expect(await ask("author=2&rating_from=")).toEqual([5]);
      for (const query of [
        "rating_from=x",
        "rating_to=1;--",
        "author=1%20or%201=1",
        "author=%7B%22%24ne%22:null%7D",
        "rating_from=1e999",
        "rating_from=NaN",
      ])
        expect([query, await ask(query)]).toEqual([query, 400]);
      expect(await ask(`title=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
      expect(await ask("password__startswith=x&author__email=a&author.email=a")).toEqual([1, 2, 3, 4, 5]);
      expect(await ask("title[$ne]=x&rating_from[]=1")).toEqual([1, 2, 3, 4, 5]);
    });
  });

  describe("db.assign()", () => {
    it("takes what is named, and nothing else (A333, A376, A378)", async () => {
      const { app, db } = await useBlog();
      app.post("/<int:id>", async (request) => {
        const post = await db.getOr404(Post, request.params.id);
        db.assign(post, await request.json(), ["title", "rating"]);
        await db.commit();
        return await db.em.fork().findOneOrFail(Post, post.id);
      });
      await app.runInContext(() => fillBlog(db, 1));
      const client = app.testClient();
      const body =
        '{"title":"New","id":9,"author":2,"body":"x","$attributes":{},"constructor":1,"__helper":1}';
      const json = { headers: { "Content-Type": "application/json" } };
      expect((await client.post("/1", { body, ...json })).json()).toMatchObject({
        id: 1,
        title: "New",
        body: "",
        rating: 1,
        author: 1,
      });
      for (const value of ['{"title":{"__raw":true,"sql":"1"}}', '{"rating":[1]}', '{"title":{"$ne":1}}'])
        expect((await client.post("/1", { body: value, ...json })).status).toBe(400);
      expect((await client.post("/1", { body: "5", ...json })).status).toBe(200);
      await app.runInContext(() =>
        expect(() =>
          db.assign(db.em.create(Post, { title: "x", author: 1 }), { none: 1 }, ["none" as never]),
        ).toThrow(TypeError),
      );
    });
  });
}
