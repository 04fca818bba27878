import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { Author, blogEntities, Post } from "../test/blog.ts";
import { describeData } from "../test/data-cases.ts";
import { useBlog } from "../test/use-blog.ts";
import { shellCommand } from "./data-commands.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { Database, defineEntity, defineFactory, p } from "./index.ts";

describeData(useBlog);

describe("a dump", () => {
  it("keeps dates, bytes, big numbers and JSON as they are [F318]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "micro-data-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const Thing = defineEntity({
      name: "Thing",
      properties: { id: p.integer().primary(), at: p.datetime(), data: p.blob(), big: p.bigint(), tree: p.json(), none: p.string().nullable() },
    }); // prettier-ignore
    const db = new Database({ entities: [Thing], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    const thing = {
      at: new Date(5),
      data: Buffer.from([0, 255]),
      big: 2n ** 40n,
      tree: { a: [1] },
      none: null,
    };
    await app.runInContext(async () => {
      await db.createAll();
      db.em.create(Thing, { id: 1, ...thing });
      await db.commit();
    });
    const path = join(folder, "dump.json");
    await app.testCommand(["db", "dump", path]);
    await app.runInContext(async () => {
      await db.dropAll();
      await db.createAll();
    });
    expect((await app.testCommand(["db", "load", path])).stdout).toBe("Loaded 1 rows.\n");
    const [found] = await app.runInContext(() => db.em.find(Thing, {}));
    expect({ ...found }).toMatchObject({ ...thing, data: expect.anything() });
    expect([...(found?.data ?? [])]).toEqual([0, 255]);
    writeFileSync(path, "[5]");
    expect((await app.testCommand(["db", "load", path])).stderr).toContain("is no dump");
  });
});

describe("the commands of a database [F384]", () => {
  it("seed it, with factories, all or nothing [F318]", async () => {
    let isBad = true;
    const db = new Database({
      entities: blogEntities,
      url: "sqlite::memory:",
      seed: (filled) => {
        const authors = defineFactory(filled, Author, (n) => ({
          name: `Author ${n}`,
          email: `author${n}@example.org`,
        }));
        const posts = defineFactory(filled, Post, (n) => ({ title: `Post ${n}`, author: authors.make() }));
        const ann = authors.make({ name: "Ann" });
        posts.makeMany(3, (index) => ({ author: ann, rating: index }));
        posts.makeMany(2);
        if (isBad) throw new Error("of the seed");
      },
    });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(() => db.createAll());
    expect((await app.testCommand(["db", "seed"])).stderr).toContain("of the seed");
    isBad = false;
    expect((await app.testCommand(["db", "seed"])).stdout).toBe("Seeded.\n");
    await app.runInContext(async () => {
      const posts = await db.em.find(Post, {}, { populate: ["author"], orderBy: { id: "asc" } });
      expect(posts.map(({ title, rating, author }) => [title, rating, author.name])).toEqual([
        ["Post 1", 0, "Ann"], ["Post 2", 1, "Ann"], ["Post 3", 2, "Ann"], ["Post 4", 0, expect.stringMatching(/^Author/)], ["Post 5", 0, expect.stringMatching(/^Author/)]]); // prettier-ignore
    });
  });

  it("say what they need [F314 F318]", async () => {
    const { app } = useBlog();
    expect((await app.testCommand(["db", "seed"])).stderr).toContain(
      "Give it one: new Database({ entities, seed })",
    );
    for (const words of [
      ["load"],
      ["load", "a", "b"],
      ["dump", "a", "b"],
      ["upgrade", "--unknown"],
      ["migrate", "-m"],
    ])
      expect(await app.testCommand(["db", ...words])).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("Usage: micro db "),
      });
    expect((await app.testCommand(["db", "migrate", "--rename", "title"])).stderr).toContain(
      "post.title=heading",
    );
  });

  it("open the shell of each database, without its password in the list of processes [F319]", () => {
    const commandOf = (url: string): unknown => shellCommand(parseDatabaseUrl(url, "/srv"));
    expect(commandOf("sqlite:app.db")).toEqual({
      command: "sqlite3",
      words: ["/srv/app.db"],
      environment: {},
    });
    expect(commandOf("postgresql://ann:p%40ss@db:5433/blog")).toEqual({
      command: "psql",
      words: ["--host", "db", "--port", "5433", "--username", "ann", "--dbname", "blog"],
      environment: { PGPASSWORD: "p@ss" },
    });
    expect(commandOf("mariadb://ann@db/blog")).toEqual({
      command: "mariadb",
      words: ["--host=db", "--port=3306", "--user=ann", "blog"],
      environment: {},
    });
    expect(commandOf("mysql://ann:x@db/blog")).toMatchObject({
      command: "mysql",
      environment: { MYSQL_PWD: "x" },
    });
    expect(commandOf("postgres://ann@db/blog")).toMatchObject({
      words: expect.arrayContaining(["5432"]),
      environment: {},
    });
  });

  it("run the shell, and say when it is not installed [F319]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "micro-shell-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { app } = useBlog();
    vi.stubEnv("PATH", folder);
    expect(await app.testCommand(["db", "shell"])).toMatchObject({
      exitCode: 1,
      stderr: "sqlite3 is not installed.\n",
    });
    writeFileSync(join(folder, "sqlite3"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    vi.stubEnv("PATH", `${folder}${delimiter}/bin`);
    expect((await app.testCommand(["db", "shell"])).exitCode).toBe(3);
  });
});
