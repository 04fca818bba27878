import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";

import type { Schema, SchemaResult } from "./schema.ts";

describe("Schema", () => {
  it("is what a zod schema is, with its output", () => {
    const schema = z.object({ id: z.coerce.number() });
    expectTypeOf(schema).toExtend<Schema>();
    expectTypeOf(schema).toExtend<Schema<{ id: number }>>();
    expectTypeOf(schema).not.toExtend<Schema<{ id: string }>>();
  });

  it("is what a schema of any other library with Standard Schema is", () => {
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: (value: unknown): SchemaResult<string> =>
          typeof value === "string" ? { value } : { issues: [{ message: "no text" }] },
      },
    };
    expectTypeOf(schema).toExtend<Schema<string>>();
  });

  it("is not what only looks like one", () => {
    expectTypeOf({ parse: (value: unknown) => value }).not.toExtend<Schema>();
  });
});
