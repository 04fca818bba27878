import type { Schema } from "@micro-web/core";
import { z } from "zod";

import type { DataOf, Fields } from "./field.ts";
import { FormDefinition } from "./form-definition.ts";
import type { Clean, FormOptions } from "./form-options.ts";

/** What a form is told, its data known. */
export interface DefineFormOptions<Data> extends Omit<FormOptions, "clean"> {
  /** Looks at all values together, once each is valid (Django's `clean`). */
  readonly clean?: Clean<Data>;
  /**
   * What the values have to fit, of zod or any library with Standard Schema; the fields then say how they look and read.
   *
   * @default the schemas of the fields
   */
  readonly schema?: Schema<Data>;
}

/**
 * Defines a form: once, beside the routes that use it.
 *
 * @param fields - By the names of their values.
 * @throws MicroError `MICRO_FORM_FIELD`, `MICRO_FORM_ATTRIBUTE`
 * @example
 * const ContactForm = defineForm({ name: text({ label: "Name", max: 100 }), message: textarea() });
 */
export function defineForm<F extends Fields>(
  fields: F,
  { schema, ...options }: DefineFormOptions<DataOf<F>> = {},
): FormDefinition<F> {
  const shape = Object.entries(fields).map(([key, field]) => [key, field.schema] as const);
  return new FormDefinition({ fields, schema: schema ?? z.object(Object.fromEntries(shape)), options });
}
