import {
  attemptsIn,
  type TemplateAttempt,
  type TemplateSource,
  type TemplateText,
} from "./template-source.ts";

/**
 * A source that says where each template was looked for: the configuration's EXPLAIN_TEMPLATE_LOADING.
 *
 * It tells of a name when its text is read, and when there is none.
 */
export class ExplainedTemplates implements TemplateSource {
  readonly #source: TemplateSource;
  readonly #write: (message: string) => void;

  /** @param source - To look in. @param write - Takes the explanation. */
  constructor(source: TemplateSource, write: (message: string) => void) {
    this.#source = source;
    this.#write = write;
  }

  /** The places that are searched. */
  get places(): readonly string[] {
    return this.#source.places;
  }

  /** The template of a name, explained. */
  get(name: string): TemplateText | null {
    this.#write(explain(name, attemptsIn(this.#source, name)));
    return this.#source.get(name);
  }

  /** The version of a template; explained when there is none. */
  version(name: string): string | number | null {
    const version = this.#source.version(name);
    if (version === null) this.#write(explain(name, attemptsIn(this.#source, name)));
    return version;
  }

  /** The names of all templates. */
  list(): string[] {
    return this.#source.list();
  }

  /** Every place that is searched for a name. */
  attempts(name: string): readonly TemplateAttempt[] {
    return attemptsIn(this.#source, name);
  }
}

function explain(name: string, attempts: readonly TemplateAttempt[]): string {
  const found = attempts.filter(({ path }) => path !== null).length;
  const lines = attempts.map(
    ({ place, path }, index) =>
      `  ${index + 1}: ${place}\n     -> ${path === null ? "no match" : `found (${JSON.stringify(path)})`}`,
  );
  const warnings =
    found === 0
      ? ["Error: the template could not be found.", "  Is it in the templates folder of the right module?"]
      : ["Warning: several places have a template of this name; the first is used."].slice(
          0,
          found > 1 ? 1 : 0,
        );
  return [`Locating template ${JSON.stringify(name)}:`, ...lines, ...warnings].join("\n");
}
