import { MicroError } from "../errors.ts";
import type { MaybePromise } from "../maybe-promise.ts";

/**
 * A schema of any library that speaks Standard Schema v1: zod, valibot, arktype.
 *
 * @typeParam Output - What a valid value becomes.
 * @typeParam Input - What it is before.
 */
export interface Schema<Output = unknown, Input = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => MaybePromise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value. Libraries add their own details: zod a `code`, a `minimum` ... */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema makes of a valid value. */
export type SchemaOutput<Part, Fallback> = Part extends Schema<infer Output> ? Output : Fallback;

/** What a schema takes. */
export type SchemaInput<Part> = Part extends Schema<unknown, infer Input> ? Input : unknown;

/**
 * Refuses what is no schema.
 *
 * @param option - The route's option it was given for.
 * @throws MicroError `MICRO_SCHEMA_INVALID`
 */
export function checkSchema(schema: Schema | undefined, option: string): asserts schema is Schema {
  if (typeof schema?.["~standard"]?.validate === "function") return;
  throw new MicroError(
    "MICRO_SCHEMA_INVALID",
    `The option ${option} of a route is not a schema. Give it a zod schema, or one of another library with Standard Schema.`,
  );
}

/** The keys to the value that an issue is about. */
export function keysOf({ path = [] }: SchemaIssue): (string | number)[] {
  const keys = path.map((step) => (typeof step === "object" ? step.key : step));
  return keys.map((key) => (typeof key === "number" ? key : String(key)));
}

/** The kind of an issue, in its library's words: zod's and arktype's `code`, valibot's `type`; else "invalid". */
export function codeOf(issue: SchemaIssue): string {
  if ("code" in issue && typeof issue.code === "string") return issue.code;
  return "type" in issue && typeof issue.type === "string" ? issue.type : "invalid";
}
