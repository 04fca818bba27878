import { escape, escapeHtml, Markup } from "@micro-web/core";

import { addAliases } from "./aliases.ts";
import { writeAttributes } from "./attributes.ts";
import { csrfInputOf } from "./csrf-input.ts";
import { nameOf, toValues } from "./decoding.ts";
import { ErrorList } from "./error-list.ts";
import type { Fields, GroupOf, ListOf } from "./field.ts";
import type { CompiledField, FieldSet, GroupField, ListField } from "./field-set.ts";
import { type BoundField, FieldView, toBoundField } from "./field-view.ts";
import type { Layout } from "./form-options.ts";
import { FormRows, type RowView } from "./form-rows.ts";
import { type FormState, renderTemplate, type RowState, wholeOf } from "./form-state.ts";
import { type LayoutMember, writeLayout } from "./layout.ts";
import { type Printable, toPrintable } from "./printable.ts";

/** What a form has for a field: the field, a form, or the items of a list. */
export type BoundOf<Defined> =
  Defined extends ListOf<infer Item>
    ? FormRows<BoundOf<Item>>
    : Defined extends GroupOf<infer Inner>
      ? BoundForm<Inner>
      : BoundField;

/** The fields of a form by name. */
export type BoundFields<F extends Fields> = { readonly [Name in keyof F]: BoundOf<F[Name]> };

/** A form in a form, with its fields as members. */
export type BoundForm<F extends Fields> = FormView<F> & Omit<BoundFields<F>, keyof FormView>;

/** What a form has under the name of a field. */
type Member = BoundField | FormView | FormRows;

/**
 * The fields of a form with what stands in them, and how they are written: a whole form, or a form in a form.
 *
 * Each field is there under its own name, `form.email`, and, whatever the name, as `form.fields.email`.
 *
 * @typeParam F - Its fields.
 */
export class FormView<F extends Fields = Fields> implements RowView {
  readonly #state: FormState;
  readonly #members = new Map<string, Member>();
  #fields: BoundFields<F> | undefined;

  /** @param state - What stands in it. */
  constructor(state: FormState) {
    this.#state = state;
  }

