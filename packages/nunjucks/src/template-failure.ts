import { HttpError, MicroError } from "@micro-web/core";

import type { TemplateFile } from "./runtime/compiled-template.ts";
import { excerptOf } from "./source-excerpt.ts";
import { TemplateError, type TemplateFrame } from "./template-error.ts";

/** Where in a template something failed; line and column count from 1. */
export interface TemplatePlace extends TemplateFile {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Templates that ask for each other are told of so far. */
const MAX_FRAMES = 20;

/**
 * An error on its way out of a template, with the places it came through, innermost first.
 *
 * Compiled templates pass it on through every template that includes, extends or calls the failing one.
 */
export class TemplateFailure extends Error {
  override readonly name: string = "TemplateFailure";
  readonly #places: TemplatePlace[];
  readonly #isSyntax: boolean;

  /** @param place - Where. @param cause - What was thrown. @param isSyntax - Whether the template cannot be compiled. */
  constructor(place: TemplatePlace, cause: unknown, isSyntax: boolean = false) {
    super(messageOf(cause), { cause });
    this.#places = [place];
    this.#isSyntax = isSyntax;
  }

  /** Adds the place that asked for what failed. */
  addPlace(place: TemplatePlace): this {
    const last = this.#places.at(-1);
    const isNew = last?.template !== place.template || last.line !== place.line;
    if (isNew && this.#places.length < MAX_FRAMES) this.#places.push(place);
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
    const [place = { template: rendered, path: rendered }] = this.#places;
    const excerpt =
      place.source === undefined || place.line === undefined
        ? ""
        : excerptOf(place.source, place.line, place.column);
    const frames = this.#places.map(toFrame);
    return new TemplateError(this.#describe(place, rendered), { cause, excerpt, frames });
  }

  #describe(place: TemplatePlace, rendered: string): { code: MicroError["code"]; text: string } {
    const { cause } = this;
    const name = JSON.stringify(place.template);
    const where = placeText(place);
    if (cause instanceof MicroError && cause.code === "MICRO_TEMPLATE_NOT_FOUND") {
      return {
        code: cause.code,
        text: `${withoutCode(cause)} The template ${name} asks for it at ${where}.`,
      };
    }
    const problem = this.#isSyntax ? "cannot be compiled" : "failed";
    const through = rendered === place.template ? "" : ` while ${JSON.stringify(rendered)} was rendered`;
    const text =
      `The template ${name} ${problem} at ${where}${through}: ${this.message}${/[?.]$/.test(this.message) ? "" : "."} ` +
      `Correct ${this.#isSyntax ? "it there" : "it there, or what it calls"}.`;
    return { code: "MICRO_TEMPLATE_ERROR", text };
  }
}

function toFrame({ template, path, line, column }: TemplatePlace): TemplateFrame {
  return { template, path, line, column };
}

function placeText({ path, line, column }: TemplatePlace): string {
  return [path, line, column].filter((part) => part !== undefined).join(":");
}

/** Kinds of errors that say nothing beyond the message. */
const PLAIN_KINDS: ReadonlySet<string> = new Set(["Error", "UndefinedError", "TemplateSyntaxError"]);

/** The message of what was thrown, with the error's kind when it says something, without the last full stop. */
function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof MicroError) return withoutCode(thrown).replace(/\.$/, "");
  const kind = PLAIN_KINDS.has(thrown.name) ? "" : `${thrown.name}: `;
  return kind + thrown.message.replace(/\.$/, "");
}

function withoutCode(error: MicroError): string {
  return error.message.replace(` [${error.code}]`, "");
}
