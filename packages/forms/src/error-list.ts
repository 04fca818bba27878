import { escapeHtml, Markup } from "@micro-web/core";

/** What is wrong with a field, or with the form as a whole. */
export interface FormError {
  /** For people. */
  readonly message: string;
  /** For programs: "required", "tooLong", "choice". */
  readonly code: string;
}

/**
 * The messages of a field: a list of texts, which a template prints as `<ul class="errorlist">` (Django's `ErrorList`).
 *
 * @example
 * form.fields.name.errors[0]; // "This field is required."
 */
export class ErrorList extends Array<string> {
  /** What the lists of its methods are: plain. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  readonly #attributes: string;
  readonly #errors: readonly FormError[];

  /** @param errors - In their order. @param attributes - Of the `<ul>`, written: a class, an id. */
  constructor(errors: readonly FormError[] = [], attributes: string = ' class="errorlist"') {
    super();
    for (const { message } of errors) this.push(message);
    this.#errors = errors;
    this.#attributes = attributes;
  }

  /** The messages with their codes. */
  get details(): readonly FormError[] {
    return this.#errors;
  }

  /** The list as HTML; nothing for an empty one. */
  toHtml(): string {
    if (this.length === 0) return "";
    return `<ul${this.#attributes}>${this.map((message) => `<li>${escapeHtml(message)}</li>`).join("")}</ul>`;
  }

  /** The list as markup (Django's `as_ul`). */
  asUl(): Markup {
    return new Markup(this.toHtml());
  }

  /** A message in each line (Django's `as_text`). */
  asText(): string {
    return this.map((message) => `* ${message}`).join("\n");
  }
}
