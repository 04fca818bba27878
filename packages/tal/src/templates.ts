import { type TemplateEngineSetup, templateNotFound } from "@micro-web/core";

import type { TemplateFile } from "./compilation.ts";
import { LoadedTemplate } from "./macro.ts";
import { type CompiledTemplate, type CompilerOptions, compileTemplate } from "./template-compiler.ts";

/** A template that is ready to be rendered. */
export interface Template extends CompiledTemplate {
  readonly file: TemplateFile;
  /** Of the text it was compiled from. */
  readonly version: string | number;
  /** As a value in other templates. */
  readonly loaded: LoadedTemplate;
}

/** The compiled templates of a source, each compiled when it is first used. */
export class Templates {
  readonly #setup: TemplateEngineSetup;
  readonly #options: CompilerOptions;
  readonly #templates = new Map<string, Template>();

  /** @param setup - Of the app. @param options - How they are compiled. */
  constructor(setup: TemplateEngineSetup, options: CompilerOptions) {
    this.#setup = setup;
    this.#options = options;
  }

  /** The template of a name. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`; TemplateError */
  get(name: string): Template {
    const { source, autoReload } = this.#setup;
    const known = this.#templates.get(name);
    if (known !== undefined && (!autoReload || source.version(name) === known.version)) return known;
    const text = source.get(name);
    if (text === null) throw templateNotFound(name, source);
    const { path, version, compiled } = text;
    const file = { name, path, source: sourceOfModule(compiled) ?? text.source };
    const template = this.compile(file);
    const loaded = new LoadedTemplate(template.render, template.macros);
    const made = { ...template, file, version, loaded };
    this.#templates.set(name, made);
    return made;
  }

  /** A text as a template. @throws TemplateError when it cannot be compiled */
  compile(file: TemplateFile): CompiledTemplate {
    return compileTemplate(file, this.#options);
  }
}

/** What a module of `micro templates compile` has: parsing is quick, and makes no code. */
function sourceOfModule(compiled: unknown): string | undefined {
  if (typeof compiled !== "object" || compiled === null || !("source" in compiled)) return undefined;
  return typeof compiled.source === "string" ? compiled.source : undefined;
}
