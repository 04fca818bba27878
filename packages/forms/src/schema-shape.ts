import type { z } from "zod";

/** A schema of zod by its kind, as much of it as forms look at. */
export type ZodSchema = z.core.$ZodTypes;

/** A schema of zod with its kind known to the compiler. */
function toKnown(schema: z.core.$ZodType): ZodSchema {
  return schema as ZodSchema; // all that zod makes are of these kinds
}

/** The kinds that only put something around another schema. */
const AROUND: ReadonlySet<string> = new Set([
  "optional",
  "nullable",
  "default",
  "prefault",
  "nonoptional",
  "readonly",
  "catch",
]);

/** What is inside of `.optional()`, `.default()`, `.nullable()`, `.transform()` and the like. */
export function unwrap(schema: z.core.$ZodType): ZodSchema {
  const known = toKnown(schema);
  const { def } = known._zod;
  if (AROUND.has(def.type) && "innerType" in def) return unwrap(def.innerType);
  if (def.type === "lazy") return unwrap(def.getter());
  if (def.type === "pipe") return unwrap(isTransform(def.in) ? def.out : def.in);
  return known;
}

function isTransform(schema: z.core.$ZodType): boolean {
  return schema._zod.def.type === "transform";
}

/** Whether a value may be left out. */
export function isOptional(schema: z.core.$ZodType): boolean {
  const known = toKnown(schema);
  const { def } = known._zod;
  // What `z.preprocess()` does to nothing, nobody knows; what comes after it tells.
  if (def.type === "pipe" && isTransform(def.in)) return isOptional(def.out);
  if (schema._zod.optin !== undefined) return true;
  if (def.type === "nullable") return true;
  // A list may be empty, and a checkbox off, unless they say otherwise.
  const inner = unwrap(schema);
  if (inner._zod.def.type === "boolean") return true;
  return inner._zod.def.type === "array" && minimumOf(inner) < 1;
}

function minimumOf(schema: z.core.$ZodType): number {
  for (const check of schema._zod.def.checks ?? []) {
    const { def } = check._zod;
    if (def.check === "min_length" && "minimum" in def && typeof def.minimum === "number") return def.minimum;
  }
  return 0;
}
