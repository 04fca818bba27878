import { isPromise } from "@micro-web/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { codeOf, ENGLISH, fillMessage, type Issue } from "./messages.ts";
import { SchemaParser } from "./schema-parser.ts";

function choose(issue: Issue, code: string = codeOf(issue)): string | undefined {
  return code === "choice" ? undefined : fillMessage(ENGLISH[code] ?? "", issue);
}

/** What zod's own way finds, which is slower. */
async function findByZod(schema: z.ZodType, value: unknown): Promise<unknown> {
  const error = (issue: object): string | undefined => choose(issue);
  const result = await schema.safeParseAsync(value, { error });
  if (result.success) return { value: result.data, faults: null };
  return { faults: result.error.issues.map(({ path, message }) => ({ path, message })) };
}

async function find(schema: z.ZodType, value: unknown): Promise<unknown> {
  const parsed = await new SchemaParser(schema).parse(value, choose);
  if (parsed.faults === null) return parsed;
  return { faults: parsed.faults.map(({ path, message }) => ({ path, message })) };
}

const schemas: Readonly<Record<string, z.ZodType>> = {
  "a text with checks": z.string().trim().min(2).max(4).regex(/^a/),
  "a text with a message of its own": z.string({ error: "Who are you?" }).min(3, "Longer."),
  "a format with a message of its own": z.email("No address."),
  "a message that a function finds": z.string({
    error: ({ input }) => (input === undefined ? "Give one." : null),
  }),
  "a number": z.int().min(3).multipleOf(5),
  "a choice": z.enum(["a", "b"]),
  "one of several schemas": z.union([z.int(), z.iso.date()]),
  "an object": z.object({
    name: z.string().min(3),
    lines: z.array(z.object({ count: z.int().max(2) })).max(2),
  }),
  "a strict object": z.strictObject({ name: z.string().optional() }),
  "a refinement": z
    .object({ from: z.int(), to: z.int() })
    .refine(({ from, to }) => from < to, { path: ["to"] }),
  "a refinement that waits": z.string().refine(async (text) => text === "abc", "Taken."),
  "issues of the app's own": z.any().superRefine((value, context) => {
    context.addIssue({ code: "custom", message: `Not ${typeof value}.`, path: ["x", 1] });
  }),
  "a default": z.string().default("abc"),
  "what becomes something else": z.string().transform(Number).pipe(z.number().max(3)),
};

const values: readonly unknown[] = [
  undefined,
  null,
  "",
  "abc",
  "b",
  "ann@example.org",
  2.5,
  15,
  [],
  {},
  { name: "Ann", lines: [{ count: 3 }, { count: "x" }], other: 1 },
  { from: 3, to: 2 },
  { from: 1, to: 2 },
];

describe("the parser of a schema", () => {
  it.each(Object.entries(schemas))("finds the same as zod, with the same messages: %s", async (_, schema) => {
    for (const value of values)
      expect([value, await find(schema, value)]).toEqual([value, await findByZod(schema, value)]);
  });

  it("answers at once where nothing waits, and says so once something has", async () => {
    expect(isPromise(new SchemaParser(z.string()).parse(3, choose))).toBe(false);
    const parser = new SchemaParser(z.string().refine(async () => true));
    for (let time = 0; time < 2; time++) {
      const parsed = parser.parse("a", choose);
      expect(isPromise(parsed)).toBe(true);
      expect(await parsed).toEqual({ value: "a", faults: null });
    }
  });

  it("leaves what the schema throws to the caller", async () => {
    const broken = z.string().refine(() => {
      throw new TypeError("the app's own mistake");
    });
    expect(() => new SchemaParser(broken).parse("a", choose)).toThrow("the app's own mistake");
  });
});
