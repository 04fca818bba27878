import {
  didYouMean,
  type TemplateContext,
  type TemplateEngineSetup,
  type TemplateFunction,
} from "@micro-web/core";

/** What templates see: the values of the view, below them the app's globals, filters and tests. */
export class Scopes {
  readonly #globals: ReadonlyMap<string, unknown>;
  /** What every scope has; without a prototype, so that nothing of all objects is there. */
  readonly #base: Record<string, unknown>;

  /** @param setup - Of the app. */
  constructor({ globals, filters, tests }: TemplateEngineSetup) {
    this.#globals = globals;
    this.#base = Object.assign(Object.create(null), {
      filters: functionsOf("filter", filters),
      tests: functionsOf("test", tests),
    });
  }

  /** The scope of one rendering; what templates set in it is its own. */
  create(context: TemplateContext): object {
    for (const [name, value] of this.#globals) this.#base[name] = value;
    return Object.assign(Object.create(this.#base), context);
  }
}

/** Functions of the app as properties; one that is missing is an error that says so. */
function functionsOf(kind: string, functions: ReadonlyMap<string, TemplateFunction>): object {
  return new Proxy(Object.create(null), {
    get: (_, name) => {
      const found = typeof name === "string" ? functions.get(name) : undefined;
      if (found !== undefined) return found;
      const hint = didYouMean(String(name), functions.keys());
      throw new Error(`there is no ${kind} ${JSON.stringify(String(name))}.${hint}`);
    },
  });
}
