import {
  type TemplateContext,
  type TemplateEngineSetup,
  type TemplateModule,
  templateNotFound,
  type TemplateRenderer,
  type TemplateReport,
  type TemplateText,
} from "@micro-web/core";

import { KnownFunctions } from "./known-functions.ts";
import type { NunjucksOptions } from "./nunjucks-options.ts";
import type { CompiledTemplate, TemplateFile } from "./runtime/compiled-template.ts";
import { Context } from "./runtime/context.ts";
import { isPromise, type Run, runInPieces, runToEnd } from "./runtime/promises.ts";
import { Rendering } from "./runtime/rendering.ts";
import { TemplateEnvironment } from "./template-environment.ts";
import { TemplateFailure } from "./template-failure.ts";
import { type CompileTemplate, TemplateStore, toTemplate } from "./template-store.ts";

/** What stands for the name and file in errors of a template that was given as text. */
const TEXT = "<text>";

/** What compiles and looks into templates: not there in an app whose templates are modules. */
export interface Compiler {
  readonly compile: CompileTemplate;
  check(source: string): TemplateReport;
  writeModule(source: string, file: TemplateFile): TemplateModule;
}

/** Makes what compiles the templates of an app. @param known - Its filters and tests. */
export type CreateCompiler = (known: KnownFunctions) => Compiler;

/** What the renderer of an app is made of. */
export interface RendererOptions {
  readonly setup: TemplateEngineSetup;
  readonly options: NunjucksOptions;
  /** `null` in an app whose templates are modules. */
  readonly createCompiler: CreateCompiler | null;
}

/** Renders the templates of one app. */
export class NunjucksRenderer implements TemplateRenderer {
  readonly #environment: TemplateEnvironment;
  readonly #compiler: Compiler;
  readonly #setup: TemplateEngineSetup;

  /** @param options - What it is made of. */
  constructor({ setup, options, createCompiler }: RendererOptions) {
    const { source, autoReload } = setup;
    const functions = new KnownFunctions(setup);
    this.#compiler = createCompiler?.(functions) ?? NO_COMPILER;
    this.#setup = setup;
    const compile: CompileTemplate = (text, file) => this.#compiler.compile(text, file);
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
      const template = toTemplate(this.#compiler.compile(source, file), file);
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

  /** What is known of a template. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  check(name: string): TemplateReport {
    return inWordsOfTheApp(name, () => this.#compiler.check(this.#read(name).source));
  }

  /** A template as an ES module. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  compile(name: string): TemplateModule {
    const { source, path } = this.#read(name);
    return inWordsOfTheApp(name, () => this.#compiler.writeModule(source, { template: name, path }));
  }

  #read(name: string): TemplateText {
    const { source } = this.#setup;
    const text = source.get(name);
    if (text === null) throw templateNotFound(name, source);
    return text;
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
    const autoescape = this.#setup.autoescape(template.template);
    return Context.of(template, new Rendering(this.#environment, { autoescape, given }), given);
  }
}

/** Stands for the compiler in an app whose templates are modules. */
const NO_COMPILER: Compiler = { compile: refuse, check: refuse, writeModule: refuse };

function refuse(): never {
  const problem =
    "the app's templates are modules, and it has nothing to compile others with; make it one of them";
  throw new TemplateFailure({ template: TEXT, path: TEXT }, new Error(problem), true);
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
