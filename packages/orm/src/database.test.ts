import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Blueprint, Micro } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { useApp } from "@micro-web/core/testing/vitest";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Author, blogEntities, createBlog, fillBlog, Post, Tag } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { ConnectedDatabase } from "./connected-database.ts";
import { Database, defineEntity, p, sql } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-orm-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each(
  testExtension(() => new Database({ entities: blogEntities }), {
    configs: [{ DATABASE_URL: "sqlite::memory:" }, { DATABASE_URL: "sqlite:///:memory:" }],
    invalidConfigs: [
      { DATABASE_URL: 5 },
      { DATABASE_URL: "oracle://x/y" },
      { DATABASE_URL: "postgresql://[x/y" },
    ],
    createApp: (options) => new Micro(null, options),
    observe: (_, { location }) => location.label + Math.random().toString().slice(0, 0),
  }).filter(({ name }) => !name.startsWith("serves two apps")),
)("a database [F301]", ({ name, run }) => {
  it(`${name}`, () => expect(run()).resolves.toBeUndefined());
});

describe("a database", () => {
  it("is made before the app, and serves several apps, each with its own [F301 F302]", async () => {
    const db = new Database({ entities: blogEntities });
    const apps = ["left.db", "right.db"].map((name) => {
      const app = new Micro(null, { config: { DATABASE_URL: `sqlite:${join(folder, name)}` } });
      app.use(db);
      app.get("/", () => db.em.count(Author).then(String));
      return useApp(() => app);
    });
    const [left, right] = apps;
    await left?.runInContext(() => fillBlog(db));
    await right?.runInContext(() => db.createAll());
    const texts = await Promise.all(apps.map(async (app) => (await app.testClient().get("/")).text));
    expect(texts).toEqual(["2", "0"]);
    expect([existsSync(join(folder, "left.db")), existsSync(join(folder, "right.db"))]).toEqual([true, true]);
  });

  it("is a SQLite file in the instance folder, unless told otherwise [F302]", async () => {
    const db = new Database({ entities: blogEntities });
    const app = new Micro({ dirname: folder }, { instancePath: join(folder, "var") });
    const connected = useApp(() => app).use(db);
    expect(connected.location.file).toBe(join(folder, "var/app.db"));
    await app.runInContext(() => db.createAll());
    expect(existsSync(join(folder, "var/app.db"))).toBe(true);
    await app.runInContext(async () => {
      const pragmas = ["journal_mode", "foreign_keys", "synchronous"].map((name) =>
        db.em.execute(`pragma ${name}`),
      );
      expect((await Promise.all(pragmas)).flatMap((rows) => Object.values(rows[0] ?? {}))).toEqual([
        "wal",
        1,
        1,
      ]);
    });
  });

  it("takes its URL of the environment where the configuration has none, but not under test [F302]", () => {
    vi.stubEnv("DATABASE_URL", "sqlite:/elsewhere/of-the-environment.db");
    const urlOf = (config: object): string =>
      new Micro(null, { config }).use(new Database({ entities: [] })).location.label;
    expect(urlOf({})).toBe("sqlite:/elsewhere/of-the-environment.db");
    expect(urlOf({ TESTING: true })).toBe("sqlite:app.db");
    expect(urlOf({ DATABASE_URL: "sqlite:/own.db" })).toBe("sqlite:/own.db");
  });

  it("stands beside others, each with a name and a URL of its own [F303]", async () => {
    const Entry = defineEntity({
      name: "Entry",
      properties: { id: p.integer().primary(), text: p.string() },
    });
    const { app, db } = useBlog({ ARCHIVE_DATABASE_URL: "sqlite::memory:" });
    const archive = new Database({ name: "archive", entities: [Entry] });
    app.use(archive);
    expect(archive.name).toBe("database-archive");
    await app.runInContext(async () => {
      await fillBlog(db);
      await archive.createAll();
      archive.em.create(Entry, { text: "old" });
      await archive.commit();
      expect([await archive.em.count(Entry), await db.em.count(Author)]).toEqual([1, 2]);
      await expect(archive.query(sql`select * from author`)).rejects.toThrow("no such table");
    });
  });

  it("says that the app does not have it [F301]", async () => {
    const { db } = createBlog();
    const app = useApp(() => new Micro(null, { config: { TESTING: true } }));
    const part = new Blueprint("part", null).register(db);
    part.get("/part", () => typeof db.em);
    app.mount(part);
    await expect(app.runInContext(() => db.em)).rejects.toThrow("MICRO_DATABASE_MISSING");
    await expect(app.testClient().get("/part")).rejects.toThrow("MICRO_DATABASE_MISSING");
  });

  it("says that there is no app, or that it is closed [F301]", async () => {
    const { app, db } = createBlog();
    expect(() => db.em).toThrow("MICRO_NO_APP_CONTEXT");
    await app.start();
    await app.close();
    await expect(app.runInContext(() => db.em)).rejects.toThrow("MICRO_DATABASE_CLOSED");
  });

  it("tells whether it works [F321]", async () => {
    const { app, db } = useBlog();
    await app.start();
    expect(await app.health.check()).toMatchObject({ isHealthy: true, checks: { database: "ok" } });
    const ping = vi.spyOn(ConnectedDatabase.prototype, "ping").mockRejectedValue(new Error("gone"));
    vi.spyOn(app.logger, "error").mockReturnValue();
    expect(await app.health.check()).toMatchObject({ isHealthy: false, checks: { database: "failed" } });
    expect([ping.mock.calls.length, db.name]).toEqual([1, "database"]);
  });

  it("is at hand in the shell", () => {
    const { app, db } = useBlog();
    expect(app.makeShellContext()["db"]).toBe(db);
  });

  it("leaves the variables of its process as they were", async () => {
    vi.stubEnv("MIKRO_ORM_COLORS", "of the process");
    const { app, db } = useBlog();
    await app.start();
    expect([db.name, process.env["MIKRO_ORM_COLORS"]]).toEqual(["database", "of the process"]);
  });

  it("may be closed before the work that uses it has ended [F304]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      await app.close();
    });
    await expect(app.runInContext(() => db.em)).rejects.toThrow("MICRO_DATABASE_CLOSED");
  });

  it("refuses a decimal without digits", async () => {
    const Price = defineEntity({
      name: "Price",
      properties: { id: p.integer().primary(), amount: p.decimal() },
    });
    const app = new Micro(null, { config: { DATABASE_URL: "sqlite::memory:" } });
    app.use(new Database({ entities: [Price] }));
    await expect(app.start()).rejects.toThrow("Price.amount is a decimal without digits");
    const Half = defineEntity({
      name: "Half",
      properties: { id: p.integer().primary(), amount: p.decimal().precision(10) },
    });
    const other = new Micro(null, { config: { DATABASE_URL: "sqlite::memory:" } });
    other.use(new Database({ entities: [Half] }));
    await expect(other.start()).rejects.toThrow("Half.amount is a decimal without digits");
  });
});

