import type { TemplateContext, TemplateEngineSetup, TemplateRenderer } from "@micro-web/core";

import { KnownFunctions } from "./known-functions.ts";
import type { NunjucksOptions } from "./nunjucks-options.ts";
import type { CompiledTemplate } from "./runtime/compiled-template.ts";
import { Context } from "./runtime/context.ts";
import { isPromise, type Run, runInPieces, runToEnd } from "./runtime/promises.ts";
import { Rendering } from "./runtime/rendering.ts";
import { TemplateEnvironment } from "./template-environment.ts";
import { TemplateFailure } from "./template-failure.ts";
import { type CompileTemplate, TemplateStore, toTemplate } from "./template-store.ts";

/** What stands for the name and file in errors of a template that was given as text. */
const TEXT = "<text>";

/** Makes what compiles the templates of an app. @param functions - Its filters and tests. */
export type CreateCompile = (known: KnownFunctions) => CompileTemplate;

/** What the renderer of an app is made of. */
export interface RendererOptions {
  readonly setup: TemplateEngineSetup;
  readonly options: NunjucksOptions;
  readonly createCompile: CreateCompile;
}

/** Renders the templates of one app. */
export class NunjucksRenderer implements TemplateRenderer {
  readonly #environment: TemplateEnvironment;
  readonly #compile: CompileTemplate;
  readonly #autoescape: (name: string) => boolean;

  /** @param options - What it is made of. */
  constructor({ setup, options, createCompile }: RendererOptions) {
    const { source, autoReload, autoescape } = setup;
    const functions = new KnownFunctions(setup);
    const compile = createCompile(functions);
    this.#compile = compile;
    this.#autoescape = autoescape;
    this.#environment = new TemplateEnvironment({
      setup,
      functions,
      templates: new TemplateStore({ source, compile, autoReload }),
      policy: options.undefined ?? (setup.debug === true ? "semistrict" : "default"),
      limits: { maxDepth: options.maxDepth ?? 200, maxIterations: options.maxIterations ?? 10_000_000 },
    });
  }

  /** Renders a template of the source. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  render(name: string, given: TemplateContext): string | Promise<string> {
    return inWordsOfTheApp(name, () => {
      const template = this.#environment.template(name);
      return runToEnd(template.root(this.#contextOf(template, given), false));
    });
  }

  /** Renders a text, escaped like HTML. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  renderString(source: string, given: TemplateContext): string | Promise<string> {
    return inWordsOfTheApp(TEXT, () => {
      const file = { template: TEXT, path: TEXT, source, version: 0 };
      const template = toTemplate(this.#compile(source, file), file);
      const rendering = new Rendering(this.#environment, { autoescape: true, given });
      return runToEnd(template.root(Context.of(template, rendering, given), false));
    });
  }

  /** Renders one block. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  renderBlock(name: string, block: string, given: TemplateContext): string | Promise<string> {
    return inWordsOfTheApp(name, () => {
      const template = this.#environment.template(name);
      return runToEnd(runBlock(template, block, this.#contextOf(template, given)));
    });
  }

  /** Renders a template in pieces. @throws MicroError as render() */
  async *stream(name: string, given: TemplateContext): AsyncGenerator<string> {
    try {
      const template = this.#environment.template(name);
      yield* runInPieces(template.root(this.#contextOf(template, given), true));
    } catch (error) {
      throw toAppError(error, name);
    }
  }

  /** A macro as a function, or a variable. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  getAttribute(name: string, attribute: string, given: TemplateContext): unknown {
    const context = inWordsOfTheApp(name, () => {
      const template = this.#environment.template(name);
      const found = this.#contextOf(template, given);
      const text = runToEnd(template.root(found, false));
      return isPromise(text) ? text.then(() => found) : found;
    });
    const read = (found: Context): unknown => this.#readAttribute(found, name, attribute);
    return isPromise(context) ? context.then(read) : read(context);
  }

  #readAttribute(context: Context, name: string, attribute: string): unknown {
    const exports = context.exports();
    if (!Object.hasOwn(exports, attribute)) {
      const names = Object.keys(exports).join(", ") || "nothing";
      const problem = new Error(`it exports no ${JSON.stringify(attribute)}; it exports ${names}`);
      const { path } = this.#environment.template(name);
      throw new TemplateFailure({ template: name, path }, problem).toError(name);
    }
    const value = exports[attribute];
    if (typeof value !== "function") return value;
    return (...values: unknown[]): unknown =>
      inWordsOfTheApp(name, () => Reflect.apply(value, undefined, values) as unknown);
  }

  #contextOf(template: CompiledTemplate, given: TemplateContext): Context {
    const autoescape = this.#autoescape(template.template);
    return Context.of(template, new Rendering(this.#environment, { autoescape, given }), given);
  }
}

/** A page that is one of its blocks: the rest runs too, for its variables and imports, and is not printed. */
function* runBlock(template: CompiledTemplate, name: string, context: Context): Run {
  const { rendering } = context;
  rendering.isCollecting = true;
  yield* template.root(context, false);
  rendering.isCollecting = false;
  if (context.blockNames.includes(name)) return yield* context.block(name, false)(context, false);
  const names = context.blockNames.join(", ") || "none";
  throw new TemplateFailure(template, new Error(`it has no block ${JSON.stringify(name)}; it has ${names}`));
}

function inWordsOfTheApp<Value>(rendered: string, run: () => Value): Value {
  try {
    const result = run();
    if (!isPromise(result)) return result;
    // A promise of the same, whose failure is in the words of the app.
    return result.then(undefined, (error: unknown) => {
      throw toAppError(error, rendered);
    }) as Value;
  } catch (error) {
    throw toAppError(error, rendered);
  }
}

function toAppError(error: unknown, rendered: string): unknown {
  return error instanceof TemplateFailure ? error.toError(rendered) : error;
}
