import {
  isPromise,
  Markup,
  type MaybePromise,
  type TemplateContext,
  type TemplateEngineSetup,
  TemplateError,
  type TemplateModule,
  templateNotFound,
  type TemplateRenderer,
  type TemplateReport,
  toTemplateError,
} from "@micro-web/core";

import { type Call, EtaCompiler, FIRST_CALL, type Inclusion, LineFailure } from "./eta-compiler.ts";
import type { EtaOptions } from "./eta-options.ts";
import { reportOn } from "./report.ts";
import { Scopes } from "./scope.ts";
import { type Template, Templates, toSyntaxError } from "./templates.ts";

/** The name in errors of a template that was given as text. */
const TEXT = "<text>";
/** Templates may include themselves, but not without end. */
const MAX_DEPTH = 100;

/** The templates of one policy, and what runs them. */
interface Runner {
  readonly isEscaped: boolean;
  readonly compiler: EtaCompiler;
  readonly templates: Templates;
}

/** Renders the Eta templates of one app. */
export class EtaRenderer implements TemplateRenderer {
  readonly #setup: TemplateEngineSetup;
  readonly #options: EtaOptions;
  readonly #scopes: Scopes;
  readonly #escaping: Runner;
  readonly #plain: Runner;

  /** @param setup - Of the app. @param options - How its templates are written. */
  constructor(setup: TemplateEngineSetup, options: EtaOptions) {
    this.#setup = setup;
    this.#options = options;
    this.#scopes = new Scopes(setup);
    this.#escaping = this.#createRunner(true);
    this.#plain = this.#createRunner(false);
  }

  /** Renders a template of the source. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  render(name: string, context: TemplateContext): MaybePromise<string> {
    return this.#renderTemplate(name, context, undefined);
  }

  /** Renders a text, escaped like HTML. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  renderString(source: string, context: TemplateContext): MaybePromise<string> {
    const template = this.#escaping.templates.compile(source, { template: TEXT, path: TEXT }, 0);
    return toText(
      this.#run(this.#escaping, template, { scope: context, call: { depth: 0, block: undefined } }),
    );
  }

  /** Renders one block of a template that has a layout. @throws as render() */
  renderBlock(name: string, block: string, context: TemplateContext): MaybePromise<string> {
    return this.#renderTemplate(name, context, block);
  }

  /** What is known of a template. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  check(name: string): TemplateReport {
    const { filters, tests } = this.#setup;
    return reportOn(this.#read(name).source, { filters, tests, compiler: this.#escaping.compiler });
  }

  /** A template as an ES module. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  compile(name: string): TemplateModule {
    const { source, place } = this.#read(name);
    const { compiler } = this.#escaping;
    if (this.#options.useWith === true)
      throw new TemplateError(place, {
        problem: 'modules cannot use "with": leave out useWith, and write it.name',
      });
    try {
      const run = compiler.compileToFunctionText(source);
      const facts = [
        `engine = "eta"`,
        `isAsync = ${compiler.isAsync(source)}`,
        `source = ${JSON.stringify(source)}`,
      ];
      const exported = [...facts, `run = ${run}`].map((fact) => `export const ${fact};\n`);
      return { code: exported.join("") };
    } catch (error) {
      throw toSyntaxError(error, place, source);
    }
  }

  #createRunner(isEscaped: boolean): Runner {
    const compiler: EtaCompiler = new EtaCompiler({ ...this.#options, isEscaped }, (inclusion) =>
      this.#include(runner, inclusion),
    );
    const runner = { isEscaped, compiler, templates: new Templates(this.#setup, compiler) };
    return runner;
  }

  #read(name: string): { source: string; place: { template: string; path: string } } {
    const text = this.#setup.source.get(name);
    if (text === null) throw templateNotFound(name, this.#setup.source);
    return { source: text.source, place: { template: name, path: text.path } };
  }

  #renderTemplate(name: string, scope: TemplateContext, block: string | undefined): MaybePromise<string> {
    const runner = this.#setup.autoescape(name) ? this.#escaping : this.#plain;
    const template = runner.templates.get(name);
    const text = this.#run(runner, template, { scope, call: { ...FIRST_CALL, block } });
    if (block === undefined) return toText(text);
    return isPromise(text)
      ? text.then((later) => blockOf(later, block, template))
      : blockOf(text, block, template);
  }

  #run(
    { compiler }: Runner,
    template: Template,
    { scope, call }: { scope: TemplateContext; call: Call },
  ): MaybePromise<unknown> {
    try {
      const text = template.run.call(compiler, this.#scopes.create(scope), call);
      if (!isPromise(text)) return text;
      return text.then(undefined, (error: unknown) => {
        throw failureOf(error, template);
      });
    } catch (error) {
      throw failureOf(error, template);
    }
  }

  /** Another template: an include, or the layout of one that has given its body and its blocks. */
  #include(runner: Runner, { name, call, isAwaited, ...inclusion }: Inclusion): MaybePromise<unknown> {
    const scope: Record<string, unknown> = { ...inclusion.scope };
    const { __blocks: blocks, body } = scope;
    const isLayout = typeof blocks === "object";
    if (isLayout && call.block !== undefined) return { blocks };
    if (call.depth >= MAX_DEPTH)
      throw new Error(`${MAX_DEPTH} templates include each other; one of them includes itself without end`);
    const template = runner.templates.get(name);
    if (template.isAsync && !isAwaited) throw unawaited(name);
    if (isLayout && runner.isEscaped) scope["body"] = new Markup(String(body));
    const text = this.#run(runner, template, { scope, call: { depth: call.depth + 1, block: undefined } });
    const toResult = (done: unknown): unknown => (runner.isEscaped ? new Markup(String(done)) : done);
    return isPromise(text) ? text.then(toResult) : toResult(text);
  }
}

function unawaited(name: string): Error {
  const quoted = JSON.stringify(name);
  return new Error(
    `${quoted} waits for something: write await includeAsync(${quoted}), ` +
      "or make all templates asynchronous with eta({ async: true })",
  );
}

/** What a function of Eta gives in the end. */
function toText(result: MaybePromise<unknown>): MaybePromise<string> {
  return isPromise(result) ? result.then(String) : String(result);
}

/** A template that was asked for one block gives those that it hands to its layout. */
function blockOf(result: unknown, block: string, { name, path }: Template): string {
  const blocks: unknown =
    typeof result === "object" && result !== null && "blocks" in result ? result.blocks : {};
  const found: unknown = Object(blocks)[block];
  if (typeof found === "string" && Object.hasOwn(Object(blocks), block)) return found;
  const names = Object.keys(Object(blocks)).join(", ") || "none";
  const problem = `it gives its layout no block ${JSON.stringify(block)}; it gives ${names}`;
  throw new TemplateError({ template: name, path }, { problem });
}

function failureOf(error: unknown, { name, path, source }: Template): unknown {
  if (!(error instanceof LineFailure)) return error;
  const { line, cause } = error;
  const place = { template: name, path, line };
  return cause instanceof TemplateError ? cause.calledFrom(place) : toTemplateError(cause, place, { source });
}
