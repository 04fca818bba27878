import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { describe, expect, it } from "vitest";

import { describeQuickReads } from "../../test/quick-find-cases.ts";
import { useBlog } from "../../test/use-blog.ts";
import { Database, defineEntity, p } from "../index.ts";

describeQuickReads(useBlog);

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
});
