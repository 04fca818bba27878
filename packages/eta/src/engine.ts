import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "@micro-web/core";

import type { EtaOptions } from "./eta-options.ts";

class EtaEngine implements TemplateEngine {
  readonly name = "eta";
  readonly extensions = [".eta"] as const;
  readonly #options: EtaOptions;

  constructor(options: EtaOptions) {
    this.#options = options;
  }

  /** Eta is loaded here: an app pays for it when it starts, if it has templates for it. */
  async setup(setup: TemplateEngineSetup): Promise<TemplateRenderer> {
    const { EtaRenderer } = await import("./renderer.ts");
    return new EtaRenderer(setup, this.#options);
  }
}

/**
 * A template engine for `.eta`: JavaScript between `<%` and `%>`, compiled by Eta.
 *
 * Values are `it.title`; the app's globals are there too, its filters and tests are functions, `it.filters.shout(text)`
 * and `it.tests.recent(year)`. Values are escaped, but in templates for other texts, `mail.txt.eta`.
 *
 * @param options - How templates are written.
 * @example
 * app.use(eta());
 * app.get("/", () => render("index.eta", { title: "Movies" }));
 */
export function eta(options: EtaOptions = {}): TemplateEngine {
  return new EtaEngine(options);
}
