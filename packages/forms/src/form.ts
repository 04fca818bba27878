import { Markup, MicroError, ValidationError } from "@micro-web/core";

import { addAliases } from "./aliases.ts";
import { writeAttributes } from "./attributes.ts";
import { changedKeys, nameOf, type Values } from "./decoding.ts";
import { writeSummary } from "./error-summary.ts";
import type { FormError } from "./error-list.ts";
import type { DataOf, Fields } from "./field.ts";
import { type FormErrors, toFormErrors } from "./form-errors.ts";
import type { Layout } from "./form-options.ts";
import { type FormState, wholeOf } from "./form-state.ts";
import { type BoundFields, FormClasses, FormView } from "./form-view.ts";

/** What became of what was sent. */
export interface Outcome {
  /** Whether something was sent to it. */
  readonly isBound: boolean;
  /** Whether it was sent to be checked, and not to get one more item in a list. */
  readonly isSubmitted: boolean;
  /** What the schema made of it; `undefined` when it is not valid. */
  readonly data: unknown;
  /** What was sent, as it was read; `undefined` for a form that is not bound. */
  readonly sent: Values | undefined;
}

/** How {@link Form.toHTML} writes a form. */
export interface FormHtmlOptions {
  /** Where it is sent. @default the page itself */
  readonly action?: string;
  /** How it is sent. @default "post" */
  readonly method?: "post" | "get" | "dialog";
  /** What stands on its button; `null` for none, where the fields have one. @default "Send" */
  readonly submit?: string | null;
  /** @default that of the form */
  readonly layout?: Layout;
  /** Whether a list of all that is wrong stands before it. @default true */
  readonly summary?: boolean;
  /** More attributes of the `<form>`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A form that was sent and is valid. */
interface Valid<F extends Fields> {
  readonly data: DataOf<F>;
}

/**
 * A form: unbound, with what stands in it at first, or bound to what was sent, which never changes.
 *
 * @typeParam F - Its fields.
 * @example
 * const form = await ContactForm.from(request);
 * if (!form.validateOnSubmit()) return render("contact.html", { form });
 * await send(form.data);
 */
export class Form<F extends Fields = Fields> extends FormView<F> {
  readonly #state: FormState;
  readonly #outcome: Outcome;

  /** @param state - What stands in it. @param outcome - What became of what was sent. */
  constructor(state: FormState, outcome: Outcome) {
    super(state);
    this.#state = state;
    this.#outcome = outcome;
  }

  /** Whether something was sent to it (Django's `is_bound`). */
  get isBound(): boolean {
    return this.#outcome.isBound;
  }

