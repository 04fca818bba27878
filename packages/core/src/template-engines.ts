import { MicroError } from "./errors.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "./template-engine.ts";

/** Names may come from visitors: only so many are remembered. */
const MAX_KNOWN_NAMES = 1000;

/** The engines of an app, chosen by a template's extension; each is set up once. */
export class TemplateEngines {
  readonly #engines: TemplateEngine[];
  readonly #createSetup: () => TemplateEngineSetup;
  readonly #rendererByName = new Map<string, TemplateRenderer>();
  readonly #engineByRenderer = new Map<TemplateRenderer, TemplateEngine>();
  /** A promise while the engine is being set up. */
  readonly #renderers = new Map<TemplateEngine, MaybePromise<TemplateRenderer>>();

  /** @param engines - Those asked first. @param createSetup - What each of them gets. */
  constructor(engines: readonly TemplateEngine[], createSetup: () => TemplateEngineSetup) {
    this.#engines = [...engines];
    this.#createSetup = createSetup;
  }

  /** Adds an engine; of several for one extension the last one added wins. */
  add(engine: TemplateEngine): void {
    this.#engines.unshift(engine);
    this.#rendererByName.clear();
  }

  /** Sets up the engines that the templates of these names need. @throws MicroError `MICRO_TEMPLATE_ENGINE` */
  start(names: readonly string[]): MaybePromise<void> {
    const needed = new Set(names.map((name) => this.#find(name)));
    const pending = [...needed].flatMap((engine) => (engine === undefined ? [] : this.#setUp(engine)));
    if (pending.some(isPromise))
      return Promise.all(pending.map((renderer) => Promise.resolve(renderer))).then(() => undefined);
  }

  /** The renderer for the template of a name. @throws MicroError `MICRO_TEMPLATE_ENGINE` */
  rendererFor(name: string): MaybePromise<TemplateRenderer> {
    return this.#rendererByName.get(name) ?? this.#prepare(name);
  }

  /** Whether there is an engine for the template of a name. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** The renderer of texts: the first engine's. @throws MicroError `MICRO_TEMPLATE_ENGINE` */
  rendererOfTexts(): MaybePromise<TemplateRenderer> {
    const engine = this.#engines[0];
    if (engine === undefined) throw this.#noEngine("a text");
    return this.#setUp(engine);
  }

  /** The name of the engine a renderer is of, for error messages. */
  nameOf(renderer: TemplateRenderer): string {
    return this.#engineByRenderer.get(renderer)?.name ?? "";
  }

  #prepare(name: string): MaybePromise<TemplateRenderer> {
    const engine = this.#find(name);
    if (engine === undefined) throw this.#noEngine(JSON.stringify(name));
    const renderer = this.#setUp(engine);
    if (isPromise(renderer)) return renderer;
    if (this.#rendererByName.size >= MAX_KNOWN_NAMES) this.#rendererByName.clear();
    this.#rendererByName.set(name, renderer);
    return renderer;
  }

  #setUp(engine: TemplateEngine): MaybePromise<TemplateRenderer> {
    return this.#renderers.get(engine) ?? this.#setUpFirst(engine);
  }

  #setUpFirst(engine: TemplateEngine): MaybePromise<TemplateRenderer> {
    let renderer: MaybePromise<TemplateRenderer>;
    try {
      renderer = engine.setup(this.#createSetup());
    } catch (error) {
      throw setupFailed(engine, error);
    }
    if (!isPromise(renderer)) return this.#keep(engine, renderer);
    const pending = renderer.then(
      (ready) => this.#keep(engine, ready),
      (error: unknown) => {
        this.#renderers.delete(engine);
        throw setupFailed(engine, error);
      },
    );
    pending.then(undefined, () => undefined); // whoever waits for it hears of the failure
    this.#renderers.set(engine, pending);
    return pending;
  }

  #keep(engine: TemplateEngine, renderer: TemplateRenderer): TemplateRenderer {
    this.#renderers.delete(engine);
    if (typeof renderer?.render !== "function") {
      throw new MicroError(
        "MICRO_TEMPLATE_ENGINE",
        `setup() of the template engine ${JSON.stringify(engine.name)} gave no renderer. Return an object with render() and renderString() from it.`,
      );
    }
    this.#renderers.set(engine, renderer);
    this.#engineByRenderer.set(renderer, engine);
    return renderer;
  }

  #find(name: string): TemplateEngine | undefined {
    const length = ({ extensions }: TemplateEngine): number =>
      Math.max(
        0,
        ...extensions.filter((extension) => name.endsWith(extension)).map((extension) => extension.length),
      );
    return this.#engines
      .filter((engine) => length(engine) > 0)
      .toSorted((left, right) => length(right) - length(left))[0];
  }

  #noEngine(what: string): MicroError {
    const known = this.#engines.map(({ name, extensions }) => `${name} (${extensions.join(" ")})`);
    return new MicroError(
      "MICRO_TEMPLATE_ENGINE",
      `There is no template engine for ${what}. Registered: ${known.join(", ") || "none"}. ` +
        "Install micro-web, which brings nunjucks, or add one with app.templates.addEngine().",
    );
  }
}

function setupFailed(engine: TemplateEngine, error: unknown): MicroError {
  if (error instanceof MicroError) return error;
  const why = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  return new MicroError(
    "MICRO_TEMPLATE_ENGINE",
    `The template engine ${JSON.stringify(engine.name)} could not be set up: ${why}. ` +
      "Install what it needs, or take another one with new Micro(import.meta, { engines: [...] }).",
    { cause: error },
  );
}
