import { escapeHtml, isPromise, type MaybePromise, type Request } from "@micro-web/core";

import { writeAttributes } from "./attributes.ts";
import { type Choice, Choices, type ChoiceSource } from "./choices.ts";
import { Control, type ControlContext, type Element, NO_ERRORS } from "./control.ts";
import type { FormError } from "./error-list.ts";
import type { FormInput } from "./form-input.ts";
import { textOf } from "./value-text.ts";

/** What can be chosen, and how. */
export interface ChoiceOptions {
  readonly source: ChoiceSource;
  /** Whether several can be. @default false */
  readonly multiple?: boolean;
  /** The text of a first choice that is none; `null` for no such. @default null */
  readonly empty?: string | null;
  /** Whether nothing but the choices is taken (WTForms' `validate_choice`). @default true */
  readonly validates?: boolean;
}

/** Of several choices. */
export abstract class ChoiceControl extends Control {
  /** The choices, unless they are looked up for each form. */
  readonly choices: Choices | undefined;
  override readonly hasCheck: boolean;
  protected readonly options: ChoiceOptions;

  /** @param options - What can be chosen. */
  constructor(options: ChoiceOptions) {
    super();
    this.options = options;
    const { source, validates = true } = options;
    this.choices = typeof source === "function" ? undefined : new Choices(source);
    this.hasCheck = validates && this.choices === undefined; // others stand in the schema
  }

  /** Looks the choices up for a form. @param request - `null` without one. */
  loadChoices(request: Request | null): MaybePromise<Choices> {
    const { source } = this.options;
    const items = typeof source === "function" ? source(request) : source;
    return isPromise(items) ? items.then((later) => new Choices(later)) : new Choices(items);
  }

  decode(input: FormInput, name: string, choices: Choices): unknown {
    const texts = input.texts(name);
    if (this.options.multiple === true) return texts.filter(isFilled).map((text) => choices.valueOf(text));
    const text = texts.find(isFilled);
    return text === undefined ? undefined : choices.valueOf(text);
  }

  encode(value: unknown): readonly string[] {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value.map(String) : [textOf(value)];
  }

  override check(value: unknown, { choices }: ControlContext): readonly FormError[] {
    const values = Array.isArray(value) ? value : [value];
    const wrong = values.find((one) => one !== undefined && one !== null && !choices.has(one));
    if (wrong === undefined) return NO_ERRORS;
    return [
      { code: "choice", message: `Choose one of the options: ${shorten(String(wrong))} is none of them.` },
    ];
  }
}

function isFilled(text: string): boolean {
  return text !== "";
}

/** What a visitor sent may be long. */
function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** One `<select>`. */
export class SelectControl extends ChoiceControl {
  readonly type = "select";

  write({ name, id, texts, choices, constraints, aria, extra }: Element): string {
    const { multiple = false, empty = null } = this.options;
    const attributes = writeAttributes({ name, ...constraints, ...aria, id, multiple, ...extra });
    const first = empty === null ? "" : `<option value="">${escapeHtml(empty)}</option>`;
    return `<select${attributes}>${first}${writeOptions(choices.items, texts)}</select>`;
  }
}

function writeOptions(items: readonly Choice[], texts: readonly string[]): string {
  let html = "";
  let open = "";
  for (const { text, label, group } of items) {
    if (group !== open) {
      if (open !== "") html += "</optgroup>";
      if (group !== "") html += `<optgroup label="${escapeHtml(group)}">`;
      open = group;
    }
    const selected = texts.includes(text) ? " selected" : "";
    html += `<option value="${escapeHtml(text)}"${selected}>${escapeHtml(label)}</option>`;
  }
  return open === "" ? html : `${html}</optgroup>`;
}

/** A radio button or checkbox for each choice. */
export class OptionsControl extends ChoiceControl {
  readonly type: string;
  override readonly isGroup = true;
  override readonly writesRequired: boolean;

  /** @param options - What can be chosen: of several, checkboxes. */
  constructor(options: ChoiceOptions) {
    super(options);
    this.type = options.multiple === true ? "checkbox-group" : "radio";
    // Of checkboxes each one would have to be on.
    this.writesRequired = options.multiple !== true;
  }

  write(element: Element): string {
    const { id, choices, aria, extra } = element;
    const attributes = writeAttributes({ id, ...aria, ...extra });
    const items = this.writeChoices(element).map((item) => `<div>${item}</div>`);
    return `<div${attributes}>${choices.items.length === 0 ? "" : items.join("")}</div>`;
  }

  /** Each choice: its button in its label. */
  writeChoices({ name, id, texts, choices, constraints }: Element): string[] {
    const type = this.options.multiple === true ? "checkbox" : "radio";
    return choices.items.map(({ text, label }, index) => {
      const own = `${id}_${index}`;
      const checked = texts.includes(text);
      const attributes = writeAttributes({ type, name, value: text, ...constraints, id: own, checked });
      return `<label for="${escapeHtml(own)}"><input${attributes}> ${escapeHtml(label)}</label>`;
    });
  }
}
