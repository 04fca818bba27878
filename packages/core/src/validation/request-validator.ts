import type { Request } from "../http/request.ts";
import type { Response } from "../http/response.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { inputJsonSchema, type JsonSchema } from "./json-schema.ts";
import { createInputReader, type InputReader } from "./request-input.ts";
import { checkSchema, codeOf, keysOf, type Schema, type SchemaIssue, type SchemaResult } from "./schema.ts";
import { findUnknownKeys } from "./unknown-keys.ts";
import { type InputPart, ValidationError, type ValidationIssue } from "./validation-error.ts";

/** The answer is not worth more: an array of a million bad items would make a million issues. */
const MAX_ISSUES = 100;

/** What a request brings with its head, and what with its body, which is not read when the head is not valid. */
const HEAD_PARTS: readonly InputPart[] = ["params", "query", "headers", "cookies"];
const BODY_PARTS: readonly InputPart[] = ["body", "form", "files"];

/** The schemas of a route. */
export type RouteSchemas = { readonly [Part in InputPart]?: Schema | undefined };

/**
 * Puts an issue into words for the visitor; `undefined` keeps those of the schema's library.
 *
 * @example
 * const german = z.locales.de().localeError;
 * new Micro(import.meta, { validationMessage: (issue, request) => request.acceptLanguages.best("de") && german(issue) });
 */
export type ValidationMessage = (issue: SchemaIssue, request: Request) => string | undefined;

/** What happens to keys that a schema does not know: what the schema says, or a 422. */
export type UnknownKeysPolicy = "schema" | "refuse";

/** Makes the answer for a request that is not valid; a plain value gets the status 422. */
export type InvalidRequestHandler = (error: ValidationError, request: Request, response: Response) => unknown;

/** How a route is validated, besides its schemas. */
export interface ValidationSettings {
  /** @default those of the schema's library */
  readonly messageOf?: ValidationMessage | undefined;
  /** @default "schema" */
  readonly unknownKeys?: UnknownKeysPolicy | undefined;
  /** The fields of forms that are none of the app's. @default none */
  readonly ownedFields?: readonly string[] | undefined;
  /** @default the app's error handlers */
  readonly onInvalid?: InvalidRequestHandler | undefined;
}

/** Validates the parts of a request and puts the results into it; a value is an answer in place of the view's. */
export type RequestValidator = (request: Request, response: Response) => MaybePromise<unknown>;

/** The check of one part. */
interface PartCheck {
  readonly part: InputPart;
  readonly schema: Schema;
  readonly read: InputReader;
  /** Only when keys that it does not know are refused. */
  readonly knownKeys: JsonSchema | undefined;
}

/**
 * The validator of a route; `null` when it has no schemas.
 *
 * @throws MicroError `MICRO_SCHEMA_INVALID` for a schema that is none.
 */
export function createValidator(
  schemas: RouteSchemas,
  settings: ValidationSettings = {},
): RequestValidator | null {
  const groups = [HEAD_PARTS, BODY_PARTS].map((parts) =>
    parts.flatMap((part) => createCheck(part, schemas[part], settings)),
  );
  const steps = groups.filter((checks) => checks.length > 0);
  const [first, second] = steps.map(
    (checks) => (request: Request) => new Validation(request, checks, settings).run(),
  );
  if (first === undefined) return null;
  return withHandler(second === undefined ? first : inTurn(first, second), settings.onInvalid);
}

function createCheck(
  part: InputPart,
  schema: Schema | undefined,
  { unknownKeys = "schema", ownedFields = [] }: ValidationSettings,
): readonly PartCheck[] {
  if (schema === undefined) return [];
  checkSchema(schema, part);
  const shape = inputJsonSchema(schema);
  return [
    {
      part,
      schema,
      read: createInputReader(part, shape, ownedFields),
      knownKeys: unknownKeys === "refuse" ? shape : undefined,
    },
  ];
}

type Step = (request: Request) => MaybePromise<void>;

function inTurn(first: Step, second: Step): Step {
  return (request) => {
    const pending = first(request);
    return isPromise(pending) ? pending.then(() => second(request)) : second(request);
  };
}

/** The route's own word on what is not valid. */
function withHandler(validate: Step, onInvalid: InvalidRequestHandler | undefined): RequestValidator {
  if (onInvalid === undefined) return validate;
  return async (request, response) => {
    try {
      return await validate(request);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      response.status = error.status;
      const answer: unknown = await onInvalid(error, request, response);
      if (answer === undefined || answer === null) throw error; // the view must not run
      return answer;
    }
  };
}

/** The checks of several parts of one request, which is refused with the faults of them all. */
class Validation {
  readonly #request: Request;
  readonly #checks: readonly PartCheck[];
  readonly #settings: ValidationSettings;
  #issues: ValidationIssue[] | undefined;

  constructor(request: Request, checks: readonly PartCheck[], settings: ValidationSettings) {
    this.#request = request;
    this.#checks = checks;
    this.#settings = settings;
  }

  /** Stays synchronous until a part has to be waited for. @throws ValidationError */
  run(start: number = 0): MaybePromise<void> {
    for (let index = start; index < this.#checks.length; index++) {
      const check = this.#checks[index];
      const input = check?.read(this.#request);
      if (isPromise(input)) return input.then((value) => this.#resume(index, value));
      const pending = check && this.#validate(check, input);
      if (isPromise(pending)) return pending.then(() => this.run(index + 1));
    }
    if (this.#issues !== undefined) throw new ValidationError(this.#issues.slice(0, MAX_ISSUES));
  }

  /** Goes on with the input that a check had to wait for. */
  #resume(index: number, input: unknown): MaybePromise<void> {
    const check = this.#checks[index];
    const pending = check && this.#validate(check, input);
    return isPromise(pending) ? pending.then(() => this.run(index + 1)) : this.run(index + 1);
  }

  #validate(check: PartCheck, input: unknown): MaybePromise<void> {
    if (check.knownKeys !== undefined) this.#refuse(check.part, findUnknownKeys(input, check.knownKeys));
    const result = check.schema["~standard"].validate(input);
    if (isPromise(result)) return result.then((settled) => this.#take(check.part, settled));
    this.#take(check.part, result);
  }

  #take(part: InputPart, result: SchemaResult<unknown>): void {
    if (result.issues === undefined) this.#request.setValidated(part, result.value);
    else this.#refuse(part, result.issues);
  }

  #refuse(part: InputPart, issues: readonly SchemaIssue[]): void {
    if (issues.length === 0) return;
    const { messageOf } = this.#settings;
    this.#issues ??= [];
    for (const issue of issues.slice(0, MAX_ISSUES)) {
      const message = messageOf?.(issue, this.#request) ?? issue.message;
      this.#issues.push({ in: part, path: keysOf(issue), code: codeOf(issue), message });
    }
  }
}
