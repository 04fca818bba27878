import { type Markup, MicroError, render, type Request } from "@micro-web/core";

import type { Row, Values } from "./decoding.ts";
import type { FormError } from "./error-list.ts";
import type { FieldSet, LoadedChoices } from "./field-set.ts";
import type { FormInput } from "./form-input.ts";

/** How the forms of an app are written, unless a form or field says otherwise. */
export interface FormSettings {
  /** The template that writes a form, with `form`. */
  readonly template?: string;
  /** The template that writes a field with label, help and errors, with `field`. */
  readonly rowTemplate?: string;
  /** The templates that write elements, with `field` and `attributes`, by their type: "textarea", "select". */
  readonly widgets?: Readonly<Record<string, string>>;
}

/** What a form and the forms in it share. */
export interface FormRoot {
  /** `null` for a form that was made in code. */
  readonly request: Request | null;
  readonly settings: FormSettings;
  readonly choices: LoadedChoices;
  /** What was sent; `null` for a form that is not bound, or that came as JSON. */
  readonly input: FormInput | null;
  /** The items of its lists as they were sent, by name. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** What is wrong, by name; with a stroke behind, what is wrong with a form as a whole. */
  readonly errors: Map<string, FormError[]>;
}

/** A form, or a form in it, with its values. */
export interface FormState {
  readonly root: FormRoot;
  readonly set: FieldSet;
  /** What the names of its fields begin with; "" for nothing. */
  readonly name: string;
  /** What stands in it, unless something was sent. */
  readonly values: Values;
  /** The item of a list that it is; `null` for none. */
  readonly row: RowState | null;
}

/** An item of a list, to be written. */
export interface RowState {
  /** The name of the list. */
  readonly list: string;
  readonly index: number;
  /** Whether it may be left empty. */
  readonly isExtra: boolean;
  readonly isDeleted: boolean;
  readonly canDelete: boolean;
  readonly canOrder: boolean;
}

/** Under which name the errors are of a form as a whole. */
export function wholeOf(name: string): string {
  return `${name}/`;
}

/**
 * The text of a template of the app.
 *
 * @throws MicroError `MICRO_FORM_TEMPLATE` where there is no request, or the template waits for something.
 */
export function renderTemplate(
  { request }: FormRoot,
  template: string,
  context: Readonly<Record<string, unknown>>,
): string {
  if (request === null) throw templateFault(template, "there is no request to render it for");
  const text = request.renderText(render(template, context));
  if (typeof text === "string") return text;
  throw templateFault(template, "it waits for a promise");
}

function templateFault(template: string, problem: string): MicroError {
  return new MicroError(
    "MICRO_FORM_TEMPLATE",
    `The template ${JSON.stringify(template)} of a form cannot be rendered: ${problem}. Give the form its request, ` +
      `and await everything before the template.`,
  );
}

/** A label or help as HTML. */
export type HtmlText = string | Markup;
