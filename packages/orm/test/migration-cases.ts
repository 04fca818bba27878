import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Micro } from "@micro-web/core";
import { describe, expect, it, onTestFinished } from "vitest";

import { Database, type DatabaseKind, defineEntity, p, sql, sqlName } from "../src/index.ts";

/** The models as they are at first, and after each change. */
const authors = defineEntity({
  name: "Author",
  properties: { id: p.integer().primary(), name: p.string().length(80).unique() },
});
const first = [
  authors,
  defineEntity({
    name: "Post",
    properties: {
      id: p.integer().primary(),
      title: p.string().length(100).index(),
      rating: p.integer().nullable(),
      author: () => p.manyToOne(authors),
    },
  }),
];
const added = [
  authors,
  defineEntity({
    name: "Post",
    properties: {
      id: p.integer().primary(),
      title: p.string().length(100).index(),
      body: p.text(),
      isPublic: p.boolean(),
      rating: p.integer(),
      createdAt: p.datetime(),
      author: () => p.manyToOne(authors),
    },
  }),
];
const renamed = [
  authors,
  defineEntity({
    name: "Post",
    properties: {
      id: p.integer().primary(),
      heading: p.string().length(100).index(),
      body: p.text(),
      isPublic: p.boolean(),
      rating: p.integer(),
      createdAt: p.datetime(),
      writer: () => p.manyToOne(authors),
    },
  }),
];
const dropped = [
  authors,
  defineEntity({
    name: "Post",
    properties: {
      id: p.integer().primary(),
      heading: p.string().length(100),
      rating: p.integer(),
      writer: () => p.manyToOne(authors),
    },
  }),
];

/** An app in a folder of its own, whose models a test may change. */
export class MigratedApp {
  readonly folder: string;
  readonly #url: string;
  #app: Micro | null = null;
  db: Database;

  /** @param url - Of an empty database. */
  constructor(url: string) {
    this.folder = mkdtempSync(join(import.meta.dirname, "migrated-"));
    this.#url = url;
    this.db = new Database({ entities: [] });
    onTestFinished(async () => {
      await this.#app?.close();
      rmSync(this.folder, { recursive: true });
    });
  }

  /** The files of its migrations. */
  get files(): string[] {
    return readdirSync(join(this.folder, "migrations")).toSorted();
  }

  /** The text of the last one. */
  get lastText(): string {
    return readFileSync(join(this.folder, "migrations", this.files.at(-1) ?? ""), "utf8");
  }

  /** Starts it again, with other models. */
  async use(entities: readonly object[]): Promise<void> {
    await this.#app?.close();
    this.db = new Database({ entities });
    this.#app = new Micro({ dirname: this.folder }, { config: { DATABASE_URL: this.#url } });
    this.#app.use(this.db);
  }

  /** Runs `micro db ...`; what it printed. @throws what it threw */
  async run(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr, error } = (await this.#app?.testCommand(["db", ...words])) ?? {};
    if (error instanceof Error) throw error;
    return `${exitCode === 0 ? "" : `${exitCode} `}${stdout}${stderr}`;
  }

  /** Runs a task in it. */
  async within<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#app === null) throw new Error("use() comes first");
    return await this.#app.runInContext(task);
  }

  /** Writes a migration by hand. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, "migrations", `${name}.ts`), text);
  }

  /** The rows of a table, by id. */
  async rows(table: string): Promise<object[]> {
    const rows = await this.within(() => this.db.query(sql`select * from ${sqlName(table)} order by id`));
    return rows.map((row) => ({ ...row }));
  }
}

