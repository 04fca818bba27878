import assert from "node:assert/strict";

import type { DataLayer, DataQuery, DataRow, FieldMeta, Repository } from "./data-layer.ts";
import { ForeignKeyViolation, InvalidValue, UniqueViolation } from "./database-error.ts";

/**
 * A layer under test, whose tables are empty. It has two models: `Author` with `id`, `name` of 80 characters and `email` of
 * 120, which is unique; `Post` with `id`, `title` of 100 characters, `body`, a text that is "" by itself, `rating`, an
 * integer that is 0 by itself, and `author`.
 */
export interface TestedLayer {
  readonly layer: DataLayer;
  /** Runs a task where the layer works: in a context of an app. @default at once */
  readonly within?: <Result>(task: () => Promise<Result>) => Promise<Result>;
  /** Ends it. */
  readonly close?: () => unknown;
}

/** One thing that every data layer has to do. */
export interface DataLayerCheck {
  /** As a test is named. */
  readonly name: string;
  /** Fails with an AssertionError. */
  run(): Promise<void>;
}

interface Tables {
  readonly layer: DataLayer;
  readonly authors: Repository;
  readonly posts: Repository;
}

const CHECKS: readonly (readonly [name: string, check: (tables: Tables) => Promise<void>])[] = [
  ["says what models there are, well enough to make a form of one", checkModels],
  ["makes, finds, changes and removes rows", checkRows],
  ["lists rows: filtered, in order, page by page", checkLists],
  ["finds texts in rows, in capitals or not, whatever is in them", checkSearch],
  ["refuses fields that there are not, and objects for values (A68, A377, A381)", checkRefusals],
  ["throws the same errors as others", checkErrors],
  ["writes in transactions, all or nothing, also in parts", checkTransactions],
];

/**
 * What a {@link DataLayer} has to do, for the tests of any layer and any test runner.
 *
 * @param create - Makes a layer whose tables are empty; each check asks for one of its own.
 * @example
 * describe("MyLayer", () => {
 *   it.each(testDataLayer(async () => ({ layer: await openMyLayer() })))("$name", ({ run }) => run());
 * });
 */
export function testDataLayer(create: () => Promise<TestedLayer>): readonly DataLayerCheck[] {
  return CHECKS.map(([name, check]) => ({
    name,
    run: async () => {
      const { layer, within = (task) => task(), close } = await create();
      try {
        await within(() =>
          check({ layer, authors: layer.repository("Author"), posts: layer.repository("Post") }),
        );
      } finally {
        await close?.();
      }
    },
  }));
}

async function checkModels({ layer }: Tables): Promise<void> {
  assert.ok(layer.name.length > 0);
  const post = fieldsOf(layer, "Post");
  assert.equal(layer.models.find(({ name }) => name === "Post")?.table, "post");
  assertHas(post["id"], { type: "integer", isKey: true, isGenerated: true });
  assertHas(post["title"], {
    type: "string",
    length: 100,
    isNullable: false,
    isKey: false,
    isGenerated: false,
  });
  assertHas(post["body"], { type: "text", defaultValue: "" });
  assertHas(post["rating"], { type: "integer", defaultValue: 0 });
  assertHas(post["author"], { type: "relation", relation: { model: "Author", isMany: false } });
  const author = fieldsOf(layer, "Author");
  assertHas(author["email"], { isUnique: true, length: 120 });
  assert.equal(author["posts"], undefined, "the other side of a relation is no field");
  assert.throws(() => layer.repository("None"), TypeError);
}

async function checkRows({ authors, posts }: Tables): Promise<void> {
  const ann = await authors.create({ name: "Ann", email: "ann@example.org" });
  assert.deepEqual({ ...ann }, { id: ann["id"], name: "Ann", email: "ann@example.org" });
  const post = await posts.create({ title: "First", author: ann["id"] });
  assertHas(post, { title: "First", body: "", rating: 0, author: ann["id"] });
  assertHas(await posts.update(post["id"], { title: "Second", rating: 3 }), { title: "Second", rating: 3 });
  assertHas(await posts.get(post["id"]), { title: "Second", rating: 3, author: ann["id"] });
  assert.equal(await posts.get(99), null);
  assert.equal(await posts.update(99, { title: "x" }), null);
  assert.equal(await posts.remove(99), false);
  assert.equal(await posts.remove(post["id"]), true);
  assert.equal(await posts.get(post["id"]), null);
}

