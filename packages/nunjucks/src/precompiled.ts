import type { TemplateSource, TemplateText } from "@micro-web/core";

/** A template as the module that `compileModule()` writes, imported. */
export interface TemplateModule {
  /** The template's name. */
  readonly name: string;
  /** Changes when the template does. */
  readonly version: string;
  /** Makes the functions of the template; the engine calls it. */
  readonly create: (...values: never[]) => object;
}

/** Templates that were compiled before the app started. */
class PrecompiledTemplates implements TemplateSource {
  readonly places: readonly string[] = ["compiled templates"];
  /** The engine need not load what compiles templates. */
  readonly isPrecompiled = true;
  readonly #modules: ReadonlyMap<string, TemplateModule>;

  constructor(modules: Iterable<TemplateModule>) {
    this.#modules = new Map(Array.from(modules, (module) => [module.name, module]));
  }

  get(name: string): TemplateText | null {
    const module = this.#modules.get(name);
    if (module === undefined) return null;
    const { version, create } = module;
    return Object.assign({ source: "", path: name, version }, { create });
  }

  version(name: string): string | null {
    return this.#modules.get(name)?.version ?? null;
  }

  list(): string[] {
    return [...this.#modules.keys()];
  }
}

/**
 * Templates that were compiled before the app started, as the source of an app's templates: no file is read, no code
 * is made of texts, and what compiles templates is not loaded.
 *
 * @param modules - What `compileModule()` wrote, imported.
 * @example
 * import * as index from "./templates/index.html.js";
 * const app = new Micro(null, { engines: [nunjucks()], templateSource: precompiled([index]) });
 */
export function precompiled(modules: Iterable<TemplateModule>): TemplateSource {
  return new PrecompiledTemplates(modules);
}