async function tables(db: Database): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`,
  );
  return rows.map(({ name }) => name);
}

describe("models", () => {
  it("are described once, with tables in snake_case, relations, and what a class adds [F309]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      const ann = await db.firstOr404(Author, { name: "Ann" });
      db.em.create(Post, { title: "First", author: ann, tags: [db.em.create(Tag, { name: "news" })] });
      await db.commit();
      db.rollback();
      const post = await db.firstOr404(Post, { author: { name: "Ann" } }, { populate: ["author", "tags"] });
      expect(post).toBeInstanceOf(Post);
      expect([post.author.name, post.tags.map(({ name }) => name), post.body]).toEqual(["Ann", ["news"], ""]);
      expect(await tables(db)).toEqual(["author", "post", "post_tags", "tag"]);
    });
  });

  it("have their tables made and removed; what exists stays [F310]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      await db.createAll();
      expect(await db.em.count(Author)).toBe(2);
      await db.dropAll();
      expect(await tables(db)).toEqual([]);
    });
  });

  it("answer questions: filters, order, what is related, counts, sums, many at once [F313]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db, 10);
      const good = await db.em.find(
        Post,
        { rating: { $gte: 3 }, author: { email: { $like: "ann@%" } } },
        { orderBy: { id: "desc" } },
      );
      expect(good.map(({ id }) => id)).toEqual([9, 8, 4, 3]);
      expect(await db.em.countBy(Post, "author")).toEqual({ 1: 10 });
      const [{ sum } = { sum: 0 }] = await db.query<{ sum: number }>(
        sql`select sum(rating) as sum from post`,
      );
      expect(sum).toBe(20);
      expect(await db.em.nativeUpdate(Post, { rating: 0 }, { body: "poor" })).toBe(2);
      const rows = await db.em
        .getKysely<{ post: { id: number; title: string } }>()
        .selectFrom("post")
        .select("title")
        .where("id", "=", 2)
        .execute();
      expect(rows).toEqual([{ title: "Post 2" }]);
    });
  });
});
