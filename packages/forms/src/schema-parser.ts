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

/**
 * Chooses the message of an issue; `undefined` leaves it to zod.
 *
 * @param code - Of the issue, where that is known.
 */
export type ChooseMessage = (issue: Issue, code?: string) => string | undefined;

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

  /**
   * A schema that turns out to be async is not asked at once again.
   *
   * `safeParse()` would write down each issue a second time and make an error of them, which takes longer than to check.
   */
  #parseWithZod(schema: z.core.$ZodType, value: unknown, choose: ChooseMessage): MaybePromise<Parsed> {
    const error = (issue: z.core.$ZodRawIssue): string | undefined => choose(issue);
    if (!this.#isAsync) {
      try {
        const payload = schema._zod.run({ value, issues: [] }, { error, async: false });
        if (!isPromise(payload)) return fromZod(payload, choose);
      } catch {
        // It waits for something (zod has an error for that, but not everywhere), or fails again below.
        this.#isAsync = true;
      }
    }
    const payload = schema._zod.run({ value, issues: [] }, { error, async: true });
    return isPromise(payload) ? payload.then((later) => fromZod(later, choose)) : fromZod(payload, choose);
  }
}

/** Whether a schema is one of zod. */
export function isZod(schema: unknown): schema is z.core.$ZodType {
  return typeof schema === "object" && schema !== null && "_zod" in schema;
}

function fromZod({ value, issues }: z.core.ParsePayload, choose: ChooseMessage): Parsed {
  return issues.length === 0
    ? { value, faults: null }
    : { faults: issues.map((issue) => toFault(issue, choose)) };
}

function toFault(issue: z.core.$ZodRawIssue, choose: ChooseMessage): Fault {
  const code = codeOfFault(issue);
  return { path: issue.path ?? [], message: messageOf(issue, choose, code), code };
}

/** What the schema itself says comes first, as zod has it. */
function messageOf(issue: z.core.$ZodRawIssue, choose: ChooseMessage, code: string): string {
  const chosen = hasOwnMessage(issue) ? undefined : choose(issue, code);
  if (chosen !== undefined) return chosen;
  const error = (raw: z.core.$ZodRawIssue): string | undefined => choose(raw, code);
  return z.core.util.finalizeIssue(issue, { error }, z.config()).message;
}

/** Whether the schema or check that found an issue has a message for it. */
function hasOwnMessage({ message, inst, schema }: z.core.$ZodRawIssue): boolean {
  return message !== undefined || inst?._zod.def.error !== undefined || schema?._zod.def.error !== undefined;
}

/** What the app has found itself may have a code: `ctx.addIssue({ code: "custom", params: { code: "taken" } })`. */
function codeOfFault(issue: z.core.$ZodRawIssue): string {
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
