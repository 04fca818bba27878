import type { Field, Fields, GroupOf, ListOf } from "./field.ts";

/** A name in a form whose own name is known, or only that it has one. */
type NameIn<Form extends string, Name extends string> = string extends Form
  ? Name | `${Form}-${Name}`
  : Form extends ""
    ? Name
    : `${Form}-${Name}`;

/** What a list sends besides its items: its counts and its buttons. */
type ListPart = "TOTAL_FORMS" | "INITIAL_FORMS" | "MIN_NUM_FORMS" | "MAX_NUM_FORMS" | "ADD" | "REMOVE";

/** What an item of a list sends besides its fields: the box that takes it out, and its place. */
type RowPart = "DELETE" | "ORDER";

type NamesOfField<Defined extends Field, Name extends string> =
  Defined extends ListOf<infer Item>
    ? NamesOfField<Item, `${Name}-${number}`> | `${Name}-${ListPart}` | `${Name}-${number}-${RowPart}`
    : Defined extends GroupOf<infer Inner>
      ? ElementName<Inner, Name>
      : Name;

/**
 * The names of all elements of a form, as they stand in its HTML: "name", "address-street", "lines-0-product".
 *
 * @typeParam F - Its fields.
 * @typeParam Form - What the names begin with: the `prefix` of the form.
 */
export type ElementName<F extends Fields, Form extends string = ""> = {
  [Key in keyof F & string]: NamesOfField<F[Key], NameIn<Form, Key>>;
}[keyof F & string];

type PartsOfField<Defined extends Field, Name extends string> =
  | Name
  | (Defined extends ListOf<infer Item>
      ? PartsOfField<Item, `${Name}-${number}`>
      : Defined extends GroupOf<infer Inner>
        ? { [Key in keyof Inner & string]: PartsOfField<Inner[Key], `${Name}-${Key}`> }[keyof Inner & string]
        : never);

/**
 * The names of all that may be wrong in a form: its elements, the forms and lists in it, the items of lists, and the form
 * as a whole, `__all__`.
 *
 * @typeParam F - Its fields.
 */
export type FaultName<F extends Fields> =
  "__all__" | { [Key in keyof F & string]: PartsOfField<F[Key], Key> }[keyof F & string];
