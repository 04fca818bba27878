import {
  type TemplateEngineSetup,
  TemplateError,
  templateNotFound,
  type TemplatePlace,
} from "@micro-web/core";

import { type EtaCompiler, type EtaFunction, LineFailure } from "./eta-compiler.ts";

/** A template that is ready to run. */
export interface Template {
  readonly name: string;
  /** Its file, for messages. */
  readonly path: string;
  /** Of the text it was compiled from. */
  readonly version: string | number;
  /** The text, for messages. */
  readonly source: string;
  readonly isAsync: boolean;
  readonly run: EtaFunction;
}

/** What a module of `micro templates compile` exports. */
interface TemplateOfModule extends Pick<Template, "source" | "isAsync" | "run"> {
  /** Who made it. */
  readonly engine: "eta";
}

/** The compiled templates of a source, each compiled when it is first used. */
export class Templates {
  readonly #setup: TemplateEngineSetup;
  readonly #compiler: EtaCompiler;
  readonly #templates = new Map<string, Template>();

  /** @param setup - Of the app. @param compiler - Makes functions of texts. */
  constructor(setup: TemplateEngineSetup, compiler: EtaCompiler) {
    this.#setup = setup;
    this.#compiler = compiler;
  }

  /** The template of a name. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`; TemplateError */
  get(name: string): Template {
    const { source, autoReload } = this.#setup;
    const known = this.#templates.get(name);
    if (known !== undefined && (!autoReload || source.version(name) === known.version)) return known;
    const text = source.get(name);
    if (text === null) throw templateNotFound(name, source);
    const { path, version, compiled } = text;
    const template = isOfModule(compiled)
      ? { ...compiled, name, path, version }
      : this.compile(text.source, { template: name, path }, version);
    this.#templates.set(name, template);
    return template;
  }

  /** A text as a template. @throws TemplateError when it cannot be compiled */
  compile(source: string, place: TemplatePlace, version: string | number): Template {
    const { template: name, path } = place;
    try {
      const run = this.#compiler.compileTemplate(source);
      return { name, path, version, source, isAsync: this.#compiler.isAsync(source), run };
    } catch (error) {
      throw toSyntaxError(error, place, source);
    }
  }
}

/** The error for a template that cannot be compiled. */
export function toSyntaxError(error: unknown, place: TemplatePlace, source: string): unknown {
  if (!(error instanceof LineFailure)) return error;
  const { line, column, message: problem, cause } = error;
  const exact = { ...place, line, column: column === 0 ? undefined : column };
  return new TemplateError(exact, { problem, isSyntax: true, source, cause });
}

function isOfModule(compiled: unknown): compiled is TemplateOfModule {
  return (
    typeof compiled === "object" && compiled !== null && "engine" in compiled && compiled.engine === "eta"
  );
}
