import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
import type { Rendering, TemplateContext } from "./http/rendering.ts";
import type { Request } from "./http/request.ts";
import type { MaybePromise } from "./maybe-promise.ts";

/** The text of a template and where it is. */
export interface TemplateText {
  /** The template itself. */
  readonly source: string;
  /** The file it is from, for error messages. */
  readonly path: string;
  /** Changes when the text does. */
  readonly version: string | number;
}

/** Where templates come from: the app's folder, then those of its blueprints. */
export interface TemplateSource {
  /** The template of a name; `null` when there is none. */
  get(name: string): TemplateText | null;
  /** The version of a template without reading it; `null` when there is none. */
  version(name: string): string | number | null;
  /** The names of all templates. */
  list(): string[];
  /** The places that are searched, in order. */
  readonly places: readonly string[];
}

/** A function that templates call: a global, a filter, a test. */
export type TemplateFunction = (...values: never[]) => unknown;

/** What an engine gets from the app. */
export interface TemplateEngineSetup {
  readonly source: TemplateSource;
  /** Functions and values every template sees. */
  readonly globals: ReadonlyMap<string, unknown>;
  /** `{{ value | name }}`. */
  readonly filters: ReadonlyMap<string, TemplateFunction>;
  /** `{% if value is name %}`. */
  readonly tests: ReadonlyMap<string, TemplateFunction>;
  /** Whether a template's values are escaped, by its name. */
  readonly autoescape: (name: string) => boolean;
  /** Whether changed templates are to be noticed. */
  readonly autoReload: boolean;
}

/** A place in a template, for the error page. */
export interface TemplateErrorPlace {
  readonly template: string;
  readonly line?: number;
  readonly column?: number;
}

/** A template language: nunjucks is the default, others plug in by file extension. */
export interface TemplateEngine {
  /** For error messages. */
  readonly name: string;
  /** The file extensions it is for, with the dot; the longest that fits wins. */
  readonly extensions: readonly string[];
  /** Called once, before the first rendering. */
  setup(setup: TemplateEngineSetup): void;
  /** Renders a template of the source. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  render(name: string, context: TemplateContext): MaybePromise<string>;
  /** Renders a text; it is escaped like HTML. */
  renderString(source: string, context: TemplateContext): MaybePromise<string>;
}

/** Gives every template of a request more values; those of the view win. */
export type ContextProcessor = (request: Request) => TemplateContext;

/** What templates know of their app. */
export interface TemplateServices {
  /** Builds a URL, as `url_for` does. */
  buildUrl(endpoint: string, values: Readonly<Record<string, unknown>>, request: Request | null): string;
  /** The configuration, as templates see it. */
  readonly config: () => unknown;
  /** Whether changed templates are to be noticed. */
  readonly autoReload: () => boolean;
  readonly source: TemplateSource;
}

/** Templates with these extensions are HTML or XML: values in them are escaped (Flask's rule). */
const ESCAPED = /\.(?:html?|xhtml|xml|svg)(?:\.(?:njk|j2|jinja2?))?$|\.njk$/i;

/** Names may come from visitors: only so many are remembered. */
const MAX_KNOWN_NAMES = 1000;

/**
 * The templates of an app: engines, globals, filters, tests and context.
 *
 * @example
 * app.templates.addFilter("shout", (text: string) => `${text.toUpperCase()}!`);
 * app.templates.addGlobal("site_name", "Movies");
 */
export class Templates {
  readonly #services: TemplateServices;
  readonly #engines: TemplateEngine[] = [];
  readonly #engineByName = new Map<string, TemplateEngine>();
  readonly #ready = new Set<TemplateEngine>();
  readonly #globals = new Map<string, unknown>();
  readonly #filters = new Map<string, TemplateFunction>();
  readonly #tests = new Map<string, TemplateFunction>();
  readonly #processors: ContextProcessor[] = [];

  /** @param services - Of the app. @param engines - Those asked first. */
  constructor(services: TemplateServices, engines: readonly TemplateEngine[] = []) {
    this.#services = services;
    this.#engines.push(...engines);
    this.addGlobal("url_for", (endpoint: string, values?: object) => this.#urlFor(endpoint, values, null));
  }

  /** Adds an engine; of several for one extension the last one added wins. */
  addEngine(engine: TemplateEngine): void {
    this.#engines.unshift(engine);
    this.#engineByName.clear();
  }

  /** Adds a value or function that every template sees. */
  addGlobal(name: string, value: unknown): void {
    this.#globals.set(name, value);
  }

  /** Adds a filter: `{{ value | name }}`. */
  addFilter(name: string, filter: TemplateFunction): void {
    this.#filters.set(name, filter);
  }

  /** Adds a test: `{% if value is name %}`. */
  addTest(name: string, test: TemplateFunction): void {
    this.#tests.set(name, test);
  }

  /** Adds a function that gives every template of a request more values. */
  addContextProcessor(processor: ContextProcessor): void {
    this.#processors.push(processor);
  }

  /**
   * Renders what a view returned.
   *
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`, `MICRO_TEMPLATE_ERROR`.
   */
  render({ template, context }: Rendering, request: Request): MaybePromise<string> {
    const name = typeof template === "string" ? template : this.#firstOf(template);
    return this.#engineFor(name).render(name, this.#contextOf(request, context));
  }

  /** Renders a text with the default engine, escaped like HTML (Flask's `render_template_string`). */
  renderString(source: string, context: TemplateContext, request: Request): MaybePromise<string> {
    return this.#engineFor(this.#engines[0]?.extensions[0] ?? "").renderString(
      source,
      this.#contextOf(request, context),
    );
  }

