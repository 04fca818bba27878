import type { TemplateSource } from "@micro-web/core";

import type { TemplateCompiler } from "./compiler.ts";
import type { CompiledCode } from "./library.ts";

/** A template as it was compiled. */
export interface CompiledTemplate {
  /** For nunjucks' messages. */
  readonly path: string;
  /** Of the text it was compiled from. */
  readonly version: string | number;
  readonly code: CompiledCode;
}

/** Where compiled templates come from. */
export interface CompiledTemplatesOptions {
  readonly source: TemplateSource;
  readonly compiler: TemplateCompiler;
  /** Whether a template that has changed is compiled anew. */
  readonly autoReload: boolean;
}

/** The compiled templates of a source, each compiled when it is first used. */
export class CompiledTemplates {
  readonly #options: CompiledTemplatesOptions;
  readonly #compiled = new Map<string, CompiledTemplate>();

  /** @param options - Where they come from. */
  constructor(options: CompiledTemplatesOptions) {
    this.#options = options;
  }

  /** The template of a name; `null` when there is none. @throws TemplateFailure when it is not valid */
  get(name: string): CompiledTemplate | null {
    const { source, autoReload } = this.#options;
    const known = this.#compiled.get(name);
    if (known !== undefined && !autoReload) return known;
    return known !== undefined && source.version(name) === known.version ? known : this.#compile(name);
  }

  #compile(name: string): CompiledTemplate | null {
    const { source, compiler } = this.#options;
    const text = source.get(name);
    if (text === null) return null;
    const { path, version } = text;
    const compiled = { path, version, code: compiler.compile(text.source, { template: name, path }) };
    this.#compiled.set(name, compiled);
    return compiled;
  }
}
