import { HttpError, MicroError } from "@micro-web/core";

/** The name of a template and its file. */
export interface TemplateFile {
  /** "blog/show.html". */
  readonly template: string;
  /** For error messages. */
  readonly path: string;
}

/** Where in a template something failed; line and column count from 1. */
export interface TemplatePlace extends TemplateFile {
  readonly line?: number;
  readonly column?: number;
}

/**
 * An error on its way out of a template, with the innermost place that is known.
 *
 * Compiled templates pass it on through every template that includes, extends or calls the failing one.
 */
export class TemplateFailure extends Error {
  override readonly name: string = "TemplateFailure";
  readonly #place: TemplatePlace;
  readonly #isSyntax: boolean;

  /** @param place - Where. @param cause - What was thrown. @param isSyntax - Whether the template cannot be compiled. */
  constructor(place: TemplatePlace, cause: unknown, isSyntax: boolean = false) {
    super(messageOf(cause), { cause });
    this.#place = place;
    this.#isSyntax = isSyntax;
  }

  /** nunjucks asks errors to put the template's path before their message: the place is known already. */
  Update(): this {
    return this;
  }

  /**
   * The error for the app: `MICRO_TEMPLATE_ERROR`, `MICRO_TEMPLATE_NOT_FOUND`, or an HttpError as it was thrown.
   *
   * @param rendered - The name of the template that was asked for.
   */
  toError(rendered: string): Error {
    const { cause } = this;
    if (cause instanceof HttpError) return cause;
    const options = { cause };
    const name = JSON.stringify(this.#place.template);
    const where = placeText(this.#place);
    if (cause instanceof MicroError && cause.code === "MICRO_TEMPLATE_NOT_FOUND") {
      return new MicroError(
        cause.code,
        `${withoutCode(cause)} The template ${name} asks for it at ${where}.`,
        options,
      );
    }
    const problem = this.#isSyntax ? "cannot be compiled" : "failed";
    const through =
      rendered === this.#place.template ? "" : ` while ${JSON.stringify(rendered)} was rendered`;
    return new MicroError(
      "MICRO_TEMPLATE_ERROR",
      `The template ${name} ${problem} at ${where}${through}: ${this.message}. ` +
        `Correct ${this.#isSyntax ? "it there" : "it there, or what it calls"}.`,
      options,
    );
  }
}

function placeText({ path, line, column }: TemplatePlace): string {
  return [path, line, column].filter((part) => part !== undefined).join(":");
}

/** The message of what was thrown, with the error's kind when it says something, without the last full stop. */
function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof MicroError) return withoutCode(thrown).replace(/\.$/, "");
  // nunjucks names all its errors alike, and some of its messages start with the name of one of its functions.
  const isPlain = thrown.name === "Error" || thrown.name === "Template render error";
  const kind = isPlain ? "" : `${thrown.name}: `;
  return kind + thrown.message.replace(/^(?:parse|compile)[A-Z]\w+: /, "").replace(/\.$/, "");
}

function withoutCode(error: MicroError): string {
  return error.message.replace(` [${error.code}]`, "");
}
