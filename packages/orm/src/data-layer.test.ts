import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { describe, expect, it } from "vitest";

import { KyselyLayer } from "../test/kysely-layer.ts";
import { createBlog } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { Database, defineEntity, p } from "./index.ts";
import { testDataLayer } from "./data-layer-checks.ts";

describe.each(
  testDataLayer(async () => {
    const { app, db } = createBlog();
    await app.runInContext(() => db.createAll());
    return { layer: db.layer, within: (task) => app.runInContext(task), close: () => app.close() };
  }),
)("the data layer of MikroORM", ({ name, run }) => {
  it(`${name} [F538]`, () => expect(run()).resolves.toBeUndefined());
});

describe.each(
  testDataLayer(async () => {
    const layer = new KyselyLayer(":memory:");
    await layer.createAll();
    return { layer, close: () => layer.close() };
  }),
)("the data layer of Kysely", ({ name, run }) => {
  it(`${name} [F538]`, () => expect(run()).resolves.toBeUndefined());
});

describe("the data layer of MikroORM", () => {
  it("knows the digits of decimals, and the values of a fixed choice", async () => {
    const Thing = defineEntity({
      name: "Thing",
      properties: {
        id: p.integer().primary(),
        price: p.decimal().precision(10).scale(2),
        kind: p.enum(["good", "bad"]),
        parent: () => p.manyToOne(Thing).nullable(),
      },
    });
    const db = new Database({ entities: [Thing], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      const [model] = db.layer.models;
      const fields = Object.fromEntries((model?.fields ?? []).map((field) => [field.name, field]));
      expect(fields).toMatchObject({
        price: { type: "decimal", precision: 10, scale: 2 },
        kind: { choices: ["good", "bad"] },
        parent: { type: "relation", isNullable: true, relation: { model: "Thing", isMany: false } },
      });
      const things = db.layer.repository("Thing");
      expect(await things.create({ price: "1.50", kind: "good" })).toMatchObject({ parent: null });
    });
  });

  it("has the keys of lists in rows that were asked for by their key", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await db.createAll();
      const { layer } = db;
      const author = await layer.repository("Author").create({ name: "Ann", email: "a" });
      const tags = await Promise.all(["x", "y"].map((name) => layer.repository("Tag").create({ name })));
      const keys = tags.map(({ id }) => id);
      const posts = layer.repository("Post");
      const { id } = await posts.create({ title: "x", author: author["id"], tags: keys });
      expect(await posts.get(id)).toMatchObject({ tags: keys, author: author["id"] });
      expect(await posts.update(id, { tags: [keys[1]] })).toMatchObject({ tags: [keys[1]] });
      expect((await posts.list()).rows[0]).not.toHaveProperty("tags");
      const post = layer.models.find(({ name }) => name === "Post");
      expect(post?.fields.find(({ name }) => name === "tags")).toMatchObject({
        relation: { model: "Tag", isMany: true },
      });
      expect(layer.models.map(({ name }) => name)).toEqual(["Author", "Post", "Tag"]);
    });
  });
});