/** The migrations of one kind of database. @param createUrl - Makes an empty database. */
export function describeMigrations(kind: DatabaseKind, createUrl: () => Promise<string>): void {
  describe(`the migrations of ${kind}`, () => {
    it("add, rename and drop columns of a table with rows, there and back, and lose nothing that they need not [F314 F315]", async () => {
      const app = new MigratedApp(await createUrl());
      await app.use(first);
      expect(await app.run("init")).toContain("Made ");
      await app.run("migrate", "-m", "First tables");
      expect(await app.run("upgrade")).toMatch(/^Ran \d+_first_tables\n$/);
      await app.within(async () => {
        await app.db.execute(sql`insert into author (id, name) values (1, 'Ann')`);
        await app.db.execute(
          sql`insert into post (id, title, rating, author_id) values (1, 'One; two', 5, 1), (2, 'It''s', null, 1)`,
        );
      });
      const start = await app.rows("post");

      await app.use(added);
      const said = await app.run("migrate", "-m", "Add columns");
      expect(said).toContain("The rows of post get '' in body.");
      await app.run("upgrade");
      expect(await app.rows("post")).toEqual([
        expect.objectContaining({ id: 1, title: "One; two", rating: 5, body: "", author_id: 1 }),
        expect.objectContaining({ id: 2, title: "It's", rating: 0, body: "", author_id: 1 }),
      ]);
      expect(await app.run("check")).toBe("Models, migrations and database agree.\n");

      await app.within(() => app.db.execute(sql`update post set body = 'Text', rating = 4 where id = 1`));
      await app.use(renamed);
      const renames = await app.run(
        "migrate",
        "-m",
        "Rename",
        "--rename",
        "post.title=heading",
        "--rename",
        "post.author_id=writer_id",
      );
      expect(renames).toContain("post.title becomes heading, with what is in it.");
      await app.run("upgrade");
      const after = await app.rows("post");
      expect(after[0]).toMatchObject({ heading: "One; two", body: "Text", writer_id: 1 });
      expect(after[0]).not.toHaveProperty("title");
      expect(await app.run("check")).toContain("agree");

      await app.use(dropped);
      expect(await app.run("migrate", "-m", "Drop")).toContain("post.body is dropped, with what is in it.");
      await app.run("upgrade");
      expect(Object.keys((await app.rows("post"))[0] ?? {}).toSorted()).toEqual([
        "heading",
        "id",
        "rating",
        "writer_id",
      ]);
      expect(await app.run("check")).toContain("agree");

      await app.run("downgrade");
      expect((await app.rows("post"))[0]).toMatchObject({
        heading: "One; two",
        rating: 4,
        body: "",
        writer_id: 1,
      });
      await app.run("downgrade");
      expect((await app.rows("post"))[0]).toMatchObject({ title: "One; two", rating: 4, author_id: 1 });
      await app.run("downgrade");
      expect(await app.rows("post")).toEqual([
        { ...start[0], rating: 4 },
        { ...start[1], rating: 0 },
      ]);
      await app.use(first);
      expect(await app.run("check")).toMatch(/^1 The database lacks \d+_add_columns/);
      await app.run("upgrade");
      await app.run("downgrade", "base");
      await expect(app.rows("post")).rejects.toThrow(/post/);
      expect(await app.run("current")).toBe("(none), 4 to run\n");
    });

    it("rename what they are told to, there and back, also where a table has to be made anew [F314 F315]", async () => {
      const define = (names: readonly string[]): object[] => [
        defineEntity({
          name: "Note",
          properties: {
            id: p.integer().primary(),
            ...Object.fromEntries(names.map((name) => [name, p.string().length(50)])),
          },
        }),
      ];
      const app = new MigratedApp(await createUrl());
      await app.use(define(["title", "lead", "extra"]));
      await app.run("migrate");
      await app.run("upgrade");
      await app.within(() =>
        app.db.execute(sql`insert into note (id, title, lead, extra) values (1, 'T', 'L', 'E')`),
      );
      await app.use(define(["heading", "teaser"]));
      const words = ["--rename", "note.title=heading", "--rename", "note.lead=teaser"];
      const said = await app.run("migrate", ...words);
      expect(said).toContain("note.title becomes heading, with what is in it.");
      expect(said).toContain("note.extra is dropped, with what is in it.");
      await app.run("upgrade");
      expect(await app.rows("note")).toEqual([{ id: 1, heading: "T", teaser: "L" }]);
      expect(await app.run("check")).toContain("agree");
      await app.run("downgrade");
      expect(await app.rows("note")).toEqual([{ id: 1, title: "T", lead: "L", extra: "" }]);
      await app.use([]);
      await app.run("upgrade");
      expect(await app.run("migrate")).toContain("The table note is dropped, with what is in it.");
    });

    it("rename a column that has another type as well, when they are told to [F314 F315]", async () => {
      const before = defineEntity({
        name: "Note",
        properties: {
          id: p.integer().primary(),
          title: p.string().length(50),
          count: p.integer().nullable(),
          place: p.string().length(9).nullable(),
        },
      });
      const after = defineEntity({
        name: "Note",
        properties: {
          id: p.integer().primary(),
          heading: p.text(),
          amount: p.string().length(20),
          place: p.string().length(9).nullable(),
        },
      });
      const app = new MigratedApp(await createUrl());
      await app.use([before]);
      await app.run("migrate");
      await app.run("upgrade");
      await app.within(() =>
        app.db.execute(sql`insert into note (id, title, count) values (1, 'T', 7), (2, 'U', null)`),
      );
      await app.use([after]);
      const said = await app.run(
        "migrate",
        "--rename",
        "note.title=heading",
        "--rename",
        "note.count=amount",
      );
      expect(said).toContain("note.title becomes heading, with what is in it.");
      expect(said).not.toContain("is dropped");
      await app.run("upgrade");
      expect(await app.rows("note")).toEqual([
        { id: 1, heading: "T", amount: "7", place: null },
        { id: 2, heading: "U", amount: expect.stringMatching(/^0?$/), place: null },
      ]);
      expect(await app.run("check")).toContain("agree");
      await app.within(() => app.db.execute(sql`update note set amount = '8'`));
      await app.run("downgrade");
      expect(await app.rows("note")).toEqual([
        { id: 1, title: "T", count: 8, place: null },
        { id: 2, title: "U", count: 8, place: null },
      ]);
    });

    it("are readable, are printed before they run, and say where the database is [F314 F316]", async () => {
      const app = new MigratedApp(await createUrl());
      await app.use(first);
      await app.run("migrate", "-m", "First tables!");
      expect(app.files).toEqual([expect.stringMatching(/^\d{14}_first_tables\.ts$/)]);
      expect(app.lastText).toMatch(
        /^import \{ defineMigration \} from "@micro-web\/orm";\n\n\/\/ First tables!\nexport const migration = defineMigration\(\{\n {2}database: "\w+",\n {2}up: \[\n {4}["']create table/,
      );
      const dry = await app.run("upgrade", "--sql");
      expect(dry).toMatch(/^-- \d+_first_tables, up\ncreate table .*;\n/);
      expect(await app.run("current")).toBe("(none), 1 to run\n");
      await app.run("upgrade");
      expect(await app.run("current")).toMatch(/^\d+_first_tables \(head\)\n$/);
      expect(await app.run("history")).toMatch(/^\d+_first_tables {2}20\d\d-/);
      expect(await app.run("downgrade", "--sql")).toContain(", down\n");
      expect(await app.run("migrate")).toBe(
        "The database has what the models have: there is nothing to migrate.\n",
      );
      expect(await app.run("migrate", "--rename", "post.body=text")).toMatch(
        /^Nothing was renamed from post\.body to text: .*\nThe database has what the models have/,
      );
      await expect(app.run("migrate", "--rename", "body=text")).rejects.toThrow("MICRO_MIGRATION_INVALID");
      expect(await app.run("init")).toContain(" is there already.");
      await app.run("migrate", "--empty", "-m", "data");
      expect(app.lastText).toContain("up: [],");
      expect(await app.run("history")).toMatch(/_data {2}to run\n$/);
      expect(await app.run("history", "--all")).toBe("2 Usage: micro db history\n");
    });

    it("tell of drift, and refuse to be written on an old database [F316]", async () => {
      const app = new MigratedApp(await createUrl());
      await app.use(first);
      await app.run("migrate", "-m", "first");
      await expect(app.run("migrate", "-m", "second")).rejects.toThrow("MICRO_MIGRATION_PENDING");
      await app.run("upgrade");
      await app.use(added);
      expect(await app.run("check")).toMatch(
        /^1 The models have what no migration has: run "micro db migrate"\.\n {2}\w/,
      );
      rmSync(join(app.folder, "migrations", app.files[0] ?? ""));
      expect(await app.run("check")).toMatch(/^1 The database has \d+_first, whose file is not there\.\n$/);
      expect(await app.run("history")).toMatch(/ {2}\(no file\)\n$/);
      await expect(app.run("downgrade")).rejects.toThrow("MICRO_MIGRATION_UNKNOWN");
      await expect(app.run("downgrade", "none")).rejects.toThrow(
        /no migration "none"\. There are: \d+_first/,
      );
      await expect(app.run("upgrade", "none")).rejects.toThrow("There are: none.");
    });

    it("run once when several processes start at once [F316]", async () => {
      const url = await createUrl();
      const app = new MigratedApp(url);
      await app.use(first);
      await app.run("migrate", "-m", "first");
      await app.run("migrate", "--empty", "-m", "second").catch(() => undefined);
      const migrated = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const db = new Database({ entities: first });
          const worker = new Micro({ dirname: app.folder }, { config: { DATABASE_URL: url } });
          const connected = worker.use(db);
          const runs: string[] = [];
          await worker.runInContext(() =>
            connected
              .migrator(join(app.folder, "migrations"))
              .upgrade({ onRun: ({ name }) => runs.push(name) }),
          );
          await worker.close();
          return runs;
        }),
      );
      expect(migrated.flat()).toHaveLength(1);
      expect(await app.run("check")).toContain("agree");
    });

    it("move data with functions, and can say that there is no way back [F314]", async () => {
      const app = new MigratedApp(await createUrl());
      await app.use(first);
      await app.run("migrate", "-m", "first");
      await app.run("upgrade");
      await app.within(() =>
        app.db.execute(sql`insert into author (id, name) values (1, 'ann'), (2, 'bob')`),
      );
      app.write(
        "20990101000000_names",
        `
        import { defineMigration, sql } from "@micro-web/orm";
        export const migration = defineMigration({
          database: ${JSON.stringify(kind)},
          up: [async function capitals(database) {
            const rows = await database.query(sql\`select id, name from author where id > \${0}\`);
            for (const { id, name } of rows) await database.execute(sql\`update author set name = \${name.toUpperCase()} where id = \${id}\`);
          }, sql\`delete from author where name = \${"BOB"}\`],
          down: null,
        });`,
      );
      expect(await app.run("upgrade", "--sql")).toContain("-- the function capitals\n");
      await app.run("upgrade");
      expect(await app.rows("author")).toEqual([expect.objectContaining({ name: "ANN" })]);
      await expect(app.run("downgrade")).rejects.toThrow("has no way back");
      expect(await app.run("stamp", "base")).toBe("");
      expect(await app.run("current")).toBe("(none), 2 to run\n");
      expect(await app.run("stamp", "20990101000000_names")).toBe("");
      expect(await app.run("current")).toBe("20990101000000_names (head)\n");
      await expect(app.run("stamp", "none")).rejects.toThrow("MICRO_MIGRATION_UNKNOWN");
    });

    it("leave the tables as they were when they fail, or say what is done [F315 F316]", async () => {
      const app = new MigratedApp(await createUrl());
      await app.use(first);
      await app.run("migrate", "-m", "first");
      await app.run("upgrade");
      app.write(
        "20990101000000_bad",
        `
        import { defineMigration } from "@micro-web/orm";
        export const migration = defineMigration({
          database: ${JSON.stringify(kind)},
          up: ["create table other (id int)", "update nothing set id = 1"], down: [],
        });`,
      );
      const isTransactional = kind === "sqlite" || kind === "postgresql";
      await expect(app.run("upgrade")).rejects.toThrow(
        isTransactional
          ? /update nothing set id = 1;\nThe tables are as they were\./
          : /undo them by hand:\n {2}create table other/,
      );
      const other = app
        .within(() => app.db.query(sql`select * from other`))
        .then(
          () => "there",
          () => "gone",
        );
      expect(await other).toBe(isTransactional ? "gone" : "there");
      expect(await app.run("current")).toMatch(/_first, 1 to run\n$/);
    });
  });
}
