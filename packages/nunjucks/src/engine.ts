import {
  MicroError,
  type TemplateEngine,
  type TemplateEngineSetup,
  type TemplateRenderer,
  type TemplateSource,
} from "@micro-web/core";

import type { NunjucksOptions } from "./nunjucks-options.ts";
import type { CreateCompile } from "./renderer.ts";

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
    const createCompile = await loadCompile(setup.source, this.#options);
    return new NunjucksRenderer({ setup, options: this.#options, createCompile });
  }
}

/** What compiles the templates of a source: nothing for those that are compiled. */
async function loadCompile(source: TemplateSource, options: NunjucksOptions): Promise<CreateCompile> {
  if ("isPrecompiled" in source) return () => refuseText;
  const { createCompile } = await import("./compile/compiler.ts");
  return createCompile(options);
}

function refuseText(): never {
  throw new MicroError(
    "MICRO_TEMPLATE_ERROR",
    "A template was given as text to an app whose templates are compiled: it has nothing to compile it with. " +
      "Make it a template of its own, and compile it with the others.",
  );
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
