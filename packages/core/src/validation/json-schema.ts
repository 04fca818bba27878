import type { Schema } from "./schema.ts";

/** A part of a JSON Schema (draft 2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What JSON Schema has no word for and Micro converts texts to. */
export const NATIVE_TYPE = "x-micro-type";

/** How the libraries are asked to go on at types that JSON Schema does not have; each reads its own names. */
const LIBRARY_OPTIONS: Readonly<Record<string, unknown>> = {
  // zod
  unrepresentable: "any",
  override({ zodSchema, jsonSchema }: ZodOverride): void {
    const { type } = zodSchema._zod.def;
    if (type === "date" || type === "bigint") jsonSchema[NATIVE_TYPE] = type;
  },
  // arktype
  fallback: {
    default: ({ base }: ArkFallback): object => base,
    date: ({ base }: ArkFallback): object => ({ ...base, [NATIVE_TYPE]: "date" }),
  },
};

interface ZodOverride {
  readonly zodSchema: { readonly _zod: { readonly def: { readonly type: string } } };
  readonly jsonSchema: Record<string, unknown>;
}

interface ArkFallback {
  readonly base: object;
}

/**
 * The JSON Schema of what a schema takes (Standard JSON Schema: zod and arktype have it, valibot with
 * `toStandardJsonSchema()`).
 *
 * @returns `undefined` for a schema that has none.
 */
export function inputJsonSchema(schema: Schema): JsonSchema | undefined {
  const standard: object = schema["~standard"];
  const converter: unknown = "jsonSchema" in standard ? standard.jsonSchema : undefined;
  if (!isObject(converter) || typeof converter["input"] !== "function") return undefined;
  try {
    const converted: unknown = converter["input"]({
      target: "draft-2020-12",
      libraryOptions: LIBRARY_OPTIONS,
    });
    return isObject(converted) ? converted : undefined;
  } catch {
    return undefined; // a type that the library cannot put into JSON Schema
  }
}

/** A part of a schema without the detour of a `$ref`. */
export function resolve(part: unknown, root: JsonSchema): JsonSchema {
  let current = part;
  for (let hops = 0; isObject(current) && hops < MAX_HOPS; hops++) {
    const { $ref: reference } = current;
    if (typeof reference !== "string") return current;
    current = follow(reference, root);
  }
  return {};
}

/** More references to references than this are a circle. */
const MAX_HOPS = 20;

/** `#/$defs/Address`, the only kind of reference that libraries write. */
function follow(reference: string, root: JsonSchema): unknown {
  if (!reference.startsWith("#")) return undefined;
  let current: unknown = root;
  for (const step of reference.split("/").slice(1))
    current = isObject(current) ? current[decodeURIComponent(step)] : undefined;
  return current;
}

/** The properties of an object schema; `undefined` for any other. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, unknown>> | undefined {
  const { properties } = schema;
  return isObject(properties) ? properties : undefined;
}

/** The alternatives of a part, `null` left out: itself when there are none. */
export function alternativesOf(part: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf } = part;
  const options = Array.isArray(anyOf) ? anyOf : oneOf;
  if (!Array.isArray(options)) return [part];
  return options.map((option) => resolve(option, root)).filter(({ type }) => type !== "null");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
