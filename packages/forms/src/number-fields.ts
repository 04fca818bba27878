import { z } from "zod";

import type { Attributes } from "./attributes.ts";
import { InputControl } from "./control.ts";
import { createField, type Field, type FieldOptions, schemaFor, type ValueIn } from "./field.ts";

/** What a field of a number may be told besides. */
export interface NumberOptions extends FieldOptions<number> {
  /** The least. */
  readonly min?: number;
  /** The greatest. */
  readonly max?: number;
  /** What it is a multiple of. */
  readonly step?: number;
}

/** What a field of a decimal may be told besides. */
export interface DecimalOptions extends FieldOptions<string> {
  /** The least. */
  readonly min?: number;
  /** The greatest. */
  readonly max?: number;
  /** The digits behind the point (Django's `decimal_places`). @default 2 */
  readonly places?: number;
  /** All digits (Django's `max_digits`). @default 15 */
  readonly digits?: number;
}

/** A number as forms take it: JavaScript would also take "", "0x10" and "Infinity". */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** The number of a text; the text itself when it is none, so that the schema says so. */
export function toNumber(text: string): number | string {
  return NUMBER.test(text) ? Number(text) : text;
}

/** A whole number. @example integer({ min: 1, max: 10 }) */
export function integer<const Options extends NumberOptions>(
  options?: Options,
): Field<ValueIn<number, Options>> {
  return numberField("number", limited(z.int(), options), options);
}

/** A number that JavaScript keeps in 64 bits; for money take `decimal()`. */
export function float<const Options extends NumberOptions>(
  options?: Options,
): Field<ValueIn<number, Options>> {
  return numberField("number", limited(z.number(), options), options);
}

/** A slider, which always has a value. */
export function range<const Options extends NumberOptions>(
  options?: Options,
): Field<ValueIn<number, Options>> {
  const schema = limited(z.number(), { min: 0, max: 100, step: 1, ...options });
  return numberField("range", schema, options);
}

/**
 * A decimal as a text, digit for digit: JavaScript has no numbers that could hold it, databases take the text.
 *
 * @example
 * decimal({ places: 2, min: 0 }); // "12.50"
 */
export function decimal<const Options extends DecimalOptions>(
  options?: Options,
): Field<ValueIn<string, Options>> {
  const { min, max, places = 2, digits = 15 }: DecimalOptions = options ?? {};
  const form = new RegExp(`^[+-]?\\d{1,${digits - places}}(?:\\.\\d{0,${places}})?$`);
  const schema = z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim())
    .pipe(z.string().regex(form).check(withinBounds({ min, max })));
  const constraints: Attributes = { min, max, step: places === 0 ? 1 : (10 ** -places).toFixed(places) };
  const control = new InputControl({ type: "number", constraints });
  return createField({
    schema: schemaFor(schema, options),
    options: { ...options, messages: { pattern: wrongDecimal(places, digits), ...options?.messages } },
    part: { kind: "control", control },
  });
}

function wrongDecimal(places: number, digits: number): string {
  return `Enter a number with at most ${digits} digits, ${places} of them behind the point.`;
}

/** A check of numbers in texts. */
function withinBounds({
  min = -Infinity,
  max = Infinity,
}: {
  min?: number | undefined;
  max?: number | undefined;
}) {
  return ({ value, issues }: z.core.ParsePayload<string>): void => {
    const number = Number(value);
    const base = { origin: "number", input: value, inclusive: true } as const;
    if (number < min) issues.push({ ...base, code: "too_small", minimum: min });
    if (number > max) issues.push({ ...base, code: "too_big", maximum: max });
  };
}

function numberField<Options extends NumberOptions>(
  type: string,
  schema: z.ZodNumber,
  options: Options | undefined,
): Field<ValueIn<number, Options>> {
  const control = new InputControl({ type, read: toNumber });
  return createField({
    schema: schemaFor(schema, options),
    options: options ?? {},
    part: { kind: "control", control },
  });
}

function limited(base: z.ZodNumber, { min, max, step }: NumberOptions = {}): z.ZodNumber {
  let schema = base;
  if (min !== undefined) schema = schema.min(min);
  if (max !== undefined) schema = schema.max(max);
  return step === undefined ? schema : schema.multipleOf(step);
}
