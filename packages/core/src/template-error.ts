import { MicroError } from "./errors.ts";
import { HttpError } from "./http-errors.ts";

/** Where in a template something failed; line and column count from 1. */
export interface TemplatePlace {
  /** "blog/show.html". */
  readonly template: string;
  /** The file it is from. */
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What else is known of a failure in a template. */
export interface TemplateErrorOptions {
  /** What was thrown, or is wrong; a full stop at its end is not needed. */
  readonly problem: string;
  /** Whether the template cannot be compiled. @default false */
  readonly isSyntax?: boolean;
  /** The text of the template, for the excerpt. */
  readonly source?: string | undefined;
  /** The places that led there, the innermost first: an include, a call of a macro. */
  readonly callers?: readonly TemplatePlace[];
  /** The name of the template that was asked for. @default the place's */
  readonly rendered?: string;
  readonly cause?: unknown;
}

/** How many lines before and after the line are shown. */
const CONTEXT = 2;

/**
 * A template that failed: where, and the lines there. Every engine throws it, and pages and reports show it.
 *
 * Its code is `MICRO_TEMPLATE_ERROR`.
 *
 * @example
 * throw new TemplateError({ template: name, path, line: 3, column: 8 }, { problem: "\"nmae\" is undefined", source });
 * // The template "show.html" failed at /app/templates/show.html:3:8: "nmae" is undefined. Correct it there, ...
 */
export class TemplateError extends MicroError {
  override readonly name: string = "TemplateError";
  /** The name of the template in which it failed. */
  readonly template: string;
  /** Its file. */
  readonly path: string;
  /** From 1; `undefined` when it is not known. */
  readonly line: number | undefined;
  /** From 1; `undefined` when it is not known. */
  readonly column: number | undefined;
  /** The lines around the place with a mark below the column; "" when it is not known. */
  readonly excerpt: string;
  /** The places that led there, the innermost first. */
  readonly callers: readonly TemplatePlace[];
  readonly #options: TemplateErrorOptions;

  /** @param place - Where it failed. @param options - What is known besides. */
  constructor(place: TemplatePlace, options: TemplateErrorOptions) {
    const { source, callers = [], cause } = options;
    super("MICRO_TEMPLATE_ERROR", messageFor(place, options), cause === undefined ? {} : { cause });
    const { template, path, line, column } = place;
    this.template = template;
    this.path = path;
    this.line = line;
    this.column = column;
    this.callers = callers;
    this.#options = options;
    this.excerpt =
      source === undefined || line === undefined ? "" : templateExcerpt(source, { line, column });
  }

  /** The same failure with one more place that led to it: of the template that includes or calls the failing one. */
  calledFrom(place: TemplatePlace): TemplateError {
    const { template, path, line, column, callers } = this;
    const options = { ...this.#options, callers: [...callers, place], rendered: place.template };
    return new TemplateError({ template, path, line, column }, options);
  }
}

/**
 * The error for what was thrown while a template was rendered: an HttpError and a TemplateError as they are, a missing
 * template with the place that asks for it, all else as a {@link TemplateError}.
 *
 * @param thrown - Whatever it is. @param place - Where. @param options - What is known besides.
 * @returns What to throw.
 */
export function toTemplateError(
  thrown: unknown,
  place: TemplatePlace,
  options: Omit<TemplateErrorOptions, "problem" | "cause"> = {},
): Error {
  if (thrown instanceof HttpError || thrown instanceof TemplateError) return thrown;
  if (thrown instanceof MicroError && thrown.code === "MICRO_TEMPLATE_NOT_FOUND") {
    const asks = `The template ${JSON.stringify(place.template)} asks for it at ${placeText(place)}.`;
    return new MicroError(thrown.code, `${withoutCode(thrown)} ${asks}`, { cause: thrown });
  }
  return new TemplateError(place, { ...options, problem: problemOf(thrown), cause: thrown });
}

/**
 * The lines around a place of a text, the line itself marked; "" when there is no such line.
 *
 * @example
 * templateExcerpt("<ul>\n{{ nmae }}", { line: 2, column: 4 });
 * //   1 | <ul>
 * // > 2 | {{ nmae }}
 * //     |    ^
 */
export function templateExcerpt(
  source: string,
  { line, column }: { readonly line: number; readonly column?: number | undefined },
): string {
  const lines = source.split(/\r\n|\r|\n/);
  if (line < 1 || line > lines.length) return "";
  const first = Math.max(1, line - CONTEXT);
  const shown = lines.slice(first - 1, line + CONTEXT);
  const width = String(first + shown.length - 1).length;
  return shown
    .flatMap((text, index) => {
      const number = first + index;
      const row = `${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd();
      if (number !== line || column === undefined) return [row];
      // Tabs are kept, so that the mark stands below its column in any terminal.
      return [row, `  ${" ".repeat(width)} | ${text.slice(0, column - 1).replace(/[^\t]/g, " ")}^`];
    })
    .join("\n");
}

function messageFor(
  place: TemplatePlace,
  { problem, isSyntax = false, rendered }: TemplateErrorOptions,
): string {
  const through =
    rendered === undefined || rendered === place.template
      ? ""
      : ` while ${JSON.stringify(rendered)} was rendered`;
  const what = isSyntax ? "cannot be compiled" : "failed";
  const where = isSyntax ? "it there" : "it there, or what it calls";
  return `The template ${JSON.stringify(place.template)} ${what} at ${placeText(place)}${through}: ${problem}${/[.?!]$/.test(problem) ? "" : "."} Correct ${where}.`;
}

function placeText({ path, line, column }: TemplatePlace): string {
  return [path, line, column].filter((part) => part !== undefined).join(":");
}

/** The message of what was thrown, with the error's kind when it says something, without the last full stop. */
function problemOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof MicroError) return withoutCode(thrown).replace(/\.$/, "");
  const kind = thrown.name === "Error" ? "" : `${thrown.name}: `;
  return kind + thrown.message.replace(/\.$/, "");
}

function withoutCode(error: MicroError): string {
  return error.message.replace(` [${error.code}]`, "");
}
