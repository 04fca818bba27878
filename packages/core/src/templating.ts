import { MicroError } from "./errors.ts";
import { escapeJson } from "./http/markup.ts";
import { Rendering, type TemplateContext } from "./http/rendering.ts";
import type { Request } from "./http/request.ts";
import { isEscapedTemplate } from "./http/template-extension.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import { callerLocation } from "./source-location.ts";
import {
  type ContextProcessor,
  ContextProcessors,
  type ContextServices,
  mergeContext,
  STANDARD_NAMES,
  standardValues,
} from "./template-context.ts";
import type {
  TemplateEngine,
  TemplateEngineSetup,
  TemplateFunction,
  TemplateRenderer,
} from "./template-engine.ts";
import { TemplateEngines } from "./template-engines.ts";
import { ExplainedTemplates } from "./template-explanation.ts";
import { TemplateInspection } from "./template-inspection.ts";
import { templateNotFound, type TemplateSource } from "./template-source.ts";

/** Hears of a rendering: the template's name, "" for a text; what it sees; the request, `null` without. */
export type RenderListener = (
  template: string,
  context: Record<string, unknown>,
  request: Request | null,
) => void;

/** What templates know of their app. */
export interface TemplateServices extends ContextServices {
  /** Where templates come from. */
  readonly source: TemplateSource;
  /** Whether changed templates are to be noticed. */
  readonly autoReload: () => boolean;
  /** Whether the app runs in debug. */
  readonly debug?: () => boolean;
  /** Takes what there is to say about where templates were looked for; `null` when nobody wants to know. */
  readonly explain?: () => ((message: string) => void) | null;
  /** Makes JSON for the filter `tojson`. @default JSON.stringify */
  readonly stringify?: (value: unknown) => string | undefined;
  /** Called before each rendering; it may change what the template sees. */
  readonly beforeRender?: RenderListener;
  /** Called after each rendering that did not fail. */
  readonly rendered?: RenderListener;
}

/** A macro as a function: its values by position. */
export type TemplateMacro = (...values: readonly unknown[]) => unknown;

/** Whose templates a context processor is for. */
export interface ContextProcessorOptions {
  /** The full name of a blueprint, "shop.admin": its views and those of blueprints in it. @default all views */
  readonly blueprint?: string;
  /** Names of its values that imported templates see too, though they see nothing else of the context. @default none */
  readonly importedNames?: readonly string[];
}

/** One rendering, ready to go. */
interface Job {
  readonly rendering: Rendering;
  readonly request: Request | null;
  /** Of the template; "" for a text. */
  readonly name: string;
  readonly renderer: TemplateRenderer;
  readonly context: Record<string, unknown>;
}

/**
 * The templates of an app: engines, globals, filters, tests and context.
 *
 * Everything is registered before the app starts: later the methods that add something throw MicroError
 * `MICRO_APP_FROZEN`.
 *
 * @example
 * app.templates.addFilter("shout", (text: string) => `${text.toUpperCase()}!`);
 * app.templates.addGlobal("site_name", "Movies");
 */
export class Templates {
  readonly #services: TemplateServices;
  readonly #engines: TemplateEngines;
  readonly #globals = new Map<string, unknown>();
  readonly #filters = new Map<string, TemplateFunction>();
  readonly #tests = new Map<string, TemplateFunction>();
  readonly #tags = new Map<string, string>();
  readonly #processors = new ContextProcessors();
  readonly #importedNames: string[] = [...STANDARD_NAMES];
  /** What can be known of the templates without rendering them. */
  readonly inspection: TemplateInspection;
  #isFrozen = false;

