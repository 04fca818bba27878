import { isPromise, type MaybePromise, type Schema, type SchemaResult } from "@micro-web/core";
import type { z } from "zod";

import { checkForm, findFaults } from "./checking.ts";
import { toValues } from "./decoding.ts";
import type { FieldSet } from "./field-set.ts";
import { isZod, type Parsed } from "./schema-parser.ts";

/**
 * The schema of a form's values with all that has to hold besides: as a Standard Schema it speaks as the form does.
 *
 * @param schema - Without rules and `clean`; one of zod stays one of zod.
 */
export function createFormSchema(set: FieldSet, schema: Schema): Schema {
  const validate = (value: unknown): MaybePromise<SchemaResult<unknown>> => {
    const choices = set.loadChoices(null);
    const parsed = isPromise(choices)
      ? choices.then((loaded) => checkForm(set, value, { request: null, choices: loaded }))
      : checkForm(set, value, { request: null, choices });
    return isPromise(parsed) ? parsed.then(toResult) : toResult(parsed);
  };
  if (!isZod(schema)) return { "~standard": { ...schema["~standard"], validate } };
  const whole = withRules(schema as z.ZodType, set); // zod's own classes have its methods
  return Object.defineProperty(whole, "~standard", { value: { ...whole["~standard"], validate } });
}

/** A copy of a schema of zod that asks the rules too. */
function withRules(schema: z.ZodType, set: FieldSet): z.ZodType {
  if (!set.hasRules) return schema.clone();
  return schema.check(async ({ value, issues }) => {
    const values = toValues(value);
    const context = { request: null, choices: await set.loadChoices(null) };
    for (const fault of await findFaults(set, { sent: values, parsed: values, known: [] }, context)) {
      const { path, message, code } = fault;
      issues.push({ code: "custom", input: value, path: [...path], message, params: { code } });
    }
  });
}

function toResult(parsed: Parsed): SchemaResult<unknown> {
  return parsed.faults === null ? { value: parsed.value } : { issues: parsed.faults };
}