  /** Its fields by name. */
  get fields(): BoundFields<F> {
    if (this.#fields !== undefined) return this.#fields;
    const fields: object = Object.create(null);
    for (const { key } of this.#state.set.fields) {
      Object.defineProperty(fields, key, { enumerable: true, get: () => this.#member(key) });
    }
    this.#fields = fields as BoundFields<F>; // one for each
    return this.#fields;
  }

  /** What the names of its fields begin with; "" for nothing. */
  get prefix(): string {
    return this.#state.name;
  }

  /** What is wrong with it as a whole. */
  get nonFieldErrors(): ErrorList {
    return new ErrorList(
      this.#state.root.errors.get(wholeOf(this.#state.name)),
      ' class="errorlist nonfield"',
    );
  }

  /** Its fields one after the other. */
  [Symbol.iterator](): Iterator<Member> {
    return this.#list()[Symbol.iterator]();
  }

  /** The fields that are shown. */
  get visibleFields(): readonly Member[] {
    return this.#list().filter((member) => !isHidden(member));
  }

  /** The fields that are not. */
  get hiddenFields(): readonly Member[] {
    return this.#list().filter(isHidden);
  }

  /** Whether it sends files, so that the form needs `enctype="multipart/form-data"`. */
  get isMultipart(): boolean {
    return this.#state.set.isMultipart;
  }

  /** Its fields in paragraphs. */
  asP(): Markup {
    return new Markup(this.write("p"));
  }

  /** Its fields in `<div>`s. */
  asDiv(): Markup {
    return new Markup(this.write("div"));
  }

  /** Its fields as items of a list; without the `<ul>`. */
  asUl(): Markup {
    return new Markup(this.write("ul"));
  }

  /** Its fields as rows of a table; without the `<table>`. */
  asTable(): Markup {
    return new Markup(this.write("table"));
  }

  /** The token against forged requests and all hidden fields (Flask-WTF's `hidden_tag`). */
  hiddenTag(): Markup {
    const hidden = this.#state.set.fields
      .map((field) => this.#layoutMember(field))
      .filter((member) => member.isHidden)
      .map((member) => member.elementHtml("div"));
    return new Markup(csrfInputOf(this.#state.root.request) + hidden.join(""));
  }

  /** The token against forged requests as a hidden field; nothing in an app without that protection. */
  get csrfToken(): Printable {
    return toPrintable(() => csrfInputOf(this.#state.root.request));
  }

  /** The checkbox that takes an item out of its list; `undefined` where there is none. */
  get DELETE(): Printable | undefined {
    const { row } = this.#state;
    return row?.canDelete === true ? toPrintable(() => writeDelete(row)) : undefined;
  }

  /** The number that says the place of an item in its list; `undefined` where there is none. */
  get ORDER(): Printable | undefined {
    const { row, root } = this.#state;
    if (row?.canOrder !== true) return undefined;
    return toPrintable(() => writeOrder(row, root.input?.texts(`${row.list}-${row.index}-ORDER`)[0]));
  }

  /** The whole form as the app has it: its template, or its layout. */
  toHtml(): string {
    const { options } = this.#state.set;
    const template = options.template ?? this.#state.root.settings.template;
    if (template !== undefined) return renderTemplate(this.#state.root, template, { form: this });
    return this.write(options.layout ?? "div");
  }

  /** The whole form, for `String(form)`. */
  toString(): string {
    return this.toHtml();
  }

  /** Its fields in a layout. */
  write(layout: Layout): string {
    const members = this.#state.set.fields.map((field) => this.#layoutMember(field));
    const errors = this.nonFieldErrors.toHtml();
    return writeLayout({ errors, members, writeRow: (member) => this.#writeRow(member) }, layout);
  }

  /** It as an item of a list. */
  rowHtml(layout: Layout): string {
    const [order = "", remove = ""] = [this.ORDER?.toHtml(), this.DELETE?.toHtml()];
    return (
      (layout === "table" ? `<table>${this.write(layout)}</table>` : this.write(layout)) + order + remove
    );
  }

  #list(): readonly Member[] {
    return this.#state.set.fields
      .map(({ key }) => this.#member(key))
      .filter((member) => member !== undefined);
  }

  #writeRow(member: LayoutMember): string | undefined {
    if (!(member instanceof FieldView) || member.rowTemplate === undefined) return undefined;
    return renderTemplate(this.#state.root, member.rowTemplate, { field: toBoundField(member) });
  }

  #member(key: string): Member | undefined {
    const known = this.#members.get(key);
    const field = this.#state.set.field(key);
    if (known !== undefined || field === undefined) return known;
    const member = createMember(this.#state, field);
    this.#members.set(key, member);
    return member;
  }

  #layoutMember(field: CompiledField): LayoutMember {
    if (field.kind === "control") {
      return new FieldView({ field, form: this.#state, name: nameOf(this.#state.name, field.key) });
    }
    if (field.kind === "list") return createRows(this.#state, field);
    return new GroupMember(this.#state, field);
  }

  /** For the classes of forms: a field by its name. */
  static memberOf(form: FormView, key: string): unknown {
    return form.#member(key);
  }
}

addAliases(FormView.prototype, {
  nonFieldErrors: "non_field_errors",
  visibleFields: "visible_fields",
  hiddenFields: "hidden_fields",
  isMultipart: "is_multipart",
  csrfToken: "csrf_token",
});

/** What templates print with and without a call, as Django's templates do. */
const PRINTABLES = {
  as_p: "asP",
  as_div: "asDiv",
  as_ul: "asUl",
  as_table: "asTable",
  hidden_tag: "hiddenTag",
} as const;
for (const [alias, method] of Object.entries(PRINTABLES)) {
  Object.defineProperty(FormView.prototype, alias, {
    get(this: FormView) {
      return toPrintable(() => this[method]().toString());
    },
  });
}

/** The classes of forms by their fields: each form has its fields as members. */
export class FormClasses<View extends FormView, Values extends readonly unknown[]> {
  readonly #base: new (...values: Values) => View;
  readonly #targets = new WeakMap<FieldSet, Function>();

  /** @param base - The class that all of them extend. */
  constructor(base: new (...values: Values) => View) {
    this.#base = base;
  }

  /** Makes a form of some fields. */
  create(set: FieldSet, ...values: Values): View {
    let target = this.#targets.get(set);
    if (target === undefined) {
      target = createClass(this.#base.prototype, set);
      this.#targets.set(set, target);
    }
    return Reflect.construct(this.#base, values, target) as View; // it runs the constructor of the base
  }
}

/** A class whose members are those of a form and, under names that are free, its fields. */
function createClass(base: FormView, set: FieldSet): Function {
  const members = Object.create(base) as object;
  for (const { key } of set.fields) {
    if (key in base) continue;
    Object.defineProperty(members, key, {
      enumerable: true,
      get(this: FormView) {
        return FormView.memberOf(this, key);
      },
    });
  }
  const target = function form(): void {};
  target.prototype = members;
  return target;
}

const classes = new FormClasses<FormView, [FormState]>(FormView);

function createMember(state: FormState, field: CompiledField): Member {
  if (field.kind === "group") return classes.create(field.set, groupState(state, field));
  if (field.kind === "list") return createRows(state, field);
  return toBoundField(new FieldView({ field, form: state, name: nameOf(state.name, field.key) }));
}

function groupState({ root, name, values }: FormState, { key, set, options }: GroupField): FormState {
  return { root, set, name: nameOf(name, key), values: toValues(values[key] ?? options.initial), row: null };
}

function createRows(
  form: FormState,
  field: ListField,
  name: string = nameOf(form.name, field.key),
): FormRows {
  const { root, set } = form;
  const { item } = field;
  return new FormRows({ form, field, name }, (row, value) => {
    const own = nameOf(name, row.index);
    if (item.kind === "group") {
      return classes.create(item.set, { root, set: item.set, name: own, values: toValues(value), row });
    }
    const around = { root, set, name: own, values: { item: value }, row };
    if (item.kind === "list") return createRows(around, item, own);
    return toBoundField(new FieldView({ field: item, form: around, name: own }));
  });
}

/** A form in a form, as a layout places it. */
class GroupMember implements LayoutMember {
  readonly isHidden = false;
  readonly isFieldset = true;
  readonly #form: FormView;
  readonly #field: GroupField;
  readonly id: string;

  constructor(state: FormState, field: GroupField) {
    this.#form = classes.create(field.set, groupState(state, field));
    this.#field = field;
    this.id = `${state.set.options.idPrefix ?? "id_"}${nameOf(state.name, field.key)}`;
  }

  labelHtml(): string {
    return escape(this.#field.label).toString();
  }

  legendHtml(): string {
    return `<legend>${this.labelHtml()}</legend>`;
  }

  elementHtml(layout: Layout): string {
    const html = this.#form.write(layout);
    return layout === "table" ? `<table>${html}</table>` : layout === "ul" ? `<ul>${html}</ul>` : html;
  }

  errorsHtml(): string {
    return "";
  }

  helpHtml(): string {
    return escape(this.#field.help).toString();
  }
}

function isHidden(member: Member): boolean {
  return "isHidden" in member && member.isHidden;
}

function writeDelete({ list, index, isDeleted }: RowState): string {
  const name = `${list}-${index}-DELETE`;
  const attributes = writeAttributes({ type: "checkbox", name, id: `id_${name}`, checked: isDeleted });
  return `<label for="id_${escapeHtml(name)}"><input${attributes}> Delete</label>`;
}

function writeOrder({ list, index }: RowState, value: string | undefined): string {
  const name = `${list}-${index}-ORDER`;
  const attributes = writeAttributes({ type: "number", name, value: value ?? index + 1, id: `id_${name}` });
  return `<label for="id_${escapeHtml(name)}">Order <input${attributes}></label>`;
}
