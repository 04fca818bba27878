import type { TemplateContext } from "./http/rendering.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { TemplateModule, TemplateReport } from "./template-report.ts";
import type { TemplateSource } from "./template-source.ts";

/** A function that templates call: a global, a filter, a test. */
export type TemplateFunction = (...values: never[]) => unknown;

/** What an engine gets from the app. */
export interface TemplateEngineSetup {
  /** Where templates come from. */
  readonly source: TemplateSource;
  /** Functions and values every template sees; more may come until the app starts. */
  readonly globals: ReadonlyMap<string, unknown>;
  /** `{{ value | name }}`; more may come until the app starts. */
  readonly filters: ReadonlyMap<string, TemplateFunction>;
  /** `{% if value is name %}`; more may come until the app starts. */
  readonly tests: ReadonlyMap<string, TemplateFunction>;
  /** Tags without a body: `{% name %}` prints what the global or variable of the value gives; more may come. */
  readonly tags?: ReadonlyMap<string, string>;
  /**
   * The names in a context that imported templates see too, though they see nothing else of it: `request`, `session`,
   * `g`, `config`, `url_for`, `get_flashed_messages`; more may come until the app starts.
   */
  readonly standardNames: readonly string[];
  /** Whether a template's values are escaped, by its name. */
  readonly autoescape: (name: string) => boolean;
  /** Whether changed templates are to be noticed. */
  readonly autoReload: boolean;
  /** Whether the app runs in debug: mistakes are told of that production overlooks. */
  readonly debug?: boolean;
}

/**
 * Renders the templates of one app: what {@link TemplateEngine.setup} makes.
 *
 * A value that is `Markup`, or has a method `toHtml` or `__html__`, is printed without being escaped (`ownHtml()`
 * tells). All methods throw MicroError `MICRO_TEMPLATE_NOT_FOUND` (see `templateNotFound()`) and
 * `MICRO_TEMPLATE_ERROR` (a `TemplateError`; see `toTemplateError()`); an HttpError that a function of the app throws passes through.
 */
export interface TemplateRenderer {
  /** Renders a template of the source. */
  render(name: string, context: TemplateContext): MaybePromise<string>;
  /** Renders a text; its values are escaped like those of HTML. */
  renderString(source: string, context: TemplateContext): MaybePromise<string>;
  /** Renders one block of a template, the innermost of its name. */
  renderBlock?(name: string, block: string, context: TemplateContext): MaybePromise<string>;
  /** Renders a template in pieces. Without it a template is one piece. */
  stream?(name: string, context: TemplateContext): AsyncIterable<string>;
  /** What a template exports under a name: a macro as a function that gives Markup, or a variable. */
  getAttribute?(name: string, attribute: string, context: TemplateContext): MaybePromise<unknown>;
  /**
   * What is known of a template without rendering it; one that cannot be compiled is a problem of the report. It throws
   * only `MICRO_TEMPLATE_NOT_FOUND`.
   */
  check?(name: string): MaybePromise<TemplateReport>;
  /** The template as an ES module, for `TemplateModules`. */
  compile?(name: string): MaybePromise<TemplateModule>;
}

/** A template language: nunjucks is the default, others plug in by file extension. One object serves several apps. */
export interface TemplateEngine {
  /** For error messages. */
  readonly name: string;
  /** The file extensions it is for, with the dot; the longest that fits wins. */
  readonly extensions: readonly string[];
  /**
   * Makes the renderer of an app, when the app starts; this is the time to load the library that does the work.
   *
   * An app without templates for the engine calls it when it first renders a text.
   */
  setup(setup: TemplateEngineSetup): MaybePromise<TemplateRenderer>;
}

/** Whether a value is a template engine: an object that is for file extensions. */
export function isTemplateEngine(value: unknown): value is TemplateEngine {
  return (
    typeof value === "object" && value !== null && "extensions" in value && Array.isArray(value.extensions)
  );
}