  /** @param services - Of the app. @param engines - Those asked first. */
  constructor(services: TemplateServices, engines: readonly TemplateEngine[] = []) {
    this.#services = services;
    this.#engines = new TemplateEngines(engines, () => this.#createSetup());
    this.inspection = new TemplateInspection({
      source: services.source,
      globals: this.#globals,
      rendererFor: (name) => (this.#engines.has(name) ? this.#engines.rendererFor(name) : undefined),
    });
    this.addGlobal("url_for", standardValues(services, null).url_for);
    this.addFilter("tojson", (value: unknown, options?: unknown) => this.#toJson(value, options));
  }

  /** Adds an engine; of several for one extension the last one added wins. */
  addEngine(engine: TemplateEngine): void {
    this.#assertOpen("addEngine()");
    this.#engines.add(engine);
  }

  /** Adds a value or function that every template sees, also imported ones. */
  addGlobal(name: string, value: unknown): void {
    this.#assertOpen("addGlobal()");
    this.#globals.set(name, value);
  }

  /** Adds a filter: `{{ value | name }}`. */
  addFilter(name: string, filter: TemplateFunction): void {
    this.#assertOpen("addFilter()");
    this.#filters.set(name, filter);
  }

  /** Adds a test: `{% if value is name %}`. */
  addTest(name: string, test: TemplateFunction): void {
    this.#assertOpen("addTest()");
    this.#tests.set(name, test);
  }

  /**
   * Adds a tag without a body, for engines that have tags: `{% name %}` is `{{ call() }}`.
   *
   * @param name - Of the tag. @param call - The name of a global, or of what a context processor gives: a function.
   * @example
   * setup.templates.addTag("csrf_token", "csrf_input");
   */
  addTag(name: string, call: string): void {
    this.#assertOpen("addTag()");
    this.#tags.set(name, call);
  }

  /**
   * Adds a function that gives every template of a request more values, or those of a blueprint's views.
   *
   * The app's run first, then those of blueprints from outer to inner; later values win, and those of the view win
   * over all. One without a parameter also runs for templates that are rendered without a request.
   *
   * @example
   * app.templates.addContextProcessor(({ session }) => ({ is_admin: session["admin"] === true }));
   */
  addContextProcessor(
    processor: ContextProcessor,
    { blueprint = "", importedNames = [] }: ContextProcessorOptions = {},
  ): void {
    this.#assertOpen("addContextProcessor()");
    this.#importedNames.push(...importedNames);
    this.#processors.add(processor, blueprint);
  }

  /**
   * Ends registration and sets up the engines that the app's templates need; the app calls it when it starts.
   *
   * @throws MicroError `MICRO_TEMPLATE_ENGINE` when an engine cannot be set up.
   */
  start(): MaybePromise<void> {
    this.#isFrozen = true;
    return this.#engines.start(this.#services.source.list());
  }

  /**
   * The text of a template. Before the app has started it sets up the engine first.
   *
   * @param rendering - What `render()` and its kin make.
   * @param request - `null` for a mail or a command: the template then has no `request` and no `session`.
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`, `MICRO_TEMPLATE_ERROR`.
   */
  render(rendering: Rendering, request: Request | null = null): MaybePromise<string> {
    const job = this.#prepare(rendering, request);
    return isPromise(job) ? job.then((ready) => this.#run(ready)) : this.#run(job);
  }

  /** Renders a text with the first engine, escaped like HTML (Flask's `render_template_string`). */
  renderString(
    source: string,
    context: TemplateContext,
    request: Request | null = null,
  ): MaybePromise<string> {
    return this.render(new Rendering("", context, { source }), request);
  }

  /**
   * The text of a template in pieces (Flask's `stream_template`): a template that is missing is an error at once, one
   * that fails is an error of the piece.
   */
  stream(rendering: Rendering, request: Request | null = null): MaybePromise<AsyncIterable<string>> {
    const job = this.#prepare(rendering, request);
    return isPromise(job) ? job.then((ready) => this.#startStream(ready)) : this.#startStream(job);
  }

  /**
   * What a template exports: a macro as a function, or a variable (Flask's `get_template_attribute`).
   *
   * @throws MicroError `MICRO_TEMPLATE_ERROR` when it exports nothing of that name.
   */
  getAttribute(template: string, attribute: string, request: Request | null = null): MaybePromise<unknown> {
    const job = this.#prepare(new Rendering(template, {}), request);
    return isPromise(job)
      ? job.then((ready) => this.#readAttribute(ready, attribute))
      : this.#readAttribute(job, attribute);
  }

  /**
   * A macro of a template, to call it from code.
   *
   * @returns A function of the macro's values by position; it gives Markup.
   * @throws MicroError `MICRO_TEMPLATE_ERROR` when the template has no macro of that name.
   * @example
   * const field = await app.templates.getMacro("forms.html", "field");
   * field("email").toString(); // '<input name="email">'
   */
  getMacro(template: string, macro: string, request: Request | null = null): MaybePromise<TemplateMacro> {
    const found = this.getAttribute(template, macro, request);
    return isPromise(found)
      ? found.then((ready) => toMacro(ready, macro, template))
      : toMacro(found, macro, template);
  }

  #toJson(value: unknown, options: unknown): unknown {
    const { stringify = JSON.stringify } = this.#services;
    const indent =
      typeof options === "object" && options !== null && "indent" in options ? options.indent : options;
    const json = typeof indent === "number" ? JSON.stringify(value, null, indent) : stringify(value);
    if (json !== undefined) return escapeJson(json);
    throw new TypeError(`tojson was given ${String(value)}, which has no JSON`);
  }

  #createSetup(): TemplateEngineSetup {
    return {
      source: this.#explainedSource(),
      globals: this.#globals,
      filters: this.#filters,
      tests: this.#tests,
      tags: this.#tags,
      standardNames: this.#importedNames,
      autoescape: isEscapedTemplate,
      autoReload: this.#services.autoReload(),
      debug: this.#services.debug?.() ?? false,
    };
  }

  #explainedSource(): TemplateSource {
    const { source, explain } = this.#services;
    const write = explain?.() ?? null;
    return write === null ? source : new ExplainedTemplates(source, write);
  }

  #prepare(rendering: Rendering, request: Request | null): MaybePromise<Job> {
    const name = this.#nameOf(rendering, request);
    const renderer =
      rendering.source === undefined ? this.#engines.rendererFor(name) : this.#engines.rendererOfTexts();
    const context = mergeContext(
      standardValues(this.#services, request),
      this.#processors.valuesFor(request),
      rendering.context,
    );
    if (!isPromise(renderer) && !isPromise(context)) return { rendering, request, name, renderer, context };
    return Promise.all([renderer, context]).then(([ready, values]) => {
      return { rendering, request, name, renderer: ready, context: values };
    });
  }

  #nameOf({ template }: Rendering, request: Request | null): string {
    if (typeof template === "string") return template;
    const source = this.#explainedSource();
    const found = template.find((name) => source.version(name) !== null);
    if (found === undefined) throw templateNotFound(template.join(", "), source, askerOf(request));
    return found;
  }

  #run(job: Job): MaybePromise<string> {
    this.#announce(this.#services.beforeRender, job);
    try {
      const text = this.#renderWith(job);
      if (isPromise(text)) {
        return text.then(
          (later) => this.#finish(job, later),
          (error: unknown) => {
            throw this.#withAsker(job, error);
          },
        );
      }
      return this.#finish(job, text);
    } catch (error) {
      throw this.#withAsker(job, error);
    }
  }

