import { type TemplateContext, type TemplateEngineSetup, templateNotFound } from "@micro-web/core";

import type { CompiledTemplate, CompiledTemplates } from "./compiled-templates.ts";
import type { BoundTemplate, CompiledCode, Environment, Library, TemplateCallable } from "./library.ts";

/** What an environment is made of. */
export interface TemplateEnvironmentOptions {
  readonly library: Library;
  readonly setup: TemplateEngineSetup;
  readonly templates: CompiledTemplates;
  /** Whether values are escaped. */
  readonly autoescape: boolean;
}

/** A template that prints nothing, for `{% include name ignore missing %}`. */
const EMPTY: CompiledCode = { root: (...values) => values[4](null, "") };

/**
 * Renders templates, all with escaped values or all without.
 *
 * What a template includes, extends or imports is rendered as the template itself: the page as a whole is HTML or it
 * is not.
 */
export class TemplateEnvironment {
  readonly #options: TemplateEnvironmentOptions;
  readonly #environment: Environment;
  readonly #bound = new Map<
    string,
    { readonly compiled: CompiledTemplate; readonly template: BoundTemplate }
  >();

  /** @param options - What it is made of. */
  constructor(options: TemplateEnvironmentOptions) {
    const { library, autoescape } = options;
    this.#options = options;
    const environment = new library.Environment([], { autoescape, dev: true });
    this.#environment = Object.assign(environment, {
      globals: Object.assign(Object.create(null), environment.globals),
      getFilter: (name: string) => this.#findFunction("filter", name),
      getTest: (name: string) => this.#findFunction("test", name),
      getTemplate: (name: string, isOptional: boolean) => this.#getTemplate(name, isOptional),
    });
  }

  /** Renders a template of the source. @throws TemplateFailure; MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  render(name: string, context: TemplateContext): string {
    return this.#renderTemplate(this.#getTemplate(name, false), context);
  }

  /** Renders a template that is not in the source. @throws TemplateFailure */
  renderCode(code: CompiledCode, context: TemplateContext): string {
    return this.#renderTemplate(this.#bind(code, ""), context);
  }

  #renderTemplate(template: BoundTemplate, context: TemplateContext): string {
    const { globals } = this.#environment;
    // Cheaper than a Proxy at each lookup of a variable, and sees what was added since.
    for (const [name, value] of this.#options.setup.globals) globals[name] = value;
    return String(template.render(context));
  }

  #getTemplate(name: string, isOptional: boolean): BoundTemplate {
    const { templates, setup } = this.#options;
    const compiled = templates.get(name);
    if (compiled === null) {
      if (isOptional) return this.#bind(EMPTY, name);
      throw templateNotFound(name, setup.source);
    }
    const known = this.#bound.get(name);
    if (known?.compiled === compiled) return known.template;
    const template = this.#bind(compiled.code, compiled.path);
    this.#bound.set(name, { compiled, template });
    return template;
  }

  #bind(code: CompiledCode, path: string): BoundTemplate {
    return new this.#options.library.Template({ type: "code", obj: code }, this.#environment, path, true);
  }

  /** The app's function of a name before nunjucks' own; those the app adds later are seen too. */
  #findFunction(kind: "filter" | "test", name: string): TemplateCallable {
    const { setup } = this.#options;
    const own = (kind === "filter" ? setup.filters : setup.tests).get(name);
    if (own !== undefined) return own as TemplateCallable; // templates pass what they like: types end here
    const builtIn = kind === "filter" ? this.#environment.filters : this.#environment.tests;
    const found = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
    if (found !== undefined) return found;
    const add = kind === "filter" ? "addFilter" : "addTest";
    throw new Error(`there is no ${kind} ${JSON.stringify(name)}; add it with app.templates.${add}()`);
  }
}
