import { describe, expect, it } from "vitest";

import {
  type DataLayer,
  ForeignKeyViolation,
  InvalidValue,
  type Repository,
  UniqueViolation,
} from "../src/index.ts";

/** A layer of a test, with the models Author and Post, and a way to run in a context. */
export interface TestedLayer {
  readonly layer: DataLayer;
  readonly within: <Result>(task: () => Promise<Result>) => Promise<Result>;
}

/** What every {@link DataLayer} does. @param create - Makes one, whose tables are empty. */
export function describeLayer(name: string, create: () => Promise<TestedLayer>): void {
  const use = async (
    task: (repositories: { authors: Repository; posts: Repository; layer: DataLayer }) => Promise<void>,
  ): Promise<void> => {
    const { layer, within } = await create();
    await within(() => task({ authors: layer.repository("Author"), posts: layer.repository("Post"), layer }));
  };

  describe(`the data layer of ${name}`, () => {
    it("says what models there are, well enough to make a form of one", () =>
      use(async ({ layer }) => {
        const post = layer.models.find((model) => model.name === "Post");
        expect(post?.table).toBe("post");
        const fields = Object.fromEntries((post?.fields ?? []).map((field) => [field.name, field]));
        expect(fields).toMatchObject({
          id: { type: "integer", isKey: true, isGenerated: true },
          title: { type: "string", length: 100, isNullable: false, isKey: false, isGenerated: false },
          body: { type: "text", defaultValue: "" },
          rating: { type: "integer", defaultValue: 0 },
          author: { type: "relation", relation: { model: "Author", isMany: false } },
        });
        const author = layer.models.find((model) => model.name === "Author");
        expect(author?.fields.find((field) => field.name === "email")).toMatchObject({
          isUnique: true,
          length: 120,
        });
        expect(author?.fields.some((field) => field.name === "posts")).toBe(false);
        expect(() => layer.repository("None")).toThrow(TypeError);
      }));

    it("makes, finds, changes and removes rows", () =>
      use(async ({ authors, posts }) => {
        const ann = await authors.create({ name: "Ann", email: "ann@example.org" });
        expect(ann).toEqual({ id: expect.any(Number), name: "Ann", email: "ann@example.org" });
        const post = await posts.create({ title: "First", author: ann["id"] });
        expect(post).toMatchObject({ title: "First", body: "", rating: 0, author: ann["id"] });
        expect(await posts.update(post["id"], { title: "Second", rating: 3 })).toMatchObject({
          title: "Second",
          rating: 3,
        });
        expect(await posts.get(post["id"])).toMatchObject({ title: "Second", author: ann["id"] });
        expect([await posts.get(99), await posts.update(99, { title: "x" }), await posts.remove(99)]).toEqual(
          [null, null, false],
        );
        expect([await posts.remove(post["id"]), await posts.get(post["id"])]).toEqual([true, null]);
      }));

    it("lists rows: filtered, searched, in order, page by page", () =>
      use(async ({ authors, posts }) => {
        const [ann, bob] = [
          await authors.create({ name: "Ann", email: "a" }),
          await authors.create({ name: "Bob", email: "b" }),
        ];
        for (let index = 1; index <= 5; index++)
          await posts.create({
            title: `Post ${index}%`,
            rating: index % 2,
            author: index === 5 ? bob["id"] : ann["id"],
          });
        const titles = async (query: Parameters<Repository["list"]>[0]): Promise<unknown> => {
          const { rows, total } = await posts.list(query);
          return [rows.map(({ title }) => String(title).slice(5, 6)).join(""), total];
        };
        expect(await titles({})).toEqual(["12345", 5]);
        expect(await titles({ where: { author: ann["id"], rating: [1, 2] } })).toEqual(["13", 2]);
        expect(await titles({ orderBy: { rating: "desc", id: "desc" }, perPage: 2, page: 2 })).toEqual([
          "14",
          5,
        ]);
        expect(await titles({ search: { text: "POST 3", fields: ["title", "body"] } })).toEqual(["3", 1]);
        expect(await titles({ search: { text: "4%", fields: ["title"] } })).toEqual(["4", 1]);
        expect(await titles({ search: { text: "_", fields: ["title"] } })).toEqual(["", 0]);
        expect(await titles({ where: { title: "' or 1=1 --" } })).toEqual(["", 0]);
      }));

    it("refuses fields that there are not, and objects for values (A68, A377, A381)", () =>
      use(async ({ authors }) => {
        await authors.create({ name: "Ann", email: "a" });
        await expect(authors.list({ where: { password: "x" } })).rejects.toThrow(TypeError);
        await expect(authors.list({ orderBy: { "id; drop table author": "asc" } })).rejects.toThrow(
          TypeError,
        );
        await expect(authors.list({ where: { name: { $ne: null } } })).rejects.toThrow(TypeError);
        await expect(authors.create({ name: "x", email: "x", isAdmin: true })).rejects.toThrow(TypeError);
        await expect(authors.update(1, { __proto__: null, constructor: 1 })).rejects.toThrow(TypeError);
      }));

    it("throws the same errors as others", () =>
      use(async ({ authors, posts }) => {
        await authors.create({ name: "Ann", email: "a" });
        await expect(authors.create({ name: "Anne", email: "a" })).rejects.toThrow(UniqueViolation);
        await expect(posts.create({ title: "x", author: 99 })).rejects.toThrow(ForeignKeyViolation);
        await expect(posts.create({ title: null, author: 1 })).rejects.toThrow(InvalidValue);
        expect((await authors.list()).total).toBe(1);
      }));

    it("writes in transactions, all or nothing, also in parts", () =>
      use(async ({ authors, layer }) => {
        const failed = layer.transaction(async () => {
          await authors.create({ name: "x", email: "x" });
          throw new Error("of the task");
        });
        await expect(failed).rejects.toThrow("of the task");
        const result = await layer.transaction(async () => {
          await authors.create({ name: "Ann", email: "a" });
          const part = layer.transaction(async () => {
            await authors.create({ name: "y", email: "y" });
            throw new Error("of the part");
          });
          await expect(part).rejects.toThrow("of the part");
          return (await authors.create({ name: "Bob", email: "b" }))["name"];
        });
        const { rows } = await authors.list();
        expect([result, rows.map(({ name: own }) => own)]).toEqual(["Bob", ["Ann", "Bob"]]);
      }));
  });
}
