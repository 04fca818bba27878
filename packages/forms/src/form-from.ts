import type { z } from "zod";

import type { DefineFormOptions } from "./define-form.ts";
import type { Field, FieldOptions, Fields, GroupOf, ListOf } from "./field.ts";
import { FormDefinition } from "./form-definition.ts";
import { fieldOf, type FieldWishes } from "./schema-field.ts";

/** The field of a value of a schema. */
export type FieldOfValue<Value> =
  NonNullable<Value> extends readonly (infer Item)[]
    ? Item extends Readonly<Record<string, unknown>>
      ? ListOf<GroupOf<FieldsOfData<Item>>>
      : Field<Value>
    : NonNullable<Value> extends Readonly<Record<string, unknown>>
      ? GroupOf<FieldsOfData<NonNullable<Value>>>
      : Field<Value>;

/** The fields of the data of a schema. */
export type FieldsOfData<Data> = { readonly [Key in keyof Data & string]-?: FieldOfValue<Data[Key]> };

/** What the form of a schema is told. */
export interface FormFromOptions<Data> extends Omit<DefineFormOptions<Data>, "schema"> {
  /** More about some fields, or other fields in their place; what `meta()` of their schemas says is known. */
  readonly fields?: { readonly [Key in keyof Data]?: FieldWishes | Field };
}

/** What is needed of a schema of zod for objects. */
export interface ObjectSchema<Data> extends z.ZodType<Data> {
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
}

/**
 * The form of a schema of zod: its fields, widgets and constraints are those of the schema, labels and the like of
 * `meta({ label, help, placeholder, widget })`.
 *
 * @param schema - For an object; of a table with `pick()` and `omit()` what the form is about.
 * @throws MicroError `MICRO_FORM_FIELD` for a schema that no field is known for.
 * @example
 * const ContactForm = formFrom(z.object({ name: z.string().max(100), message: z.string().meta({ widget: "textarea" }) }));
 */
export function formFrom<Data extends object>(
  schema: ObjectSchema<Data>,
  { fields: wishes = {}, ...options }: FormFromOptions<Data> = {},
): FormDefinition<FieldsOfData<Data>> {
  const given: Readonly<Record<string, FieldOptions | Field | undefined>> = wishes;
  const fields: Fields = Object.fromEntries(
    Object.entries(schema.shape).map(([key, part]) => [key, fieldOf(part, { key, wishes: given[key] })]),
  );
  return new FormDefinition({ fields: fields as FieldsOfData<Data>, schema, options }); // one for each of its values
}

/**
 * A field of a schema of zod, beside fields of other kinds.
 *
 * @example
 * defineForm({ name: field(z.string().max(100), { label: "Name" }), message: textarea() });
 */
export function field<Value>(schema: z.ZodType<Value>, wishes: FieldWishes = {}): FieldOfValue<Value> {
  return fieldOf(schema, { key: "field()", wishes }) as FieldOfValue<Value>; // of its value
}
