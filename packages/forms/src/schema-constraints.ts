import type { z } from "zod";

import type { Attributes } from "./attributes.ts";
import { unwrap } from "./schema-shape.ts";

/** What a check of zod says, as much of it as HTML knows. */
interface CheckFacts {
  readonly check: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly length?: unknown;
  readonly value?: unknown;
  readonly inclusive?: unknown;
  readonly format?: unknown;
  readonly pattern?: unknown;
}

/** The controls that take each attribute (HTML, 4.10.5.1). */
const TEXT = new Set(["text", "textarea", "password", "email", "url", "tel", "search"]);
const NUMERIC = new Set(["number", "range"]);
const DATED = new Set(["date", "datetime-local"]);

/**
 * The attributes by which a browser checks the same as a schema, before it sends the form.
 *
 * @param type - Of the control, which has to know them.
 * @example
 * constraintsOf(z.string().max(100), "text"); // { maxlength: 100 }
 */
export function constraintsOf(schema: z.core.$ZodType, type: string): Attributes {
  const inner = unwrap(schema);
  const checks = checksOf(inner);
  if (TEXT.has(type)) return textConstraints(checks, type);
  if (NUMERIC.has(type)) return numberConstraints(checks, inner);
  return DATED.has(type) ? dateConstraints(checks, type) : {};
}

/** The checks of a schema; a format may be the schema itself. */
function checksOf({ _zod: { def } }: z.core.$ZodType): readonly CheckFacts[] {
  const checks = (def.checks ?? []).map((check): CheckFacts => check._zod.def);
  return "check" in def && typeof def.check === "string" ? [{ ...def, check: def.check }, ...checks] : checks;
}

function textConstraints(checks: readonly CheckFacts[], type: string): Attributes {
  const constraints: Record<string, unknown> = {};
  for (const { check, minimum, maximum, length, format, pattern } of checks) {
    if (check === "max_length") constraints["maxlength"] = maximum;
    // One character is what `required` says.
    if (check === "min_length" && Number(minimum) > 1) constraints["minlength"] = minimum;
    if (check === "length_equals") Object.assign(constraints, { minlength: length, maxlength: length });
    if (check === "string_format" && format === "regex" && type !== "textarea")
      constraints["pattern"] = patternOf(pattern);
  }
  return constraints;
}

/** A pattern as HTML has it: of the whole text. One with flags says something else there. */
function patternOf(pattern: unknown): string | undefined {
  if (!(pattern instanceof RegExp) || pattern.flags.replaceAll(/[uv]/g, "") !== "") return undefined;
  const whole = /^\^([^|]*)\$$/s.exec(pattern.source)?.[1];
  const source = whole ?? `.*(?:${pattern.source}).*`;
  return isHtmlPattern(source) ? source : undefined;
}

/** Whether browsers can read it: they use the flag `v`, which has more characters to escape. */
function isHtmlPattern(source: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, "v") instanceof RegExp;
  } catch {
    return false;
  }
}

function numberConstraints(checks: readonly CheckFacts[], schema: z.core.$ZodType): Attributes {
  const isInteger = schema._zod.def.type === "bigint" || checks.some(isIntegerCheck);
  const step = checks.find(({ check }) => check === "multiple_of")?.value;
  const min = checks.findLast(({ check }) => check === "greater_than");
  const max = checks.findLast(({ check }) => check === "less_than");
  return {
    min: edgeOf(min, isInteger ? 1 : 0),
    max: edgeOf(max, isInteger ? -1 : 0),
    step: step ?? (isInteger ? undefined : "any"),
  };
}

function isIntegerCheck({ check, format }: CheckFacts): boolean {
  return check === "number_format" && format !== "float32" && format !== "float64";
}

/** Browsers know no "more than": of whole numbers it is the next one. */
function edgeOf(check: CheckFacts | undefined, step: number): unknown {
  if (check === undefined || check.inclusive === true || step === 0) return check?.value;
  return Number(check.value) + step;
}

function dateConstraints(checks: readonly CheckFacts[], type: string): Attributes {
  const constraints: Record<string, unknown> = {};
  for (const { check, value } of checks) {
    if (!(value instanceof Date)) continue;
    const text = value.toISOString().slice(0, type === "date" ? 10 : 16);
    if (check === "greater_than") constraints["min"] = text;
    if (check === "less_than") constraints["max"] = text;
  }
  return constraints;
}