  #firstOf(names: readonly string[]): string {
    const found = names.find((name) => this.#services.source.version(name) !== null);
    if (found === undefined) throw templateNotFound(names.join(", "), this.#services.source);
    return found;
  }

  #engineFor(name: string): TemplateEngine {
    const known = this.#engineByName.get(name) ?? this.#findEngine(name);
    if (this.#engineByName.size >= MAX_KNOWN_NAMES) this.#engineByName.clear();
    this.#engineByName.set(name, known);
    if (!this.#ready.has(known)) this.#setUp(known);
    return known;
  }

  #findEngine(name: string): TemplateEngine {
    const length = (engine: TemplateEngine): number =>
      Math.max(
        0,
        ...engine.extensions
          .filter((extension) => name.endsWith(extension))
          .map((extension) => extension.length),
      );
    const engine = this.#engines
      .filter((known) => length(known) > 0)
      .toSorted((left, right) => length(right) - length(left))[0];
    if (engine === undefined) {
      const known = this.#engines.map(
        ({ name: engineName, extensions }) => `${engineName} (${extensions.join(" ")})`,
      );
      throw new MicroError(
        "MICRO_TEMPLATE_ENGINE",
        `There is no template engine for ${JSON.stringify(name)}. Registered: ${known.join(", ") || "none"}. ` +
          "Install micro-web, which brings nunjucks, or add one with app.templates.addEngine().",
      );
    }
    return engine;
  }

  #setUp(engine: TemplateEngine): void {
    engine.setup({
      source: this.#services.source,
      globals: this.#globals,
      filters: this.#filters,
      tests: this.#tests,
      autoescape: (name) => ESCAPED.test(name),
      autoReload: this.#services.autoReload(),
    });
    this.#ready.add(engine);
  }

  #contextOf(request: Request, context: TemplateContext): TemplateContext {
    const standard: Record<string, unknown> = {
      request,
      session: lazySession(request),
      g: request.g,
      config: this.#services.config(),
      url_for: (endpoint: string, values?: object) => this.#urlFor(endpoint, values, request),
      get_flashed_messages: (...options: unknown[]) => flashedMessages(request, options),
    };
    for (const processor of this.#processors) Object.assign(standard, processor(request));
    return Object.assign(standard, context);
  }

  #urlFor(endpoint: string, values: object | undefined, request: Request | null): string {
    return this.#services.buildUrl(endpoint, { ...values }, request);
  }
}

/** The session, opened only when a template looks into it: opening it makes the response vary by cookie. */
function lazySession(request: Request): object {
  return new Proxy(
    {},
    {
      get: (_, key) => Reflect.get(request.session, key),
      has: (_, key) => Reflect.has(request.session, key),
      ownKeys: () => Reflect.ownKeys(request.session),
      getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(request.session, key),
    },
  );
}

/** Flask's `get_flashed_messages(with_categories=false, category_filter=[])`. */
function flashedMessages(request: Request, options: readonly unknown[]): unknown[] {
  const named = options.find((option) => typeof option === "object" && !Array.isArray(option)) ?? {};
  const { with_categories: withCategories = options[0] === true, category_filter: filter = options[1] } =
    named as {
      with_categories?: unknown;
      category_filter?: unknown;
    }; // a template's keyword arguments
  const wanted = Array.isArray(filter) && filter.length > 0 ? filter : null;
  return request
    .flashedMessages()
    .filter(({ category }) => wanted === null || wanted.includes(category))
    .map(({ category, message }) => (withCategories === true ? [category, message] : message));
}

/** The error for a template that is in none of the folders: which were searched, and the nearest name. */
export function templateNotFound(name: string, source: TemplateSource): MicroError {
  return new MicroError(
    "MICRO_TEMPLATE_NOT_FOUND",
    `There is no template ${JSON.stringify(name)}.${didYouMean(name, source.list())} ` +
      `Searched in: ${source.places.join(", ") || "no folder (the app has no templates folder)"}.`,
  );
}