  /** The values, once they are valid; `undefined` until then. */
  get data(): DataOf<F> | undefined {
    return this.isValid() ? (this.#outcome.data as DataOf<F>) : undefined; // its schema made it
  }

  /** What is wrong with it. */
  get errors(): FormErrors<F> {
    return toFormErrors<F>(this.#state.root.errors, this.#state.name);
  }

  /** The fields that hold something else than before (Django's `changed_data`). */
  get changedData(): readonly (keyof F & string)[] {
    const { sent } = this.#outcome;
    return sent === undefined ? [] : changedKeys(this.#state.set, sent, this.#state.values);
  }

  /** Whether it was sent: with POST, PUT, PATCH or DELETE (Flask-WTF's `is_submitted`). */
  isSubmitted(): boolean {
    return this.#outcome.isSubmitted;
  }

  /** Whether it was sent and nothing is wrong with it; never for one that is not bound. */
  isValid(): this is Valid<F> {
    return this.#outcome.isSubmitted && this.#state.root.errors.size === 0;
  }

  /** Whether it was sent and nothing is wrong with it: then its `data` are there (Flask-WTF's `validate_on_submit`). */
  validateOnSubmit(): this is Valid<F> {
    return this.isValid();
  }

  /** Whether anything was changed (Django's `has_changed`). */
  hasChanged(): boolean {
    return this.changedData.length > 0;
  }

  /**
   * Says that something is wrong which no rule has found: the name is taken after all.
   *
   * @param field - The field; `null` for the form as a whole.
   * @throws MicroError `MICRO_FORM_FIELD` for a field that it has not.
   */
  addError(field: (keyof F & string) | null, message: string, code: string = "invalid"): void {
    const { set, name, root } = this.#state;
    if (field !== null && set.field(field) === undefined) {
      throw new MicroError(
        "MICRO_FORM_FIELD",
        `addError() was called for ${JSON.stringify(field)}, which the form has not.`,
      );
    }
    addTo(root.errors, field === null ? wholeOf(name) : nameOf(name, field), { message, code });
  }

  /**
   * Puts the values of a valid form into an object (WTForms' `populate_obj`): those of its fields, and nothing else that
   * was sent.
   *
   * @returns The object.
   * @throws MicroError `MICRO_FORM_INVALID` for one that is not valid.
   */
  populate<Target extends object>(target: Target): Target & DataOf<F> {
    const { data } = this;
    if (data !== undefined) return Object.assign(target, data);
    throw new MicroError(
      "MICRO_FORM_INVALID",
      "populate() was called of a form that is not valid. Ask validateOnSubmit() before.",
    );
  }

  /** What is wrong as the error of an API: 422 with `errors` by path. */
  toError(): ValidationError {
    const issues = Array.from(this.#state.root.errors, ([name, errors]) =>
      errors.map(({ message, code }) => ({ in: "body" as const, path: pathOf(name), message, code })),
    );
    return new ValidationError(issues.flat());
  }

  /** All that is wrong in one place, with a link to each field; nothing for a form without errors. */
  errorSummary(title: string = "There is a problem"): Markup {
    const { set, name, root } = this.#state;
    return writeSummary({ set, name, errors: root.errors, rows: root.rows, title });
  }

  /** The whole `<form>`: summary, token, fields and button. */
  toHTML({ action, method = "post", submit = "Send", ...options }: FormHtmlOptions = {}): Markup {
    const enctype = this.isMultipart ? "multipart/form-data" : undefined;
    const attributes = writeAttributes({ method, action, enctype, ...options.attributes });
    const summary = options.summary === false ? "" : this.errorSummary().toString();
    const token = method === "post" ? this.csrfToken.toHtml() : "";
    const fields = options.layout === undefined ? this.toHtml() : this.write(options.layout);
    const button =
      submit === null ? "" : `<button type="submit">${new Markup("").append(submit).toString()}</button>`;
    return new Markup(
      `${summary}<form${attributes}>${token}${around(options.layout, fields)}${button}</form>`,
    );
  }
}

addAliases(Form.prototype, {
  isBound: "is_bound",
  data: "cleaned_data",
  changedData: "changed_data",
  isSubmitted: "is_submitted",
  isValid: "is_valid",
  validateOnSubmit: "validate_on_submit",
  hasChanged: "has_changed",
  addError: "add_error",
  populate: "populate_obj",
  errorSummary: "error_summary",
});

/** A form with its fields as members: `form.email` is `form.fields.email`, where the form has no member of that name. */
export type TypedForm<F extends Fields> = Form<F> & Omit<BoundFields<F>, keyof Form>;

const classes = new FormClasses<Form, [FormState, Outcome]>(Form);

/** Makes a form. */
export function createForm(state: FormState, outcome: Outcome): Form {
  return classes.create(state.set, state, outcome);
}

/** Adds to what is wrong. */
export function addTo(errors: Map<string, FormError[]>, name: string, error: FormError): void {
  const known = errors.get(name);
  if (known === undefined) errors.set(name, [error]);
  else known.push(error);
}

function pathOf(name: string): (string | number)[] {
  const path = name.replace(/\/$/, "");
  return path === "" ? [] : path.split("-").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

function around(layout: Layout | undefined, fields: string): string {
  if (layout === "ul") return `<ul>${fields}</ul>`;
  return layout === "table" ? `<table>${fields}</table>` : fields;
}