  #renderWith({ rendering, renderer, name, context }: Job): MaybePromise<string> {
    if (rendering.source !== undefined) return renderer.renderString(rendering.source, context);
    if (rendering.block === undefined) return renderer.render(name, context);
    if (renderer.renderBlock === undefined) throw this.#unable(renderer, "render a block alone");
    return renderer.renderBlock(name, rendering.block, context);
  }

  #finish(job: Job, text: string): string {
    this.#announce(this.#services.rendered, job);
    return text;
  }

  #startStream(job: Job): AsyncIterable<string> {
    const { source } = this.#services;
    if (job.name !== "" && source.version(job.name) === null) {
      throw templateNotFound(job.name, source, askerOf(job.request));
    }
    return this.#piecesOf(job);
  }

  async *#piecesOf(job: Job): AsyncGenerator<string> {
    const { renderer, rendering, name, context } = job;
    if (renderer.stream === undefined || rendering.block !== undefined || rendering.source !== undefined) {
      yield await this.#run(job);
      return;
    }
    this.#announce(this.#services.beforeRender, job);
    yield* renderer.stream(name, context);
    this.#announce(this.#services.rendered, job);
  }

  #readAttribute(job: Job, attribute: string): MaybePromise<unknown> {
    const { renderer, name, context } = job;
    if (renderer.getAttribute === undefined) throw this.#unable(renderer, "give what a template exports");
    try {
      return renderer.getAttribute(name, attribute, context);
    } catch (error) {
      throw this.#withAsker(job, error);
    }
  }

  #announce(listener: RenderListener | undefined, { name, context, request }: Job): void {
    listener?.(name, context, request);
  }

  /** Says who asked for a template that is missing; a template that asks for another one has named itself. */
  #withAsker({ rendering, name, request }: Job, error: unknown): unknown {
    const { source } = this.#services;
    const isMissing =
      rendering.source === undefined &&
      error instanceof MicroError &&
      error.code === "MICRO_TEMPLATE_NOT_FOUND" &&
      source.version(name) === null;
    return isMissing ? templateNotFound(name, source, askerOf(request)) : error;
  }

  #unable(renderer: TemplateRenderer, what: string): MicroError {
    const engine = JSON.stringify(this.#engines.nameOf(renderer));
    return new MicroError(
      "MICRO_TEMPLATE_ENGINE",
      `The template engine ${engine} cannot ${what}. Render the whole template, or take another engine.`,
    );
  }

  #assertOpen(method: string): void {
    if (!this.#isFrozen) return;
    const location = callerLocation();
    throw new MicroError(
      "MICRO_APP_FROZEN",
      `app.templates.${method} was called after the app had started, so it would hold for some requests and not for ` +
        `others. Register everything before the first request${location === "" ? "" : ` (at ${location})`}.`,
    );
  }
}

/** The templates of an app as extensions see them: on a blueprint its globals are of its own templates. */
export type TemplateRegistrations = Pick<Templates, Exclude<keyof Templates, "start">>;

function toMacro(found: unknown, macro: string, template: string): TemplateMacro {
  if (typeof found === "function") return found as TemplateMacro; // a template may call it with anything
  throw new MicroError(
    "MICRO_TEMPLATE_ERROR",
    `${JSON.stringify(macro)} in the template ${JSON.stringify(template)} is no macro: it is a ${typeof found}. Read it with getAttribute().`,
  );
}

function askerOf(request: Request | null): string {
  if (request === null) return "";
  const { endpoint, method, path } = request;
  return endpoint === ""
    ? `${method} ${path}`
    : `the endpoint ${JSON.stringify(endpoint)} (${method} ${path})`;
}
