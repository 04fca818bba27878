import { escape, escapeHtml, Markup } from "@micro-web/core";

import { addAliases } from "./aliases.ts";
import { type Attributes, normalizeAttributes, writeAttributes } from "./attributes.ts";
import type { Element } from "./control.ts";
import { choicesOf, initialOf } from "./decoding.ts";
import { ErrorList } from "./error-list.ts";
import type { ElementField } from "./field-set.ts";
import { type FormState, type HtmlText, renderTemplate } from "./form-state.ts";
import type { LayoutMember } from "./layout.ts";
import { toCallable } from "./printable.ts";

/** Out of the reach of templates. */
const PLACE: unique symbol = Symbol("place");

/** Of labels. */
const VIEW: unique symbol = Symbol("view");

/** Where a field stands. */
interface FieldPlace {
  readonly field: ElementField;
  readonly form: FormState;
  readonly name: string;
}

/** What has a place; the interface of views does not say so. */
interface Placed {
  [PLACE]?: FieldPlace;
}

/** Where a field stands; what made its view has said so. */
function placeOf(view: object): FieldPlace {
  return (view as Required<Placed>)[PLACE];
}

/** A label: `{{ field.label }}`, `{{ field.label(class_="x") }}`, `{{ field.label.text }}`. */
export interface Label {
  (attributes?: Attributes): Markup;
  /** What stands in it. */
  readonly text: HtmlText;
  /** The HTML; templates ask for it. */
  toHtml(): string;
}

/** A choice of a field, for templates that write them one by one. */
export interface ChoiceView {
  /** As it is sent. */
  readonly value: string;
  readonly label: string;
  /** Its heading; "" for none. */
  readonly group: string;
  readonly selected: boolean;
}

const NO_ERRORS = new ErrorList();
const SECRET: ReadonlySet<string> = new Set(["password", "file"]);

/**
 * A field of a form with what stands in it: what templates see of it.
 *
 * It has no `#private` members: a function with the same prototype shows the same, see {@link toBoundField}.
 */
export class FieldView implements LayoutMember {
  /** @param place - Where it stands. */
  constructor(place: FieldPlace) {
    (this as Placed)[PLACE] = place;
  }

  /** The name in the HTML. */
  get name(): string {
    return placeOf(this).name;
  }

  /** The id of its element. */
  get id(): string {
    const { form, name } = placeOf(this);
    return `${form.set.options.idPrefix ?? "id_"}${name}`;
  }

  /** The id that a label is for; "" for several elements. */
  get idForLabel(): string {
    return this.isFieldset ? "" : this.id;
  }

  /** What it is: "text", "select", "checkbox". */
  get type(): string {
    return placeOf(this).field.control.type;
  }

  /** Whether it has to be filled in. */
  get isRequired(): boolean {
    return placeOf(this).field.isRequired;
  }

  /** Whether it has no label and no room. */
  get isHidden(): boolean {
    return placeOf(this).field.control.isHidden;
  }

  /** Whether it is several elements that belong together. */
  get isFieldset(): boolean {
    return placeOf(this).field.control.isGroup;
  }

  /** The template that writes it with label, help and errors; `undefined` for the layout. */
  get rowTemplate(): string | undefined {
    const { form, field } = placeOf(this);
    return field.options.rowTemplate ?? form.set.options.rowTemplate ?? form.root.settings.rowTemplate;
  }

  /** Its label, without what stands behind it (WTForms' `label`). */
  get label(): Label {
    return toCallable((attributes?: Attributes) => new Markup(writeOwnLabel(this, attributes)), label, {
      [VIEW]: this,
    });
  }

  /** The label with what stands behind it (Django's `label_tag`). */
  get labelTag(): Markup {
    return new Markup(this.labelHtml());
  }

  /** What is wrong with it. */
  get errors(): ErrorList {
    const { form, name } = placeOf(this);
    const errors = form.root.errors.get(name);
    return errors === undefined
      ? NO_ERRORS
      : new ErrorList(errors, ` class="errorlist" id="${escapeHtml(this.id)}_error"`);
  }

  /** What it is about (Django's `help_text`). */
  get description(): HtmlText {
    return placeOf(this).field.help;
  }

  /** What stands in it: the text that was sent, else the first one. Passwords and files never do. */
  get value(): string | readonly string[] {
    if (SECRET.has(this.type)) return "";
    const texts = textsOf(placeOf(this));
    return this.isFieldset || texts.length > 1 ? texts : (texts[0] ?? "");
  }

  /** What it held before. */
  get initial(): unknown {
    const { form, field } = placeOf(this);
    return initialOf(field, form.values);
  }

  /** What can be chosen. */
  get choices(): readonly ChoiceView[] {
    const { form, field } = placeOf(this);
    const texts = textsOf(placeOf(this));
    const { items } = choicesOf(field, form.root.choices);
    return items.map(({ text, label, group }) => ({
      value: text,
      label,
      group,
      selected: texts.includes(text),
    }));
  }

  /** Its element. @param attributes - Before those of the field. */
  render(attributes?: Attributes): Markup {
    return new Markup(writeElement(this, attributes));
  }

  /** Its element. */
  toHtml(): string {
    return writeElement(this);
  }

  /** Its element, for `String(field)`. */
  toString(): string {
    return writeElement(this);
  }

