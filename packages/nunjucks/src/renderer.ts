import type { TemplateContext, TemplateEngineSetup, TemplateRenderer } from "@micro-web/core";

import { CompiledTemplates } from "./compiled-templates.ts";
import { TemplateCompiler } from "./compiler.ts";
import { loadLibrary } from "./library.ts";
import type { NunjucksOptions } from "./nunjucks-options.ts";
import { SafeText } from "./safe-text.ts";
import { TemplateEnvironment } from "./template-environment.ts";
import { TemplateFailure } from "./template-failure.ts";

/** The name in errors of a template that was given as text. */
const TEXT = "<text>";

/** Renders the templates of one app. */
export class NunjucksRenderer implements TemplateRenderer {
  readonly #compiler: TemplateCompiler;
  readonly #safeText: SafeText;
  readonly #escaping: TemplateEnvironment;
  readonly #plain: TemplateEnvironment;
  readonly #autoescape: (name: string) => boolean;

  /** @param setup - Of the app. @param options - How its templates are written. */
  constructor(setup: TemplateEngineSetup, { trimBlocks = false, lstripBlocks = false }: NunjucksOptions) {
    const { source, autoReload, autoescape, standardNames } = setup;
    const library = loadLibrary();
    const safeText = new SafeText(library.runtime);
    const syntax = { trimBlocks, lstripBlocks };
    const compiler = new TemplateCompiler({ library, syntax, safeText, standardNames });
    const templates = new CompiledTemplates({ source, compiler, autoReload });
    this.#compiler = compiler;
    this.#safeText = safeText;
    this.#escaping = new TemplateEnvironment({ library, setup, templates, autoescape: true });
    this.#plain = new TemplateEnvironment({ library, setup, templates, autoescape: false });
    this.#autoescape = autoescape;
  }

  /** Renders a template of the source. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  render(name: string, context: TemplateContext): string {
    return inWordsOfTheApp(name, () => this.#environmentOf(name).render(name, context));
  }

  /** Renders a text, escaped like HTML. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  renderString(source: string, context: TemplateContext): string {
    return inWordsOfTheApp(TEXT, () =>
      this.#escaping.renderCode(this.#compiler.compile(source, { template: TEXT, path: TEXT }), context),
    );
  }

  /** Renders one block. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  renderBlock(name: string, block: string, context: TemplateContext): string {
    return inWordsOfTheApp(name, () => this.#environmentOf(name).renderBlock(name, block, context));
  }

  /** A macro as a function, or a variable. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  getAttribute(name: string, attribute: string, context: TemplateContext): unknown {
    const value = inWordsOfTheApp(name, () =>
      this.#environmentOf(name).readAttribute(name, attribute, context),
    );
    if (typeof value !== "function") return value;
    return (...values: unknown[]): unknown =>
      inWordsOfTheApp(name, () => this.#safeText.toMarkup(Reflect.apply(value, undefined, values)));
  }

  #environmentOf(name: string): TemplateEnvironment {
    return this.#autoescape(name) ? this.#escaping : this.#plain;
  }
}

function inWordsOfTheApp<Value>(rendered: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw error instanceof TemplateFailure ? error.toError(rendered) : error;
  }
}
