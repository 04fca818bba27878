import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import { STANDARD_NAMES } from "./template-context.ts";
import type { TemplateRenderer } from "./template-engine.ts";
import type { TemplateModule, TemplateReport } from "./template-report.ts";
import type { TemplateSource } from "./template-source.ts";

/** What an inspection needs of an app's templates. */
export interface InspectedTemplates {
  readonly source: TemplateSource;
  readonly globals: ReadonlyMap<string, unknown>;
  /** The renderer for a name; `undefined` when no engine is for it. */
  readonly rendererFor: (name: string) => MaybePromise<TemplateRenderer> | undefined;
}

/**
 * What can be known of an app's templates without rendering them: `micro templates check` and `compile` ask for it.
 *
 * @example
 * const { inspection } = app.templates;
 * for (const name of inspection.list()) console.log(name, await inspection.check(name));
 */
export class TemplateInspection {
  readonly #templates: InspectedTemplates;

  /** @param templates - Of the app. */
  constructor(templates: InspectedTemplates) {
    this.#templates = templates;
  }

  /** The names of all templates, and of other files in their folders. */
  list(): string[] {
    return this.#templates.source.list();
  }

  /** The file of a template; `null` when there is no such template. */
  pathOf(name: string): string | null {
    return this.#templates.source.get(name)?.path ?? null;
  }

  /** The names that every template sees. */
  knownNames(): string[] {
    return [...STANDARD_NAMES, ...this.#templates.globals.keys()];
  }

  /**
   * What the engine of a template knows of it.
   *
   * @returns `null` when no engine is for it, or its engine cannot tell.
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`.
   */
  check(name: string): MaybePromise<TemplateReport | null> {
    return this.#ask(name, (renderer) => renderer.check?.(name) ?? null);
  }

  /**
   * A template as an ES module.
   *
   * @returns `null` when no engine is for it, or its engine makes no modules.
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`, `MICRO_TEMPLATE_ERROR`.
   */
  compile(name: string): MaybePromise<TemplateModule | null> {
    return this.#ask(name, (renderer) => renderer.compile?.(name) ?? null);
  }

  #ask<Answer>(
    name: string,
    ask: (renderer: TemplateRenderer) => MaybePromise<Answer | null>,
  ): MaybePromise<Answer | null> {
    const renderer = this.#templates.rendererFor(name);
    if (renderer === undefined) return null;
    return isPromise(renderer) ? renderer.then(ask) : ask(renderer);
  }
}
