import { escape, escapeHtml, Markup } from "@micro-web/core";

import { addAliases } from "./aliases.ts";
import { writeAttributes } from "./attributes.ts";
import { ErrorList } from "./error-list.ts";
import type { ListField } from "./field-set.ts";
import type { Layout } from "./form-options.ts";
import type { FormState, HtmlText, RowState } from "./form-state.ts";
import type { LayoutMember } from "./layout.ts";
import { type Printable, toPrintable } from "./printable.ts";

/** An item of a list as templates see it: a form, or a field. */
export interface RowView {
  /** Its elements. */
  rowHtml(layout: Layout): string;
}

/** Makes the view of an item. @param value - What it held before. */
export type CreateRow<Row> = (row: RowState, value: unknown) => Row & RowView;

/** Where a list stands. */
interface ListPlace {
  readonly form: FormState;
  readonly field: ListField;
  /** In the HTML. */
  readonly name: string;
}

/**
 * The items of a list of a form (Django's formset, WTForms' `FieldList`): go through them, or print them all.
 *
 * @typeParam Row - A form, or a field.
 * @example
 * {{ form.lines.management_form }}{% for line in form.lines %}{{ line.product }}{{ line.quantity }}{% endfor %}
 */
export class FormRows<Row = RowView> implements LayoutMember, RowView {
  readonly #form: FormState;
  readonly #field: ListField;
  readonly #createRow: CreateRow<Row>;
  #rows: readonly (Row & RowView)[] | undefined;

  /** What the names of all that belongs to it begin with. */
  readonly name: string;

  /** @param place - Where it stands. @param createRow - Makes the view of an item. */
  constructor({ form, field, name }: ListPlace, createRow: CreateRow<Row>) {
    this.#form = form;
    this.#field = field;
    this.name = name;
    this.#createRow = createRow;
  }

  /** The id of the list. */
  get id(): string {
    return `${this.#form.set.options.idPrefix ?? "id_"}${this.name}`;
  }

  /** What stands before it. */
  get label(): HtmlText {
    return this.#field.label;
  }

  /** What it is about. */
  get description(): HtmlText {
    return this.#field.help;
  }

  /** It has a legend. */
  get isFieldset(): boolean {
    return true;
  }

  /** It is shown. */
  get isHidden(): boolean {
    return false;
  }

  /** What is wrong with the list as such: too many, too few. */
  get errors(): ErrorList {
    const errors = this.#form.root.errors.get(this.name) ?? [];
    return new ErrorList(errors, ` class="errorlist" id="${escapeHtml(this.id)}_error"`);
  }

  /** The number of items that are shown. */
  get length(): number {
    return this.#views().length;
  }

  /** Its items. */
  [Symbol.iterator](): Iterator<Row> {
    return this.#views()[Symbol.iterator]();
  }

  /** An item by its place among those that are shown. */
  at(index: number): Row | undefined {
    return this.#views().at(index);
  }

  /** The hidden fields by which the list counts its items (Django's management form). */
  get managementForm(): Printable {
    return toPrintable(() => this.#writeManagement());
  }

  /** The button that asks for one more, with and without JavaScript. */
  get addButton(): Printable {
    return toPrintable(() => this.#writeButton("ADD", "1", "Add another"));
  }

  /** The whole list. */
  toHtml(): string {
    return this.elementHtml("div");
  }

  /** The whole list, for `String(list)`. */
  toString(): string {
    return this.toHtml();
  }

  /** A label, where there is no legend. */
  labelHtml(): string {
    return escape(this.#field.label).toString();
  }

  /** The legend of its fieldset. */
  legendHtml(): string {
    return `<legend>${this.labelHtml()}</legend>`;
  }

  /** The whole list in a layout. */
  elementHtml(layout: Layout): string {
    const { max } = this.#field.limits;
    const rows = this.#views().map((row, index) => this.#writeRow(row, index, layout));
    const add = this.length < max ? this.addButton.toHtml() : "";
    return `${this.#writeManagement()}<div class="formset" id="${escapeHtml(this.id)}">${rows.join("")}</div>${add}`;
  }

  /** The whole list as an item of a list. */
  rowHtml(layout: Layout): string {
    return this.elementHtml(layout);
  }

  /** What is wrong with it, as HTML. */
  errorsHtml(): string {
    return this.errors.toHtml();
  }

  /** What it is about, as HTML. */
  helpHtml(): string {
    return escape(this.#field.help).toString();
  }

  /** The button that takes an item out. @param index - In its names */
  removeButton(index: number): Markup {
    return new Markup(this.#writeButton("REMOVE", String(index), "Remove"));
  }

  #views(): readonly (Row & RowView)[] {
    this.#rows ??= this.#states().map(([row, value]) => this.#createRow(row, value));
    return this.#rows;
  }

  #before(): readonly unknown[] {
    const { key, options } = this.#field;
    const value = this.#form.values[key] ?? options.initial;
    return Array.isArray(value) ? value : [];
  }

  #states(): (readonly [RowState, unknown])[] {
    const { min, max, extra, canDelete, canOrder } = this.#field.limits;
    const before = this.#before();
    const list = this.name;
    const base = { list, canDelete, canOrder };
    const sent = this.#form.root.input === null ? undefined : this.#form.root.rows.get(list);
    if (sent !== undefined) {
      return sent.map(({ index, isDeleted, isBlank }) => [
        { ...base, index, isDeleted, isExtra: isBlank },
        before[index],
      ]);
    }
    const shown = Math.max(min, Math.min(max, before.length + extra), before.length);
    return Array.from({ length: shown }, (_, index) => {
      const isExtra = index >= before.length && index >= min;
      return [{ ...base, index, isDeleted: false, isExtra }, before[index]];
    });
  }

  #writeManagement(): string {
    const { min, max } = this.#field.limits;
    const { input } = this.#form.root;
    const last = this.#states().at(-1)?.[0].index ?? -1;
    const initial = input?.texts(`${this.name}-INITIAL_FORMS`)[0] ?? String(this.#before().length);
    const counts = { TOTAL_FORMS: last + 1, INITIAL_FORMS: initial, MIN_NUM_FORMS: min, MAX_NUM_FORMS: max };
    return Object.entries(counts)
      .map(([key, value]) => {
        const name = `${this.name}-${key}`;
        const id = `${this.#form.set.options.idPrefix ?? "id_"}${name}`;
        return `<input${writeAttributes({ type: "hidden", name, value, id })}>`;
      })
      .join("");
  }

  #writeRow(row: RowView, place: number, layout: Layout): string {
    const index = this.#states()[place]?.[0].index ?? place;
    return `<div class="formset-row">${row.rowHtml(layout)}${this.removeButton(index).toString()}</div>`;
  }

  #writeButton(key: string, value: string, text: string): string {
    const attributes = writeAttributes({
      type: "submit",
      name: `${this.name}-${key}`,
      value,
      formnovalidate: true,
    });
    return `<button${attributes}>${escapeHtml(text)}</button>`;
  }
}

addAliases(FormRows.prototype, {
  managementForm: "management_form",
  addButton: "add_button",
  removeButton: "remove_button",
  description: "help_text",
});
