import {
  MicroError,
  type TemplateContext,
  type TemplateEngine,
  type TemplateEngineSetup,
} from "@micro-web/core";

import { CompiledTemplates } from "./compiled-templates.ts";
import { TemplateCompiler } from "./compiler.ts";
import { loadLibrary } from "./library.ts";
import { TemplateEnvironment } from "./template-environment.ts";
import { TemplateFailure } from "./template-failure.ts";

/** How templates are written. */
export interface NunjucksOptions {
  /** Whether the line break after a tag is left out. @default false */
  readonly trimBlocks?: boolean;
  /** Whether the spaces before a tag are left out. @default false */
  readonly lstripBlocks?: boolean;
}

/** What is there once an app has set the engine up. */
interface Parts {
  readonly compiler: TemplateCompiler;
  readonly escaping: TemplateEnvironment;
  readonly plain: TemplateEnvironment;
  readonly autoescape: (name: string) => boolean;
}

/** The name in errors of a template that was given as text. */
const TEXT = "<text>";

class NunjucksEngine implements TemplateEngine {
  readonly name = "nunjucks";
  readonly extensions = [
    ".html",
    ".htm",
    ".xml",
    ".xhtml",
    ".svg",
    ".txt",
    ".njk",
    ".j2",
    ".jinja",
    ".jinja2",
  ] as const;
  readonly #options: Required<NunjucksOptions>;
  #parts: Parts | undefined;

  constructor({ trimBlocks = false, lstripBlocks = false }: NunjucksOptions) {
    this.#options = { trimBlocks, lstripBlocks };
  }

  setup(setup: TemplateEngineSetup): void {
    if (this.#parts !== undefined) {
      throw new MicroError(
        "MICRO_TEMPLATE_ENGINE",
        "This nunjucks engine belongs to another app. Call nunjucks() once for each app.",
      );
    }
    const { source, autoReload, autoescape } = setup;
    const library = loadLibrary();
    const compiler = new TemplateCompiler(library, this.#options);
    const templates = new CompiledTemplates({ source, compiler, autoReload });
    this.#parts = {
      compiler,
      escaping: new TemplateEnvironment({ library, setup, templates, autoescape: true }),
      plain: new TemplateEnvironment({ library, setup, templates, autoescape: false }),
      autoescape,
    };
  }

  render(name: string, context: TemplateContext): string {
    const { autoescape, escaping, plain } = this.#getParts();
    return inWordsOfTheApp(name, () => (autoescape(name) ? escaping : plain).render(name, context));
  }

  renderString(source: string, context: TemplateContext): string {
    const { compiler, escaping } = this.#getParts();
    return inWordsOfTheApp(TEXT, () =>
      escaping.renderCode(compiler.compile(source, { template: TEXT, path: TEXT }), context),
    );
  }

  #getParts(): Parts {
    if (this.#parts !== undefined) return this.#parts;
    throw new MicroError(
      "MICRO_TEMPLATE_ENGINE",
      "This nunjucks engine belongs to no app. Give it to one: app.templates.addEngine().",
    );
  }
}

function inWordsOfTheApp(rendered: string, run: () => string): string {
  try {
    return run();
  } catch (error) {
    throw error instanceof TemplateFailure ? error.toError(rendered) : error;
  }
}

/**
 * The template engine of Micro: Jinja-style templates, rendered by nunjucks.
 *
 * `micro-web` gives it to every app. Values are escaped in HTML, XML and SVG templates and in texts; a template that
 * is included, extended or imported is escaped like the one that asks for it.
 *
 * @example
 * const app = new Micro(import.meta, { engines: [nunjucks({ trimBlocks: true, lstripBlocks: true })] });
 */
export function nunjucks(options: NunjucksOptions = {}): TemplateEngine {
  return new NunjucksEngine(options);
}
