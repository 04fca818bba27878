import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { describe, expect, it, vi } from "vitest";

import { Post } from "../../test/blog.ts";
import { describeKysely } from "../../test/kysely-cases.ts";
import { describeQuickReads } from "../../test/quick-find-cases.ts";
import { useBlog } from "../../test/use-blog.ts";
import { ConnectedDatabase } from "../connected-database.ts";
import { Database, defineEntity, p, sql } from "../index.ts";
import { finderOf } from "./finding.ts";

describeQuickReads(useBlog);
describeKysely(useBlog);

const Country = defineEntity({
  name: "Country",
  properties: { code: p.string().length(2).primary(), name: p.string() },
});
const Person = defineEntity({
  name: "Person",
  properties: {
    id: p.integer().primary(),
    isTall: p.boolean(),
    bornAt: p.datetime(),
    height: p.decimal().precision(5).scale(2),
    notes: p.json<{ likes: string[] }>(),
    kind: p.enum(["a", "b"]).default("a"),
    country: () => p.manyToOne(Country).nullable(),
  },
});

describe("a read of rows by their columns", () => {
  it("converts values as MikroORM does, and knows relations that are empty", async () => {
    const db = new Database({ entities: [Country, Person], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null, { config: { TESTING: true } }));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      const country = db.em.create(Country, { code: "ch", name: "Switzerland" });
      const values = { isTall: true, bornAt: new Date(0), height: "1.85", notes: { likes: ["tea"] } };
      db.em.create(Person, { ...values, country });
      db.em.create(Person, { ...values, isTall: false });
      await db.commit();
      db.rollback();
      const [first, second] = await db.em.find(Person, {}, { orderBy: { id: "asc" }, populate: ["country"] });
      expect(db.queries.at(-1)?.statement).toContain('left join "country" as "r0"');
      expect({ ...first }).toMatchObject({ ...values, kind: "a" });
      expect([second?.isTall, second?.country, first?.country?.name]).toEqual([false, null, "Switzerland"]);
      expect(await db.getOr404(Country, "ch")).toBe(first?.country);
      db.rollback();
      expect(await db.getOr404(Country, "ch")).toMatchObject({ name: "Switzerland" });
    });
  });

  it("is left to MikroORM for models that are more than their columns", async () => {
    const Lazy = defineEntity({
      name: "Lazy",
      properties: { id: p.integer().primary(), text: p.text().lazy(), owner: () => p.oneToOne(Holder) },
    });
    const Holder = defineEntity({
      name: "Holder",
      properties: {
        id: p.integer().primary(),
        lazy: () => p.oneToOne(Lazy).mappedBy("owner"),
        note: p.string().persist(false).nullable(),
      },
    });
    const Hooked = defineEntity({
      name: "Hooked",
      properties: { id: p.integer().primary() },
      hooks: { onLoad: [() => undefined] },
    });
    const Ordered = defineEntity({
      name: "Ordered",
      properties: { id: p.integer().primary(), country: () => p.manyToOne(Country).mapToPk() },
    });
    const entities = [Country, Lazy, Holder, Hooked, Ordered];
    const db = new Database({ entities, url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null, { config: { TESTING: true } }));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      for (const entity of [Lazy, Holder, Hooked, Ordered]) {
        await finderOf(db.em).find.call(db.em, entity, {}, {});
        expect(db.queries.at(-1)?.statement).toContain("`");
      }
      await db.em.find(Country, {});
      expect(db.queries.at(-1)?.statement).not.toContain("`");
    });
  });
});

describe("a text with a NUL in it", () => {
  it("is looked for by MikroORM, which knows how each database takes it", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await db.createAll();
      expect(await db.em.find(Post, { title: "a\0b" })).toEqual([]);
      expect(db.queries.at(-1)?.statement).toContain("`");
    });
  });
});

describe("db.kysely()", () => {
  it("makes no unit of work, and is in the transaction of the one that there is [F317]", async () => {
    const { app, db } = useBlog();
    const count = async (): Promise<number> => {
      const rows = await db.kysely<{ tag: { id: number } }>().selectFrom("tag").select("id").execute();
      return rows.length;
    };
    app.get("/", async () => String(await count()));
    await app.runInContext(() => db.createAll());
    const create = vi.spyOn(ConnectedDatabase.prototype, "createUnit");
    expect((await app.testClient().get("/")).text).toBe("0");
    expect(create).not.toHaveBeenCalled();
    await app.runInContext(async () => {
      const failed = db.transaction(async () => {
        await db.execute(sql`insert into tag (name) values ('x')`);
        expect(await count()).toBe(1);
        throw new Error("of the task");
      });
      await expect(failed).rejects.toThrow("of the task");
      expect(await count()).toBe(0);
    });
    await using _ = await db.beginTest(app);
    await app.runInContext(() => db.execute(sql`insert into tag (name) values ('y')`));
    expect((await app.testClient().get("/")).text).toBe("1");
  });
});