  /** Its label with what stands behind it. */
  labelHtml(): string {
    const { form, field } = placeOf(this);
    return writeLabel(
      "label",
      field.label,
      { for: this.idForLabel || undefined },
      suffixOf(form, field.label),
    );
  }

  /** Its label as that of a fieldset. */
  legendHtml(): string {
    const { form, field } = placeOf(this);
    return writeLabel("legend", field.label, {}, suffixOf(form, field.label));
  }

  /** Its element in a layout. */
  elementHtml(): string {
    return writeElement(this);
  }

  /** It as an item of a list. */
  rowHtml(): string {
    return this.errorsHtml() + writeElement(this, { "aria-label": placeOf(this).field.label.toString() });
  }

  /** What is wrong with it, as HTML; "" for nothing. */
  errorsHtml(): string {
    return this.errors.toHtml();
  }

  /** What it is about, as HTML; "" for nothing. */
  helpHtml(): string {
    return escape(placeOf(this).field.help).toString();
  }
}

/**
 * A field of a form: `{{ form.name }}`, `{{ form.name(class_="big") }}`, `{{ form.name.label }}`.
 *
 * @example
 * form.fields.name({ class: "big" }).toString(); // '<input type="text" name="name" ...>'
 */
export interface BoundField extends FieldView {
  (attributes?: Attributes): Markup;
}

/** The field that templates may call. */
export function toBoundField(view: FieldView): BoundField {
  const call = (attributes?: Attributes): Markup => view.render(attributes);
  // A function's own name would hide that of the field; to delete it makes functions slow.
  Object.defineProperty(call, "name", { value: view.name });
  return toCallable(call, FieldView.prototype, { [PLACE]: placeOf(view) });
}

/** What has a label. */
interface Labelled {
  readonly [VIEW]: FieldView;
}

/** What labels show, see {@link Label}. */
const label = {
  get text(): HtmlText {
    return placeOf(labelledBy(this)).field.label;
  },
  toHtml(): string {
    return writeOwnLabel(labelledBy(this));
  },
  toString(): string {
    return writeOwnLabel(labelledBy(this));
  },
};

function labelledBy(shown: object): FieldView {
  return (shown as Labelled)[VIEW]; // it is a label that some view made
}

function writeOwnLabel(view: FieldView, attributes?: Attributes): string {
  const own = { for: view.idForLabel || undefined };
  const all = attributes === undefined ? own : { ...own, ...normalizeAttributes(attributes) };
  return writeLabel("label", placeOf(view).field.label, all);
}

/** Behind a label that says something already, nothing stands (Django's rule). */
function suffixOf({ set }: FormState, label: HtmlText): string {
  const { labelSuffix = ":" } = set.options;
  return /[:?.!]$/.test(label.toString()) ? "" : labelSuffix;
}

/** A label or legend. */
// oxlint-disable-next-line eslint/max-params -- tag, text and what is around it
function writeLabel(tag: string, label: HtmlText, attributes: Attributes, suffix: string = ""): string {
  if (label.toString() === "") return "";
  return `<${tag}${writeAttributes(attributes)}>${escape(label).toString()}${escapeHtml(suffix)}</${tag}>`;
}

/** What stands in a field. */
function textsOf({ field, form, name }: FieldPlace): readonly string[] {
  const { input } = form.root;
  if (input !== null && field.options.disabled !== true) return field.control.typed(input, name);
  return field.control.encode(initialOf(field, form.values));
}

function writeElement(view: FieldView, attributes?: Attributes): string {
  const { field, form } = placeOf(view);
  const { control, options } = field;
  const template = options.template ?? form.root.settings.widgets?.[control.type];
  if (template !== undefined)
    return renderTemplate(form.root, template, { field: toBoundField(view), attributes: attributes ?? {} });
  return control.write(elementOf(view, attributes));
}

function elementOf(view: FieldView, attributes: Attributes | undefined): Element {
  const { field, form, name } = placeOf(view);
  const id = view.id;
  const isExtra = form.row?.isExtra === true && field.constraints["required"] === true;
  const constraints = isExtra ? { ...field.constraints, required: undefined } : field.constraints;
  return {
    name,
    id,
    texts: textsOf(placeOf(view)),
    choices: choicesOf(field, form.root.choices),
    constraints,
    written: isExtra ? writeAttributes(constraints) : field.written,
    aria: ariaOf(placeOf(view), id),
    extra: attributes === undefined ? null : normalizeAttributes(attributes),
  };
}

/** What tells those who do not see the page that something is wrong, and where it is said. */
function ariaOf({ field, form, name }: FieldPlace, id: string): Attributes | null {
  const isWrong = form.root.errors.has(name);
  const help = field.help === "" ? "" : `${id}_helptext`;
  if (!isWrong) return help === "" ? null : { "aria-describedby": help };
  const described = help === "" ? `${id}_error` : `${help} ${id}_error`;
  return { "aria-invalid": "true", "aria-describedby": described };
}

addAliases(FieldView.prototype, {
  name: "html_name",
  id: "auto_id",
  idForLabel: "id_for_label",
  isRequired: "required",
  isHidden: "is_hidden",
  labelTag: "label_tag",
  description: "help_text",
  value: "data",
  render: "as_widget",
});
