import { type TemplatePiece, TemplateError, toTemplateError } from "@micro-web/core";

import type { ExpressionServices } from "./expression-parser.ts";
import type { Macro } from "./macro.ts";
import type { Printer } from "./printing.ts";
import type { Evaluate, Render } from "./scope.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { type ExpressionText, parseTales } from "./tales.ts";

/** A template that is compiled. */
export interface TemplateFile {
  readonly name: string;
  readonly path: string;
  readonly source: string;
}

/** A name in a template, and where. */
export interface Use {
  readonly name: string;
  readonly offset: number;
}

/** What is learned of a template while it is compiled. */
export interface Findings {
  readonly variables: Use[];
  readonly templates: Use[];
  readonly pieces: (Omit<TemplatePiece, "line" | "column"> & { readonly offset: number })[];
}

/** What compiling a template works with and collects. */
export class Compilation {
  readonly file: TemplateFile;
  readonly printer: Printer;
  readonly macros: Map<string, Macro> = new Map();
  readonly findings: Findings = { variables: [], templates: [], pieces: [] };
  /** The slots that the innermost use of a macro fills; `undefined` outside of one. */
  slots: Map<string, Render> | undefined = undefined;
  /** The parts with names of the message that is being compiled; `undefined` outside of one. */
  named: Map<string, Render> | undefined = undefined;
  /** The names that the elements around define. */
  readonly #defined: string[] = [];
  readonly #services: ExpressionServices;

  /** @param file - The template. */
  constructor(file: TemplateFile, printer: Printer, services: Omit<ExpressionServices, "note">) {
    this.file = file;
    this.printer = printer;
    this.#services = {
      lookUp: (name, scope) => services.lookUp(name, scope),
      test: (name) => services.test(name),
      load: (name) => services.load(name),
      note: (kind, name, offset) => this.#note(kind, name, offset),
    };
  }

  /** Compiles something inside of which names are defined, one after the other. */
  defining<Result>(compile: (define: (name: string) => void) => Result): Result {
    const { length } = this.#defined;
    const result = compile((name) => void this.#defined.push(name));
    this.#defined.length = length;
    return result;
  }

  /** An expression; what fails in it fails with its place. @throws SyntaxFailure */
  expression(text: ExpressionText): Evaluate {
    return this.guard(startOf(text), this.parse(text));
  }

  /** An expression whose failures are the caller's affair. @throws SyntaxFailure */
  parse(text: ExpressionText): Evaluate {
    return parseTales(text, this.#services);
  }

  /** What fails in a function fails with its place. */
  guard<Value, Result>(offset: number, run: (value: Value) => Result): (value: Value) => Result {
    return (value) => {
      try {
        return run(value);
      } catch (error) {
        throw this.#placed(error, offset);
      }
    };
  }

  /** Text of the template as it is. */
  sourceText(start: number, end: number): string {
    const text = this.file.source.slice(start, end);
    this.findings.pieces.push({ kind: "text", text, offset: start });
    return text;
  }

  /** An error at a place. */
  failure(offset: number, problem: string): TemplateError {
    const { name: template, path, source } = this.file;
    return new TemplateError({ template, path, ...this.placeOf(offset) }, { problem, source });
  }

  /** The place of an offset, from 1. */
  placeOf(offset: number): { line: number; column: number } {
    const lines = this.file.source.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }

  /** The error for what cannot be compiled. */
  toError(error: unknown): unknown {
    const { name: template, path, source } = this.file;
    if (error instanceof RangeError) {
      const problem = "its elements or expressions are nested too deeply";
      return new TemplateError({ template, path }, { problem, isSyntax: true, cause: error });
    }
    if (!(error instanceof SyntaxFailure)) return error;
    const place = { template, path, ...this.placeOf(error.offset) };
    return new TemplateError(place, { problem: error.message, isSyntax: true, source, cause: error });
  }

  #placed(error: unknown, offset: number): unknown {
    const { name: template, path, source } = this.file;
    const place = { template, path, ...this.placeOf(offset) };
    if (error instanceof TemplateError) return error.template === template ? error : error.calledFrom(place);
    return toTemplateError(error, place, { source });
  }

  #note(kind: "name" | "template", name: string, offset: number): void {
    if (kind === "template") this.findings.templates.push({ name, offset });
    else if (!this.#defined.includes(name)) this.findings.variables.push({ name, offset });
  }
}

/** Where an expression starts, without the white space before it. */
export function startOf({ text, offset }: ExpressionText): number {
  return offset + text.length - text.trimStart().length;
}
