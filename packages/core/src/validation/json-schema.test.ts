import { type } from "arktype";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { alternativesOf, inputJsonSchema, resolve } from "./json-schema.ts";
import type { Schema } from "./schema.ts";

/** A schema of a library whose JSON Schema is `jsonSchema`. */
function withJsonSchema(jsonSchema: unknown): Schema {
  const standard = {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) => ({ value }),
    jsonSchema,
  };
  return { "~standard": standard };
}

describe("inputJsonSchema", () => {
  it("is what the schema takes, not what it gives", () => {
    const schema = z.object({ a: z.string().transform((text) => text.length) });
    expect(inputJsonSchema(schema)).toMatchObject({ properties: { a: { type: "string" } } });
  });

  it("goes on at types that JSON Schema does not have", () => {
    const schema = z.object({ d: z.date(), m: z.map(z.string(), z.string()), n: z.number() });
    expect(inputJsonSchema(schema)).toMatchObject({
      properties: { d: { "x-micro-type": "date" }, m: {}, n: { type: "number" } },
    });
  });

  it("goes on at what a function checks, in arktype", () => {
    const even = type("number").narrow((n) => n % 2 === 0);
    expect(inputJsonSchema(type({ n: even, d: "Date" }))).toMatchObject({
      properties: { n: { type: "number" }, d: { "x-micro-type": "date" } },
    });
  });

  it.each([
    ["has no JSON Schema", undefined],
    ["has something else there", "yes"],
    ["has no input", {}],
    ["gives nothing", { input: () => undefined }],
    [
      "fails",
      {
        input: () => {
          throw new Error("not representable");
        },
      },
    ],
  ])("is nothing for a schema that %s", (_, jsonSchema) => {
    expect(inputJsonSchema(withJsonSchema(jsonSchema))).toBeUndefined();
  });
});

describe("resolve", () => {
  it("follows references", () => {
    const root = { $defs: { A: { $ref: "#/$defs/B" }, B: { type: "number" } } };
    expect(resolve({ $ref: "#/$defs/A" }, root)).toEqual({ type: "number" });
  });

  it("knows nothing of what is not there, of circles and of other documents", () => {
    const root = { $defs: { A: { $ref: "#/$defs/A" }, text: "x" } };
    for (const reference of ["#/$defs/A", "#/$defs/None/x", "#/$defs/text", "https://example.org/a"])
      expect(resolve({ $ref: reference }, root)).toEqual({});
    expect(resolve(undefined, root)).toEqual({});
  });
});

describe("alternativesOf", () => {
  it("leaves null out", () => {
    const part = { anyOf: [{ type: "number" }, { type: "null" }] };
    expect(alternativesOf(part, {})).toEqual([{ type: "number" }]);
    expect(alternativesOf({ oneOf: [{ type: "null" }] }, {})).toEqual([]);
  });

  it("is the part itself without any", () => {
    expect(alternativesOf({ type: "string" }, {})).toEqual([{ type: "string" }]);
  });
});
