import { describe, expect, it } from "vitest";

import { Author, fillBlog, Post, Tag } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { choosePage, Page, type PageOptions } from "./page.ts";

function pageOf(page: number, total: number | null, perPage = 10): Page<number> {
  const count = total === null ? perPage : Math.max(0, Math.min(perPage, total - (page - 1) * perPage));
  return new Page({ items: Array.from({ length: count }, (_, index) => index), page, perPage, total });
}

describe("a page", () => {
  it("knows its place among the others [F307]", () => {
    const facts = ({ pages, first, last, hasPrevious, previousNumber, hasNext, nextNumber }: Page<number>): unknown[] => [
      pages, first, last, hasPrevious, previousNumber, hasNext, nextNumber,
    ]; // prettier-ignore
    expect(facts(pageOf(1, 25))).toEqual([3, 1, 10, false, null, true, 2]);
    expect(facts(pageOf(3, 25))).toEqual([3, 21, 25, true, 2, false, null]);
    expect(facts(pageOf(1, 0))).toEqual([0, 0, 0, false, null, false, null]);
    expect(facts(pageOf(2, null))).toEqual([null, 11, 20, true, 1, true, 3]);
    expect([...pageOf(3, 25)]).toEqual([0, 1, 2, 3, 4]);
  });

  // The expectations are what Flask-SQLAlchemy 3.1 gives.
  it.each<[page: number, pages: number, numbers: readonly (number | null)[]]>([
    [7, 20, [1, 2, null, 5, 6, 7, 8, 9, 10, 11, null, 19, 20]],
    [1, 20, [1, 2, 3, 4, 5, null, 19, 20]],
    [20, 20, [1, 2, null, 18, 19, 20]],
    [1, 0, []],
    [1, 1, [1]],
    [1, 2, [1, 2]],
    [3, 5, [1, 2, 3, 4, 5]],
    [50, 20, [1, 2, null]],
  ])("%i of %i lists the numbers of others, with gaps [F307]", (page, pages, numbers) => {
    expect([...pageOf(page, pages * 10).iterPages()]).toEqual(numbers);
  });

  it("lists as many numbers as it is told to [F307]", () => {
    const edges = { leftEdge: 0, leftCurrent: 1, rightCurrent: 1, rightEdge: 0 };
    expect([...pageOf(7, 200).iterPages(edges)]).toEqual([null, 6, 7, 8, null]);
  });
});

describe("the choice of a page", () => {
  const choose = (query: Record<string, string>, options: PageOptions = {}): unknown => {
    try {
      const { page, perPage } = choosePage(options, new Map(Object.entries(query)));
      return [page, perPage];
    } catch (error) {
      return Reflect.get(Object(error), "status");
    }
  };

  it.each<[query: Record<string, string>, options: PageOptions, chosen: unknown]>([
    [{}, {}, [1, 20]],
    [{ page: "3", per_page: "50" }, {}, [3, 50]],
    [{ page: "3", per_page: "50" }, { page: 2, perPage: 5 }, [2, 5]],
    [{ per_page: "1000" }, {}, [1, 100]],
    [{ per_page: "1000" }, { maxPerPage: 30 }, [1, 30]],
    [{ per_page: "1000" }, { maxPerPage: null }, [1, 1000]],
    [{}, { perPage: 200 }, [1, 100]],
    [{ page: "0" }, {}, 404],
    [{ page: "-1" }, {}, 404],
    [{ page: "x" }, {}, 404],
    [{ page: "1e3" }, {}, 404],
    [{ page: "" }, {}, 404],
    [{ page: "1; drop table post" }, {}, 404],
    [{ per_page: "0" }, {}, 404],
    [{ page: "0", per_page: "x" }, { errorOut: false }, [1, 20]],
    [{ page: "x", per_page: "-5" }, { errorOut: false }, [1, 20]],
    [{ page: " 2 " }, {}, [2, 20]],
  ])("for %o with %o is %o [F307]", (query, options, chosen) => {
    expect(choose(query, options)).toEqual(chosen);
  });
});

describe("db.paginate()", () => {
  it("gives the page that the visitor asks for [F307]", async () => {
    const { app, db } = useBlog();
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
    for (const query of ["page=6&per_page=5", "page=0", "page=99999999999999999999", "page=9007199254740991"])
      expect((await client.get(`/?${query}`)).status).toBe(404);
  });

  it("gives an empty first page, and with errorOut off any empty page [F307]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      expect((await db.paginate(Post)).items).toEqual([]);
      const far = await db.paginate(Post, { page: 9e15, perPage: 100, errorOut: false });
      expect([far.items, far.page]).toEqual([[], 9e15]);
    });
  });

  it("does not count when nobody wants to know [F307]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db, 3);
      const page = await db.paginate(Post, { perPage: 2, count: false, orderBy: { id: "desc" } });
      expect([page.total, page.hasNext, page.items.map(({ id }) => id)]).toEqual([null, true, [3, 2]]);
    });
  });
});

describe("a row or 404", () => {
  it("is the row with a key, the first, or the only one [F306]", async () => {
    const { app, db } = useBlog();
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

  it.each([
    [["1", "2"]],
    [{ $ne: null }],
    [{ __raw: true, sql: "1=1" }],
    [null],
    [undefined],
    [Number.NaN],
    [true],
  ])("is none for what can be no key: %o (A377, A380, A381) [F306]", async (key) => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      await expect(db.getOr404(Author, key as never)).rejects.toMatchObject({ status: 404 });
    });
  });
});
