import {
  type TemplateEngine,
  type TemplateEngineSetup,
  TemplateModules,
  type TemplateRenderer,
  type TemplateSource,
} from "@micro-web/core";

import type { NunjucksOptions } from "./nunjucks-options.ts";
import type { CreateCompiler } from "./renderer.ts";

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
  readonly #options: NunjucksOptions;

  constructor(options: NunjucksOptions) {
    this.#options = options;
  }

  /** nunjucks and all that builds on it is loaded here: an app pays for it when it starts, if it has templates. */
  async setup(setup: TemplateEngineSetup): Promise<TemplateRenderer> {
    const { NunjucksRenderer } = await import("./renderer.ts");
    const createCompiler = await loadCompiler(setup.source, this.#options);
    return new NunjucksRenderer({ setup, options: this.#options, createCompiler });
  }
}

/** What compiles the templates of a source: nothing for those that are compiled. */
async function loadCompiler(
  source: TemplateSource,
  options: NunjucksOptions,
): Promise<CreateCompiler | null> {
  if (source instanceof TemplateModules) return null;
  const { createCompiler } = await import("./compile/compiler.ts");
  return createCompiler(options);
}

/**
 * The template engine of Micro: Jinja-style templates, rendered by nunjucks.
 *
 * `micro-web` gives it to every app. Values are escaped in HTML, XML and SVG templates and in texts; a template that
 * is included, extended or imported is escaped like the one that asks for it.
 *
 * @param options - How templates are written.
 * @example
 * const app = new Micro(import.meta, { engines: [nunjucks({ trimBlocks: true, lstripBlocks: true })] });
 */
export function nunjucks(options: NunjucksOptions = {}): TemplateEngine {
  return new NunjucksEngine(options);
}
