import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";

/** The text of a template and where it is. */
export interface TemplateText {
  /** The template itself. */
  readonly source: string;
  /** The file it is from, for error messages. */
  readonly path: string;
  /** Changes when the text does. */
  readonly version: string | number;
  /** What the engine has made of the text before: a module with its exports (`TemplateModules`). */
  readonly compiled?: unknown;
}

/** One place that was searched for a template. */
export interface TemplateAttempt {
  /** The place, as in {@link TemplateSource.places}. */
  readonly place: string;
  /** Where the template is; `null` when the place has none of that name. */
  readonly path: string | null;
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
  /** Every place that is searched for a name, for EXPLAIN_TEMPLATE_LOADING. */
  attempts?(name: string): readonly TemplateAttempt[];
}

/**
 * Templates in memory, by name (Jinja's `DictLoader`): for tests, and apps of one file.
 *
 * @example
 * const source = new TemplateTexts({ "index.html": "<h1>{{ title }}</h1>" });
 */
export class TemplateTexts implements TemplateSource {
  readonly #texts: Map<string, string>;
  /** "memory". */
  readonly places: readonly string[] = ["memory"];

  /** @param texts - The templates by name. */
  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = new Map(Object.entries(texts));
  }

  /** Adds a template, or changes one; an app that looks for changed templates sees it. */
  set(name: string, text: string): void {
    this.#texts.set(name, text);
  }

  /** The template of a name; `null` when there is none. */
  get(name: string): TemplateText | null {
    const source = this.#texts.get(name);
    return source === undefined ? null : { source, path: name, version: source };
  }

  /** The text itself: it changes when the text does. */
  version(name: string): string | null {
    return this.#texts.get(name) ?? null;
  }

  /** The names of all templates. */
  list(): string[] {
    return [...this.#texts.keys()];
  }
}

/**
 * Several sources as one; the first that has a name wins (Jinja's `ChoiceLoader`).
 *
 * @example
 * const source = new TemplateSources([new TemplateTexts({ "index.html": "Hello" }), folders]);
 */
export class TemplateSources implements TemplateSource {
  readonly #sources: readonly TemplateSource[];

  /** @param sources - In the order they are asked. */
  constructor(sources: readonly TemplateSource[]) {
    this.#sources = sources;
  }

  /** The places of all of them. */
  get places(): readonly string[] {
    return this.#sources.flatMap(({ places }) => places);
  }

  /** The template of a name; `null` when none has it. */
  get(name: string): TemplateText | null {
    for (const [index, source] of this.#sources.entries()) {
      const text = source.get(name);
      if (text !== null) return { ...text, version: `${index}:${text.version}` };
    }
    return null;
  }

  /** The version with the number of the source: a template may move from one to another. */
  version(name: string): string | null {
    for (const [index, source] of this.#sources.entries()) {
      const version = source.version(name);
      if (version !== null) return `${index}:${version}`;
    }
    return null;
  }

  /** The names of all templates. */
  list(): string[] {
    return [...new Set(this.#sources.flatMap((source) => source.list()))];
  }

  /** Every place that is searched for a name. */
  attempts(name: string): readonly TemplateAttempt[] {
    return this.#sources.flatMap((source) => attemptsIn(source, name));
  }
}

/** Every place of a source that is searched for a name. */
export function attemptsIn(source: TemplateSource, name: string): readonly TemplateAttempt[] {
  return (
    source.attempts?.(name) ?? [{ place: source.places.join(", "), path: source.get(name)?.path ?? null }]
  );
}

/**
 * The error for a template that is in none of the places: which were searched, and the nearest name.
 *
 * @param name - Of the template. @param source - That was searched. @param asker - Who asks: `the view of "show"`.
 */
export function templateNotFound(name: string, source: TemplateSource, asker: string = ""): MicroError {
  const asks = asker === "" ? "" : ` It is asked for by ${asker}.`;
  return new MicroError(
    "MICRO_TEMPLATE_NOT_FOUND",
    `There is no template ${JSON.stringify(name)}.${didYouMean(name, source.list())} ` +
      `Searched in: ${source.places.join(", ") || "no folder (the app has no templates folder)"}.${asks}`,
  );
}
