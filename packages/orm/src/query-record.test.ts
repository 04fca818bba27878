import { describe, expect, it, vi } from "vitest";

import { Author, fillBlog, Post } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { sql } from "./index.ts";

describe("the statements of a request", () => {
  it("are recorded with parameters, time and place, under test and in debug [F311]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      const before = db.queries.length;
      await db.em.find(Author, { name: "Ann" });
      await expect(db.query(sql`select nothing where 1 = ${2}`)).rejects.toThrow("syntax");
      expect(db.queries.slice(before)).toEqual([
        {
          statement: 'select "m"."id", "m"."name", "m"."email" from "author" as "m" where "m"."name" = ?',
          parameters: ["Ann"],
          duration: expect.any(Number),
          place: expect.stringMatching(/query-record\.test\.ts:\d+$/),
          isFailed: false,
        },
        expect.objectContaining({ statement: "select nothing where 1 = ?", parameters: [2], isFailed: true }),
      ]);
    });
  });

  it("are not recorded in production [F311]", async () => {
    const { app, db } = useBlog({ TESTING: false });
    await app.runInContext(async () => {
      await fillBlog(db);
      expect(db.queries).toEqual([]);
    });
  });

  it("tell a developer of a query in a loop, once [F311]", async () => {
    const { app, db } = useBlog();
    const warn = vi.spyOn(app.logger, "warn").mockReturnValue();
    await app.runInContext(async () => {
      await fillBlog(db, 7);
      for (const { id } of await db.em.find(Post, {})) await db.em.fork().count(Post, { id });
    });
    const told = warn.mock.calls.flat();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^The same query was sent 5 times at .*query-record\.test\.ts:\d+: select count/);
  });
});
