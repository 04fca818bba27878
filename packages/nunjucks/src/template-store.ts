import type { TemplateSource, TemplateText } from "@micro-web/core";

import type { CompiledTemplate, TemplateFile, TemplateFunctions } from "./runtime/compiled-template.ts";
import { BlockTable } from "./runtime/compiled-template.ts";
import { RUNTIME } from "./runtime/runtime.ts";

/** Makes functions of a template's text. @throws TemplateFailure for one that is not valid */
export type CompileTemplate = (source: string, file: TemplateFile) => TemplateFunctions;

/** A template's module, as `micro templates compile` writes it. */
interface CompiledModule {
  /** The text, for the excerpts of errors. */
  readonly source: string;
  /** Makes the template's functions. */
  readonly create: (runtime: typeof RUNTIME, file: TemplateFile) => TemplateFunctions;
}

/** Where compiled templates come from. */
export interface TemplateStoreOptions {
  readonly source: TemplateSource;
  readonly compile: CompileTemplate;
  /** Whether a template that has changed is compiled anew. */
  readonly autoReload: boolean;
}

/** The compiled templates of a source, each compiled when it is first used. */
export class TemplateStore {
  readonly #options: TemplateStoreOptions;
  readonly #compiled = new Map<string, CompiledTemplate>();

  /** @param options - Where they come from. */
  constructor(options: TemplateStoreOptions) {
    this.#options = options;
  }

  /** The template of a name; `null` when there is none. @throws TemplateFailure when it is not valid */
  get(name: string): CompiledTemplate | null {
    const { source, autoReload } = this.#options;
    const known = this.#compiled.get(name);
    if (known !== undefined && (!autoReload || source.version(name) === known.version)) return known;
    const text = source.get(name);
    if (text === null) return null;
    const template = this.#compile(name, text);
    this.#compiled.set(name, template);
    return template;
  }

  #compile(name: string, { path, version, source, compiled }: TemplateText): CompiledTemplate {
    const file = { template: name, path };
    if (!isModule(compiled)) {
      return toTemplate(this.#options.compile(source, file), { ...file, source, version });
    }
    const written = { ...file, source: compiled.source };
    return toTemplate(compiled.create(RUNTIME, written), { ...written, version });
  }
}

/** A template that is ready to run. */
export function toTemplate(
  functions: TemplateFunctions,
  file: TemplateFile & { readonly version: string | number },
): CompiledTemplate {
  return { ...file, ...functions, table: BlockTable.of(functions) };
}

function isModule(value: unknown): value is CompiledModule {
  return typeof value === "object" && value !== null && "create" in value && "source" in value;
}
