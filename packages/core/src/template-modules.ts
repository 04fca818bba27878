import type { TemplateSource, TemplateText } from "./template-source.ts";

/**
 * Templates that `micro templates compile` has made into modules: no file is read and nothing is compiled when the app
 * starts, so an app also runs where there are no files.
 *
 * @example
 * import { templates } from "./compiled-templates/index.js";
 * const app = new Micro(import.meta, { templateSource: new TemplateModules(templates) });
 */
export class TemplateModules implements TemplateSource {
  readonly #compiled: ReadonlyMap<string, unknown>;
  /** "compiled templates". */
  readonly places: readonly string[] = ["compiled templates"];

  /** @param templates - By name, the modules with what they export. */
  constructor(templates: Readonly<Record<string, unknown>>) {
    this.#compiled = new Map(Object.entries(templates));
  }

  /** The template of a name; `null` when there is none. Its text is not kept. */
  get(name: string): TemplateText | null {
    if (!this.#compiled.has(name)) return null;
    return { source: "", path: name, version: 1, compiled: this.#compiled.get(name) };
  }

  /** Always the same: modules do not change. */
  version(name: string): number | null {
    return this.#compiled.has(name) ? 1 : null;
  }

  /** The names of all templates. */
  list(): string[] {
    return [...this.#compiled.keys()];
  }
}
