import { type TemplateContext, type TemplateEngineSetup, templateNotFound } from "@micro-web/core";

import type { CompiledTemplate, CompiledTemplates } from "./compiled-templates.ts";
import {
  type BoundTemplate,
  type CompiledCode,
  type CompiledFunction,
  type Environment,
  type Library,
  resultOf,
  type TemplateCallable,
} from "./library.ts";
import { TemplateFailure, type TemplateFile } from "./template-failure.ts";

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

  /** Renders one block of a template, as the template or those it extends have it. @throws as render() */
  renderBlock(name: string, block: string, context: TemplateContext): string {
    const { code, path } = this.#getCompiled(name);
    const root = rootOfBlock(code.root, block, { template: name, path });
    return this.#renderTemplate(this.#bind({ ...code, root }, path), context);
  }

  /** The value a template exports under a name. @throws as render(); Error when there is none */
  readAttribute(name: string, attribute: string, context: TemplateContext): unknown {
    this.#updateGlobals();
    const template = this.#getTemplate(name, false);
    const exported = resultOf<object>((done) => template.getExported(context, undefined, done)) ?? {};
    if (Object.hasOwn(exported, attribute)) return Reflect.get(exported, attribute);
    const { path } = this.#getCompiled(name);
    const names = Object.keys(exported).join(", ") || "nothing";
    const problem = new Error(`it exports no ${JSON.stringify(attribute)}; it exports ${names}`);
    throw new TemplateFailure({ template: name, path }, problem);
  }

  #renderTemplate(template: BoundTemplate, context: TemplateContext): string {
    this.#updateGlobals();
    return String(template.render(context));
  }

  /** Cheaper than a Proxy at each lookup of a variable, and sees what was added since. */
  #updateGlobals(): void {
    const { globals } = this.#environment;
    for (const [name, value] of this.#options.setup.globals) globals[name] = value;
  }

  #getCompiled(name: string): CompiledTemplate {
    const { templates, setup } = this.#options;
    const compiled = templates.get(name);
    if (compiled === null) throw templateNotFound(name, setup.source);
    return compiled;
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

/** A page that is one of its blocks: the rest runs too, for its variables and imports, and is not printed. */
function rootOfBlock(root: CompiledFunction, name: string, file: TemplateFile): CompiledFunction {
  return (...values) => {
    const [environment, context, frame, runtime, done] = values;
    context.isCollecting = true;
    resultOf((finish) => root(environment, context, frame, runtime, finish));
    context.isCollecting = false;
    if (context.blocks[name] === undefined) {
      const names = Object.keys(context.blocks).join(", ") || "none";
      throw new TemplateFailure(file, new Error(`it has no block ${JSON.stringify(name)}; it has ${names}`));
    }
    context.getBlock(name)(environment, context, frame, runtime, done);
  };
}
