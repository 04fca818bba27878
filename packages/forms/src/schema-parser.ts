import { isPromise, type MaybePromise, type Schema, type SchemaIssue } from "@micro-web/core";
import { z } from "zod";

import type { FormError } from "./error-list.ts";
import { codeOf, type Issue } from "./messages.ts";

/** What is wrong with a value somewhere in the data. */
export interface Fault extends FormError {
  readonly path: readonly PropertyKey[];
}

/** What a schema made of the data. */
export type Parsed =
  { readonly value: unknown; readonly faults: null } | { readonly faults: readonly Fault[] };

/** Chooses the message of an issue; `undefined` leaves it to zod. */
export type ChooseMessage = (issue: Issue) => string | undefined;

/** Checks data with a schema, at once where it can. */
export class SchemaParser {
  readonly #schema: Schema;
  #isAsync = false;

  /** @param schema - Of zod, or of another library with Standard Schema. */
  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** Checks a value. @param choose - For schemas of zod; others have messages of their own. */
  parse(value: unknown, choose: ChooseMessage): MaybePromise<Parsed> {
    const schema = this.#schema;
    if (isZod(schema)) return this.#parseWithZod(schema, value, choose);
    const result = schema["~standard"].validate(value);
    return isPromise(result) ? result.then(fromStandard) : fromStandard(result);
  }

  /** A schema that turns out to be async is not asked at once again. */
  #parseWithZod(schema: z.core.$ZodType, value: unknown, choose: ChooseMessage): MaybePromise<Parsed> {
    const context = { error: choose as z.core.$ZodErrorMap, reportInput: true }; // it reads less of the issues than zod has
    if (!this.#isAsync) {
      try {
        return fromZod(z.safeParse(schema, value, context));
      } catch {
        // It waits for something (zod has an error for that, but not everywhere), or fails again below.
        this.#isAsync = true;
      }
    }
    return z.safeParseAsync(schema, value, context).then(fromZod);
  }
}

/** Whether a schema is one of zod. */
export function isZod(schema: unknown): schema is z.core.$ZodType {
  return typeof schema === "object" && schema !== null && "_zod" in schema;
}

function fromZod(result: z.ZodSafeParseResult<unknown>): Parsed {
  if (result.success) return { value: result.data, faults: null };
  return { faults: result.error.issues.map(toFault) };
}

function toFault(issue: z.core.$ZodIssue): Fault {
  const { path, message } = issue;
  return { path, message, code: codeOfFault(issue) };
}

/** What the app has found itself may have a code: `ctx.addIssue({ code: "custom", params: { code: "taken" } })`. */
function codeOfFault(issue: z.core.$ZodIssue): string {
  const code: unknown = issue.code === "custom" ? issue.params?.["code"] : undefined;
  return typeof code === "string" ? code : codeOf(issue);
}

function fromStandard(
  result:
    { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] },
): Parsed {
  if (result.issues === undefined) return { value: result.value, faults: null };
  return {
    faults: result.issues.map(({ path = [], message }) => ({
      path: path.map(keyOf),
      message,
      code: "invalid",
    })),
  };
}

function keyOf(step: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof step === "object" ? step.key : step;
}
