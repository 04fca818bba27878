import { MicroError } from "./errors.ts";
import type { Request } from "./http/request.ts";
import { HttpError } from "./http-errors.ts";
import type { MaybePromise } from "./maybe-promise.ts";

/**
 * A schema of any library that speaks Standard Schema v1: zod, valibot, arktype.
 *
 * @typeParam Output - What a valid value becomes.
 */
export interface Schema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => MaybePromise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Where a value came from. */
type InputPart = "params" | "query" | "body";

/** One fault of a request, as the client gets it. */
export interface ValidationIssue {
  /** The part of the request. */
  readonly in: InputPart;
  /** The keys to the value: `["address", "zip"]`. */
  readonly path: readonly (string | number)[];
  /** What is wrong with it. */
  readonly message: string;
}

/** The answer is not worth more: an array of a million bad items would make a million issues. */
const MAX_ISSUES = 100;

/** 422: the request is well-formed, but values in it do not fit the route's schema. */
export class ValidationError extends HttpError {
  override readonly name: string = "ValidationError";
  /** What is wrong, at most 100 faults. */
  readonly issues: readonly ValidationIssue[];

  /** @param issues - What is wrong. */
  constructor(issues: readonly ValidationIssue[]) {
    super(422, "The request is not valid.", { details: { errors: issues } });
    this.issues = issues;
  }
}

/** The schemas of a route. */
export interface RouteSchemas {
  /** For the path's variables, after their converters. */
  readonly params?: Schema | undefined;
  /** For the query: an object of strings, lists for repeated keys. */
  readonly query?: Schema | undefined;
  /** For the body: JSON, or the fields of a form by Content-Type. */
  readonly body?: Schema | undefined;
}

/** Validates the parts of a request and puts the results into it. */
export type RequestValidator = (request: Request) => MaybePromise<undefined>;

/**
 * The validator of a route; `null` when it has no schemas.
 *
 * @throws MicroError `MICRO_SCHEMA_INVALID` for a schema that is none.
 */
export function createValidator(schemas: RouteSchemas): RequestValidator | null {
  const parts = (["params", "query", "body"] as const).filter((part) => schemas[part] !== undefined);
  if (parts.length === 0) return null;
  for (const part of parts) checkSchema(schemas[part], part);
  return async function validateRequest(request: Request): Promise<undefined> {
    for (const part of parts) {
      const schema = schemas[part];
      const input = await readInput(request, part);
      if (schema !== undefined) request.setValidated({ [part]: await parseWith(schema, input, part) });
    }
  };
}

function checkSchema(schema: Schema | undefined, part: InputPart): void {
  if (typeof schema?.["~standard"]?.validate === "function") return;
  throw new MicroError(
    "MICRO_SCHEMA_INVALID",
    `The option ${part} of a route is not a schema. Give it a zod schema, or one of another library with Standard Schema.`,
  );
}

function readInput(request: Request, part: InputPart): MaybePromise<unknown> {
  if (part === "params") return request.params;
  if (part === "query") return toInput(request.queryValues);
  return request.isJson || request.mimetype === "" ? request.json() : request.form().then(toInput);
}

/** An object of strings; a repeated key gives a list. */
function toInput(values: {
  keys(): Iterable<string>;
  getAll(key: string): string[];
}): Record<string, unknown> {
  const input: Record<string, unknown> = Object.create(null);
  for (const key of values.keys()) {
    const all = values.getAll(key);
    input[key] = all.length === 1 ? all[0] : all;
  }
  return { ...input };
}

async function parseWith(schema: Schema, value: unknown, part: InputPart): Promise<unknown> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  throw new ValidationError(result.issues.slice(0, MAX_ISSUES).map((issue) => toIssue(issue, part)));
}

function toIssue(issue: SchemaIssue, part: InputPart): ValidationIssue {
  return { in: part, path: keysOf(issue), message: issue.message };
}

/** The keys to the value that an issue is about. */
export function keysOf({ path = [] }: SchemaIssue): (string | number)[] {
  const keys = path.map((step) => (typeof step === "object" ? step.key : step));
  return keys.map((key) => (typeof key === "number" ? key : String(key)));
}
