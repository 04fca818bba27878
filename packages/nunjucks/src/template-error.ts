import { MicroError } from "@micro-web/core";

/** One place of a template on the way to an error; line and column count from 1. */
export interface TemplateFrame {
  /** The template's name: "blog/show.html". */
  readonly template: string;
  /** Its file. */
  readonly path: string;
  /** `undefined` when it is not known. */
  readonly line: number | undefined;
  /** `undefined` when it is not known. */
  readonly column: number | undefined;
}

/** What there is to say of an error in a template. */
export interface TemplateErrorOptions {
  readonly cause: unknown;
  /** The lines around the place, with a caret; "" when the text is not there. */
  readonly excerpt: string;
  /** The templates that led to it, innermost first. */
  readonly frames: readonly TemplateFrame[];
}

/**
 * An error in a template: `MICRO_TEMPLATE_ERROR`, or `MICRO_TEMPLATE_NOT_FOUND` for a template that another one asks
 * for. Its stack shows the lines around the place, and the templates that led there.
 */
export class TemplateError extends MicroError {
  /** The lines around the place, with a caret; "" when the text is not there. */
  readonly excerpt: string;
  /** The templates that led to it, innermost first. */
  readonly frames: readonly TemplateFrame[];

  /** @param message - Its code and text. @param options - What there is to say. */
  constructor(
    { code, text }: { readonly code: MicroError["code"]; readonly text: string },
    { cause, excerpt, frames }: TemplateErrorOptions,
  ) {
    super(code, text, { cause });
    this.excerpt = excerpt;
    this.frames = frames;
    // What JavaScript would show here is how templates are run; the cause has the stack of the app's own code.
    this.stack = [
      `${this.name}: ${this.message}`,
      ...(excerpt === "" ? [] : ["", excerpt, ""]),
      ...frames.map(lineOf),
    ].join("\n");
  }
}

/** A frame as JavaScript writes one. */
function lineOf({ template, path, line, column }: TemplateFrame): string {
  const place = [path, line, column].filter((part) => part !== undefined).join(":");
  return `    at template ${JSON.stringify(template)} (${place})`;
}
