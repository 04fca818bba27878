import { type } from "arktype";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createCoercion, type TextInput } from "./coercion.ts";
import { inputJsonSchema } from "./json-schema.ts";
import type { Schema } from "./schema.ts";

/** What a schema gets of texts. */
function coerce(schema: Schema, input: TextInput, isForm: boolean = false): TextInput {
  const coerced = { ...input };
  createCoercion(inputJsonSchema(schema) ?? {}, { isForm })?.(coerced);
  return coerced;
}

describe("the texts of a query or form [F292]", () => {
  it.each([
    ["12", 12],
    ["-1.5", -1.5],
    [".5", 0.5],
    ["1e3", 1000],
    [" 7 ", 7],
    ["12px", "12px"],
    ["0x10", "0x10"],
    ["Infinity", "Infinity"],
    ["1e999", "1e999"],
    ["NaN", "NaN"],
    ["१२", "१२"],
  ])("are numbers where a number is wanted: %j", (text, value) => {
    expect(coerce(z.object({ n: z.number() }), { n: text })).toEqual({ n: value });
    expect(coerce(type({ n: "number" }), { n: text })).toEqual({ n: value });
  });

  it.each([
    ["on", true],
    ["true", true],
    ["1", true],
    ["YES", true],
    ["off", false],
    ["false", false],
    ["0", false],
    ["no", false],
    ["maybe", "maybe"],
  ])("are booleans where one is wanted: %j", (text, value) => {
    expect(coerce(z.object({ b: z.boolean() }), { b: text })).toEqual({ b: value });
  });

  it.each([
    ["2026-02-28", new Date("2026-02-28")],
    ["2026-02-28T10:20", new Date("2026-02-28T10:20")],
    ["2026-02-28T10:20:30.5Z", new Date("2026-02-28T10:20:30.5Z")],
    ["2026-02-28 10:20+01:00", new Date("2026-02-28 10:20+01:00")],
    ["2026-02-99", "2026-02-99"],
    ["yesterday", "yesterday"],
    ["1", "1"],
  ])("are dates where one is wanted: %j", (text, value) => {
    expect(coerce(z.object({ d: z.date() }), { d: text })).toEqual({ d: value });
    expect(coerce(type({ d: "Date" }), { d: text })).toEqual({ d: value });
  });

  it("are big integers where one is wanted", () => {
    const schema = z.object({ n: z.bigint() });
    expect(coerce(schema, { n: "12345678901234567890" })).toEqual({ n: 12345678901234567890n });
    expect(coerce(schema, { n: "1.5" })).toEqual({ n: "1.5" });
  });

  it("stay texts where a text is taken, whatever they look like", () => {
    const schema = z.object({
      text: z.string(),
      either: z.union([z.string(), z.number()]),
      moment: z.iso.datetime(),
      choice: z.enum(["1", "2"]),
      any: z.unknown(),
    });
    const input = { text: "1", either: "2", moment: "2026-01-01", choice: "1", any: "true" };
    expect(coerce(schema, input)).toEqual(input);
  });

  it("are converted for optional, nullable, defaulted, piped and referenced places", () => {
    const Count = z.number().meta({ id: "Count" });
    const schema = z.object({
      optional: z.number().optional(),
      nullable: z.number().nullable(),
      defaulted: z.number().default(1),
      positive: z.number().int().min(1),
      piped: z.number().transform((n) => n * 2),
      literal: z.literal([1, 2]),
      first: Count,
      second: Count,
    });
    const names = Object.keys(schema.shape);
    expect(coerce(schema, Object.fromEntries(names.map((name) => [name, "2"])))).toEqual(
      Object.fromEntries(names.map((name) => [name, 2])),
    );
  });

  it("make a list of one where a list is wanted, item by item", () => {
    const schema = z.object({ tags: z.array(z.string()), ids: z.array(z.number()) });
    expect(coerce(schema, { tags: "a", ids: ["1", "x", "3"] })).toEqual({ tags: ["a"], ids: [1, "x", 3] });
    expect(coerce(schema, { tags: "", ids: ["", "3"] })).toEqual({ tags: [""], ids: [3] });
  });

  it("count as not sent when they are empty and no text is wanted", () => {
    const schema = z.object({ n: z.number().optional(), b: z.boolean(), d: z.date(), s: z.string() });
    expect(coerce(schema, { n: "", b: "", d: "", s: "" })).toEqual({ s: "" });
  });

  it("are left alone when they came several times for one place", () => {
    expect(coerce(z.object({ n: z.number() }), { n: ["1", "2"] })).toEqual({ n: ["1", "2"] });
  });

  it("are left alone when the schema does not know them", () => {
    expect(coerce(z.object({ n: z.number() }), { other: "1" })).toEqual({ other: "1" });
  });

  it("do not meet the properties that every object has (A230)", () => {
    const schema = z.object({ constructor: z.number().optional(), toString: z.boolean().optional() });
    expect(coerce(schema, {})).toEqual({});
  });
});

describe("what a form does not send", () => {
  const schema = z.object({
    box: z.boolean(),
    choices: z.array(z.string()),
    optional: z.boolean().optional(),
    ticked: z.boolean().default(true),
    n: z.number(),
  });

  it("is an unticked box or a list without a choice, when they are required", () => {
    expect(coerce(schema, {}, true)).toEqual({ box: false, choices: [] });
  });

  it("is just not there in a query", () => {
    expect(coerce(schema, {})).toEqual({});
  });
});

describe("createCoercion", () => {
  it.each([
    ["texts only", z.object({ a: z.string() })],
    ["no object", z.string()],
    ["a record", z.record(z.string(), z.number())],
  ])("is nothing for a schema of %s", (_, schema) => {
    expect(createCoercion(inputJsonSchema(schema) ?? {})).toBeNull();
  });
});
