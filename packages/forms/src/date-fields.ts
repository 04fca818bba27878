import { z } from "zod";

import { InputControl } from "./control.ts";
import { createField, type Field, type FieldOptions, schemaFor, type ValueIn } from "./field.ts";

/** What a field of a date or time may be told besides. */
export interface DateOptions extends FieldOptions<string> {
  /** The first one, written as the values are. */
  readonly min?: string;
  /** The last one. */
  readonly max?: string;
  /** The seconds, days, weeks or months between those that can be chosen. */
  readonly step?: number;
}

/**
 * A day, "2026-11-21": a text, since a day has no time zone and a `Date` has.
 *
 * @example
 * date({ min: "2026-01-01" });
 */
export function date<const Options extends DateOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return dateField("date", z.iso.date(), options);
}

/** A time of day, "18:30" or "18:30:15". */
export function time<const Options extends DateOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return dateField("time", z.iso.time(), options);
}

/** A day and a time, "2026-11-21T18:30", where the visitor is. */
export function dateTimeLocal<const Options extends DateOptions>(
  options?: Options,
): Field<ValueIn<string, Options>> {
  return dateField("datetime-local", z.iso.datetime({ local: true }), options);
}

/** A month, "2026-11". */
export function month<const Options extends DateOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return dateField("month", z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/), options);
}

/** A week, "2026-W47". */
export function week<const Options extends DateOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return dateField("week", z.string().regex(/^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/), options);
}

function dateField<Options extends DateOptions>(
  type: string,
  base: z.ZodType<string>,
  options: Options | undefined,
): Field<ValueIn<string, Options>> {
  const { min, max, step }: DateOptions = options ?? {};
  const schema = min === undefined && max === undefined ? base : base.check(between({ min, max }));
  const control = new InputControl({ type, constraints: { min, max, step } });
  return createField({
    schema: schemaFor(schema, options),
    options: options ?? {},
    part: { kind: "control", control },
  });
}

/** These texts are in the order of what they mean. */
function between({ min, max }: { min?: string | undefined; max?: string | undefined }) {
  return ({ value, issues }: z.core.ParsePayload<string>): void => {
    const base = { input: value, inclusive: true, origin: "date" } as const;
    if (min !== undefined && value < min) issues.push({ ...base, code: "too_small", minimum: min as never }); // the message alone reads it
    if (max !== undefined && value > max) issues.push({ ...base, code: "too_big", maximum: max as never }); // as above
  };
}