/** Five posts, called "Post 1%" to "Post 5%", rated 1, 0, 1, 0, 1; the last one is Bob's. */
async function fill({ authors, posts }: Tables): Promise<{ ann: DataRow; bob: DataRow }> {
  const ann = await authors.create({ name: "Ann", email: "a" });
  const bob = await authors.create({ name: "Bob", email: "b" });
  for (let index = 1; index <= 5; index++) {
    const author = index === 5 ? bob["id"] : ann["id"];
    await posts.create({ title: `Post ${index}%`, rating: index % 2, author });
  }
  return { ann, bob };
}

/** The numbers in the titles, and how many there are. */
async function read({ posts }: Tables, query: DataQuery): Promise<readonly [titles: string, total: number]> {
  const { rows, total } = await posts.list(query);
  return [rows.map(({ title }) => String(title).slice(5, 6)).join(""), total];
}

async function checkLists(tables: Tables): Promise<void> {
  const { ann } = await fill(tables);
  assert.deepEqual(await read(tables, {}), ["12345", 5]);
  assert.deepEqual(await read(tables, { where: { author: ann["id"], rating: [1, 2] } }), ["13", 2]);
  const order: DataQuery = { orderBy: { rating: "desc", id: "desc" }, perPage: 2, page: 2 };
  assert.deepEqual(await read(tables, order), ["14", 5]);
  assert.deepEqual(await read(tables, { where: { title: "' or 1=1 --" } }), ["", 0]);
}

async function checkSearch(tables: Tables): Promise<void> {
  await fill(tables);
  const search = (text: string): DataQuery => ({ search: { text, fields: ["title", "body"] } });
  assert.deepEqual(await read(tables, search("POST 3")), ["3", 1]);
  assert.deepEqual(await read(tables, search("4%")), ["4", 1]);
  assert.deepEqual(await read(tables, search("_")), ["", 0]);
  assert.deepEqual(await read(tables, search("' or 1=1 --")), ["", 0]);
}

async function checkRefusals({ authors }: Tables): Promise<void> {
  await authors.create({ name: "Ann", email: "a" });
  await assert.rejects(async () => authors.list({ where: { password: "x" } }), TypeError);
  await assert.rejects(async () => authors.list({ orderBy: { "id; drop table author": "asc" } }), TypeError);
  await assert.rejects(async () => authors.list({ search: { text: "x", fields: ["none"] } }), TypeError);
  await assert.rejects(async () => authors.list({ where: { name: { $ne: null } } }), TypeError);
  await assert.rejects(async () => authors.create({ name: "x", email: "x", isAdmin: true }), TypeError);
  await assert.rejects(async () => authors.update(1, { __proto__: null, constructor: 1 }), TypeError);
}

async function checkErrors({ authors, posts }: Tables): Promise<void> {
  await authors.create({ name: "Ann", email: "a" });
  await assert.rejects(authors.create({ name: "Anne", email: "a" }), (error) => {
    assert.ok(error instanceof UniqueViolation);
    assert.deepEqual(error.fields, ["email"]); // where a form shows it
    return true;
  });
  await assert.rejects(posts.create({ title: "x", author: 99 }), ForeignKeyViolation);
  await assert.rejects(posts.create({ title: null, author: 1 }), InvalidValue);
  assert.equal((await authors.list()).total, 1);
}

async function checkTransactions({ authors, layer }: Tables): Promise<void> {
  const failed = layer.transaction(async () => {
    await authors.create({ name: "x", email: "x" });
    throw new Error("of the task");
  });
  await assert.rejects(failed, /of the task/);
  const result = await layer.transaction(async () => {
    await authors.create({ name: "Ann", email: "a" });
    const part = layer.transaction(async () => {
      await authors.create({ name: "y", email: "y" });
      throw new Error("of the part");
    });
    await assert.rejects(part, /of the part/);
    return (await authors.create({ name: "Bob", email: "b" }))["name"];
  });
  const { rows } = await authors.list();
  assert.deepEqual([result, rows.map(({ name }) => name)], ["Bob", ["Ann", "Bob"]]);
}

function fieldsOf(layer: DataLayer, model: string): Readonly<Record<string, FieldMeta>> {
  const fields = layer.models.find(({ name }) => name === model)?.fields ?? [];
  return Object.fromEntries(fields.map((field) => [field.name, field]));
}

/** Fails when something has other members than the given ones; it may have more. */
function assertHas(actual: object | null | undefined, expected: Readonly<Record<string, unknown>>): void {
  assert.ok(actual, "it is not there");
  const found = Object.keys(expected).map((name): [string, unknown] => [name, Reflect.get(actual, name)]);
  assert.deepEqual(Object.fromEntries(found), expected);
}
