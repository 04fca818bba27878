import type { TemplateContext } from "./http/rendering.ts";
import type { Request } from "./http/request.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";

/**
 * Gives every template of a request more values; those of the view win.
 *
 * One that takes no parameter also runs for templates that are rendered without a request: mails, commands.
 */
export type ContextProcessor = (request: Request) => MaybePromise<TemplateContext>;

/** What the values that every template sees are made of. */
export interface ContextServices {
  /** Builds a URL, as `url_for` does; without a request a whole one. */
  buildUrl(endpoint: string, values: Readonly<Record<string, unknown>>, request: Request | null): string;
  /** The configuration, as templates see it. */
  readonly config: () => unknown;
}

/** What every template sees, whatever the view gives; Flask's standard context. */
export interface StandardValues {
  /** `undefined` without a request. */
  readonly request: Request | undefined;
  /** `undefined` without a request. */
  readonly session: object | undefined;
  readonly g: object;
  readonly config: unknown;
  readonly url_for: (endpoint: string, values?: object) => string;
  readonly get_flashed_messages: (...options: unknown[]) => unknown[];
}

/** The names of {@link StandardValues}. */
export const STANDARD_NAMES: readonly (keyof StandardValues)[] = [
  "request",
  "session",
  "g",
  "config",
  "url_for",
  "get_flashed_messages",
];

/** The processors that give templates more values: those of the app, then of the blueprints from outer to inner. */
export class ContextProcessors {
  readonly #byBlueprint = new Map<string, ContextProcessor[]>();
  /** Those of a blueprint and all around it. */
  readonly #chains = new Map<string, readonly ContextProcessor[]>();

  /** Adds a processor. @param blueprint - Its full name, "shop.admin"; "" for all templates of the app. */
  add(processor: ContextProcessor, blueprint: string): void {
    this.#chains.clear();
    const known = this.#byBlueprint.get(blueprint);
    if (known === undefined) this.#byBlueprint.set(blueprint, [processor]);
    else known.push(processor);
  }

  /** The values for a request, in order; later ones win. */
  valuesFor(request: Request | null): MaybePromise<TemplateContext>[] {
    if (this.#byBlueprint.size === 0) return [];
    if (request === null) return this.#valuesWithoutRequest();
    return this.#chainOf(request.blueprint).map((processor) => processor(request));
  }

  #valuesWithoutRequest(): MaybePromise<TemplateContext>[] {
    return this.#chainOf("")
      .filter((processor) => processor.length === 0)
      .map((processor) => (processor as () => MaybePromise<TemplateContext>)()); // it takes no parameter
  }

  #chainOf(blueprint: string): readonly ContextProcessor[] {
    const known = this.#chains.get(blueprint);
    if (known !== undefined) return known;
    const names = blueprint === "" ? [] : blueprint.split(".");
    const chain = ["", ...names.map((_, index) => names.slice(0, index + 1).join("."))].flatMap(
      (name) => this.#byBlueprint.get(name) ?? [],
    );
    this.#chains.set(blueprint, chain);
    return chain;
  }
}

/**
 * What a template sees: the standard values, over them what the processors gave, over all what the view gave.
 *
 * @param standard - Of this rendering alone: it becomes the context.
 */
export function mergeContext(
  standard: StandardValues,
  processed: readonly MaybePromise<TemplateContext>[],
  given: TemplateContext,
): MaybePromise<Record<string, unknown>> {
  if (processed.length === 0) return Object.assign(standard, given);
  if (!processed.some(isPromise)) return Object.assign(standard, ...processed, given);
  return Promise.all(processed.map((values) => Promise.resolve(values))).then((values) =>
    Object.assign(standard, ...values, given),
  );
}

/** The values every template of a request sees. */
export function standardValues(services: ContextServices, request: Request | null): StandardValues {
  return {
    request: request ?? undefined,
    session: request === null ? undefined : lazySession(request),
    g: request?.g ?? {},
    config: services.config(),
    url_for: (endpoint, values) => services.buildUrl(endpoint, { ...values }, request),
    get_flashed_messages: (...options) => (request === null ? [] : flashedMessages(request, options)),
  };
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
