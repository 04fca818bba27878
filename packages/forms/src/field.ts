import type { Markup, MaybePromise, Request, Schema } from "@micro-web/core";
import type { z } from "zod";

import type { Attributes } from "./attributes.ts";
import type { Control } from "./control.ts";
import type { FormOptions } from "./form-options.ts";
import type { Messages } from "./messages.ts";

/** What a rule knows besides the value. */
export interface RuleContext {
  /** The other fields of the same form that are valid so far. */
  readonly data: Readonly<Record<string, unknown>>;
  /** `null` for a form that was bound in code, and for a schema that validates JSON. */
  readonly request: Request | null;
}

/**
 * Says what is wrong with a value that fits the schema: a message, or nothing. It may look into a database.
 *
 * @example
 * const isFree: Rule<string> = async (name) => (await users.has(name)) ? "This name is taken." : undefined;
 */
export type Rule<Value> = (
  value: Value,
  context: RuleContext,
) => MaybePromise<string | null | undefined | void>;

/** A rule as it is kept, whatever its value: it gets only what has passed the schema of its field. */
export type StoredRule = Rule<never>;

/** What every field may be told. */
export interface FieldOptions<Value = unknown> {
  /** What stands before it. @default its name, "First name" for `first_name` and `firstName` */
  readonly label?: string | Markup;
  /** A sentence for who fills it in (WTForms' `description`, Django's `help_text`). */
  readonly help?: string | Markup;
  /** What stands in it at first. */
  readonly initial?: Value | (() => Value);
  /** Whether it has to be filled in. @default true; false for checkboxes */
  readonly required?: boolean;
  /** More attributes of its element (WTForms' `render_kw`). */
  readonly attributes?: Attributes;
  /** Shown while it is empty. */
  readonly placeholder?: string;
  /** What the browser may fill in: "name", "street-address", "new-password". */
  readonly autocomplete?: string;
  /** What the schema cannot say; each is asked in turn once the value fits, the first message counts. */
  readonly rules?: readonly Rule<Value>[];
  /** Messages in one's own words, by code: `{ required: "Who are you?" }`. */
  readonly messages?: Messages;
  /** The template that writes its element, with `field` and `attributes`. @default built in */
  readonly template?: string;
  /** The template that writes it with label, help and errors, with `field`. @default that of the layout */
  readonly rowTemplate?: string;
  /** Shown but not sent; its value is the initial one, whatever comes (Django's `disabled`). @default false */
  readonly disabled?: boolean;
  /** Shown and sent, and refused when it was changed (WTForms' `ReadOnly`). @default false */
  readonly readOnly?: boolean;
}

/** How many items a list has. */
export interface ListLimits {
  /** As many have to be there, and are shown at first. @default 0 */
  readonly min?: number;
  /** More are refused. @default 100 */
  readonly max?: number;
  /** Empty ones shown below those that are there (Django's `extra`). @default 1 */
  readonly extra?: number;
  /** Whether each has a checkbox that takes it out (Django's `can_delete`). @default false */
  readonly canDelete?: boolean;
  /** Whether each has a number that says its place (Django's `can_order`). @default false */
  readonly canOrder?: boolean;
}

/** What a form is made of. */
export interface FormParts<F extends Fields = Fields> {
  readonly fields: F;
  /** What the values have to fit, without rules and `clean`. */
  readonly schema: Schema;
  readonly options: FormOptions;
}

/** What stands behind a field: one element, a form in the form, or a list. */
export type FieldPart =
  | { readonly kind: "control"; readonly control: Control }
  | { readonly kind: "group"; readonly form: FormParts }
  | { readonly kind: "list"; readonly item: Field; readonly limits: ListLimits };

/**
 * A field of a form that is being defined; made by `text()`, `integer()` and the like.
 *
 * @typeParam Value - What it gives once it is valid.
 */
export interface Field<Value = unknown> {
  /** What a value has to fit, in a form as in JSON. */
  readonly schema: z.ZodType<Value>;
  /** As it was told. */
  readonly options: FieldOptions;
  /** What has to hold besides. */
  readonly rules: readonly StoredRule[];
  /** How it looks and reads. */
  readonly part: FieldPart;
}

/** A field that is a form. */
export interface GroupOf<F extends Fields> extends Field<DataOf<F>> {
  /** Its fields. */
  readonly fields: F;
}

/** A field that is a list of fields or forms. */
export interface ListOf<Item extends Field> extends Field<ItemsOf<Item>> {
  /** What it is a list of. */
  readonly item: Item;
}

/** The items of a list. */
export type ItemsOf<Item> = Item extends Field<infer Value> ? Value[] : never;

/** The fields of a form by name. */
export type Fields = Readonly<Record<string, Field>>;

/** What a form of some fields gives. */
export type DataOf<F extends Fields> = {
  -readonly [Name in keyof F]: F[Name] extends Field<infer Value> ? Value : never;
};

/** What a field gives that need not be filled in. */
export type ValueIn<Value, Options> = Options extends { readonly required: infer Required }
  ? false extends Required
    ? Value | undefined
    : Value
  : Value;

/** The schema of a value that is left out where the options of its field say so. */
export function schemaFor<Value, Options extends object>(
  schema: z.ZodType<Value>,
  options: (Options & { readonly required?: boolean }) | undefined,
): z.ZodType<ValueIn<Value, Options>> {
  const whole: z.ZodType = options?.required === false ? schema.optional() : schema;
  return whole as z.ZodType<ValueIn<Value, Options>>; // as `required` says
}

/** What a field is made of. */
interface FieldParts<Value> {
  readonly schema: z.ZodType<Value>;
  readonly options: object;
  readonly part: FieldPart;
}

/** Makes a field. */
export function createField<Value>({ schema, options, part }: FieldParts<Value>): Field<Value> {
  const given: FieldOptions & { readonly rules?: readonly StoredRule[] } = options;
  return { schema, options: given, rules: given.rules ?? [], part };
}
