import { MicroError, TemplateError, type TemplatePlace, toTemplateError } from "@micro-web/core";

/** Where in a template something failed, with its text. */
export interface FailurePlace extends TemplatePlace {
  /** For the excerpt; `undefined` when only the template's code is there. */
  readonly source?: string | undefined;
}

/** Templates that ask for each other are told of so far. */
const MAX_PLACES = 20;

/**
 * An error on its way out of a template, with the places it came through, innermost first.
 *
 * Compiled templates pass it on through every template that includes, extends or calls the failing one.
 */
export class TemplateFailure extends Error {
  override readonly name: string = "TemplateFailure";
  readonly #place: FailurePlace;
  readonly #callers: TemplatePlace[] = [];
  readonly #isSyntax: boolean;

  /** @param place - Where. @param cause - What was thrown. @param isSyntax - Whether the template cannot be compiled. */
  constructor(place: FailurePlace, cause: unknown, isSyntax: boolean = false) {
    super(problemOf(cause), { cause });
    this.#place = place;
    this.#isSyntax = isSyntax;
  }

  /** Adds the place that asked for what failed. */
  calledFrom({ template, path, line, column }: TemplatePlace): this {
    const last = this.#callers.at(-1) ?? this.#place;
    const isNew = last.template !== template || last.line !== line;
    if (isNew && this.#callers.length < MAX_PLACES - 1) this.#callers.push({ template, path, line, column });
    return this;
  }

  /**
   * The error for the app: a TemplateError, `MICRO_TEMPLATE_NOT_FOUND`, or an HttpError as it was thrown.
   *
   * @param rendered - The name of the template that was asked for.
   */
  toError(rendered: string): Error {
    const { cause, message: problem } = this;
    const { source, ...place } = this.#place;
    const options = { source, callers: this.#callers, rendered, isSyntax: this.#isSyntax };
    const error = toTemplateError(cause, place, options);
    return error instanceof TemplateError && error !== cause
      ? new TemplateError(place, { ...options, problem, cause })
      : error;
  }
}

/** Kinds of errors that say nothing beyond the message. */
const PLAIN_KINDS: ReadonlySet<string> = new Set(["Error", "UndefinedError", "TemplateSyntaxError"]);

/** The message of what was thrown, with the error's kind when it says something. */
function problemOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof MicroError) return thrown.message.replace(` [${thrown.code}]`, "");
  return PLAIN_KINDS.has(thrown.name) ? thrown.message : `${thrown.name}: ${thrown.message}`;
}
