import type { z } from "zod";

import type { DefineFormOptions } from "./define-form.ts";
import type { Field, FieldOptions, Fields, GroupOf, ListOf } from "./field.ts";
import { FormDefinition } from "./form-definition.ts";
import { fieldOf, type FieldWishes } from "./schema-field.ts";

type Group = Readonly<Record<string, unknown>>;

/** The field of a list: of forms, of any texts and the like, or with the choices of an enum. */
type FieldOfList<Value, Item> = [Item] extends [Group]
  ? ListOf<GroupOf<FieldsOfData<Item>>>
  : [Item] extends [boolean | bigint | Date]
    ? ListOf<Field<Item>>
    : string extends Item
      ? ListOf<Field<Item>>
      : number extends Item
        ? ListOf<Field<Item>>
        : Field<Value>;

/** The field of a value of a schema. */
export type FieldOfValue<Value> =
  NonNullable<Value> extends readonly (infer Item)[]
    ? FieldOfList<Value, Item>
    : NonNullable<Value> extends Group
      ? GroupOf<FieldsOfData<NonNullable<Value>>>
      : Field<Value>;

/** More about the fields of a form, or other fields in their place. */
export type WishesFor<Data> = { readonly [Key in keyof Data]?: FieldWishes | Field };

/** The field that a form was told to have, which gives what the schema says; else that of the value. */
type WishedField<Value, Wish> = [Wish] extends [ListOf<Field> | GroupOf<Fields>]
  ? Wish
  : [Wish] extends [Field]
    ? Field<Value>
    : FieldOfValue<Value>;

/**
 * The fields of the data of a schema.
 *
 * @typeParam Wishes - The fields that stand in the place of others.
 */
export type FieldsOfData<Data, Wishes = object> = {
  readonly [Key in keyof Data & string]-?: WishedField<
    Data[Key],
    Key extends keyof Wishes ? Wishes[Key] : null
  >;
};

/** What the form of a schema is told. */
export interface FormFromOptions<Data, Wishes = WishesFor<Data>> extends Omit<
  DefineFormOptions<Data>,
  "schema"
> {
  /** More about some fields, or other fields in their place; what `meta()` of their schemas says is known. */
  readonly fields?: Wishes & { readonly [Key in Exclude<keyof Wishes, keyof Data>]: never };
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
export function formFrom<Data extends object, const Wishes extends WishesFor<Data> = object>(
  schema: ObjectSchema<Data>,
  { fields: wishes, ...options }: FormFromOptions<Data, Wishes> = {},
): FormDefinition<FieldsOfData<Data, Wishes>> {
  const given: Readonly<Record<string, FieldOptions | Field | undefined>> = { ...wishes };
  const fields: Fields = Object.fromEntries(
    Object.entries(schema.shape).map(([key, part]) => [key, fieldOf(part, { key, wishes: given[key] })]),
  );
  return new FormDefinition({ fields: fields as FieldsOfData<Data, Wishes>, schema, options }); // one for each of its values
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
