import { describe, expect, it } from "vitest";
import * as z from "zod";

import { inputJsonSchema } from "./json-schema.ts";
import { keysOf, type Schema } from "./schema.ts";
import { findUnknownKeys } from "./unknown-keys.ts";

/** The paths of the keys of a value that a schema does not know. */
function unknownIn(schema: Schema, value: unknown): string[] {
  return findUnknownKeys(value, inputJsonSchema(schema) ?? {}).map((issue) => keysOf(issue).join("."));
}

describe("findUnknownKeys [F296]", () => {
  const Address = z.object({ city: z.string() }).meta({ id: "Address" });
  const schema = z.object({
    name: z.string(),
    address: Address,
    others: z.array(Address),
    open: z.looseObject({ a: z.string() }),
    map: z.record(z.string(), z.number()),
    either: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    maybe: Address.nullable(),
  });

  it("finds none in what the schema knows", () => {
    const value = {
      name: "x",
      address: { city: "y" },
      others: [{ city: "z" }],
      open: { a: "a", more: 1 },
      map: { x: 1 },
      either: { c: 1 },
      maybe: null,
    };
    expect(unknownIn(schema, value)).toEqual([]);
  });

  it("finds those of the value, of the objects in it and of the items of lists", () => {
    const value = {
      extra: 1,
      address: { city: "y", zip: 1 },
      others: [{ city: "z" }, { town: "z" }],
      maybe: { x: 1 },
    };
    expect(unknownIn(schema, value).toSorted()).toEqual(["address.zip", "extra", "maybe.x", "others.1.town"]);
  });

  it("says what is wrong as schemas do", () => {
    expect(findUnknownKeys({ a: 1 }, { properties: {} })).toEqual([
      { code: "unrecognized_keys", path: ["a"], message: "This key is not known here." },
    ]);
  });

  it.each([[1], ["x"], [null], [[1]], [new Map()]])("finds none in %j", (value) => {
    expect(unknownIn(schema, value)).toEqual([]);
  });

  it("stops at a hundred", () => {
    const value = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
    const nested = z.object({ items: z.array(z.object({ a: z.string() })) });
    expect(unknownIn(nested, { items: Array.from({ length: 500 }, () => ({ b: 1 })) })).toHaveLength(100);
    expect(unknownIn(schema, value).length).toBeGreaterThanOrEqual(100);
  });

  it("takes a schema without properties as one that knows every key", () => {
    expect(unknownIn(z.unknown(), { a: 1 })).toEqual([]);
    expect(unknownIn(z.array(z.unknown()), [{ a: 1 }])).toEqual([]);
  });
});
