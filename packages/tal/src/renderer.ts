import {
  didYouMean,
  type TemplateContext,
  type TemplateEngineSetup,
  TemplateError,
  type TemplateModule,
  templateNotFound,
  type TemplateRenderer,
  type TemplateReport,
} from "@micro-web/core";

import { BUILT_IN } from "./built-in.ts";
import type { ExpressionServices } from "./expression-parser.ts";
import { type LoadedTemplate, renderMacro } from "./macro.ts";
import { MissingValue } from "./missing-value.ts";
import { ESCAPING, PLAIN } from "./printing.ts";
import { reportOn } from "./report.ts";
import { innerScope, type Output, type Render, ROOT, type Scope, SLOTS } from "./scope.ts";
import { Templates } from "./templates.ts";

/** The name in errors of a template that was given as text. */
const TEXT = "<text>";

/** Renders the TAL templates of one app. */
export class TalRenderer implements TemplateRenderer {
  readonly #setup: TemplateEngineSetup;
  readonly #escaping: Templates;
  readonly #plain: Templates;
  /** The app's globals; without a prototype, so that nothing of all objects is there. */
  readonly #base: Scope = Object.create(null);

  /** @param setup - Of the app. */
  constructor(setup: TemplateEngineSetup) {
    this.#setup = setup;
    this.#escaping = new Templates(setup, {
      printer: ESCAPING,
      services: this.#createServices(() => this.#escaping),
    });
    this.#plain = new Templates(setup, { printer: PLAIN, services: this.#createServices(() => this.#plain) });
  }

  /** Renders a template of the source. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  render(name: string, context: TemplateContext): string {
    return this.#run(this.#templatesOf(name).get(name).render, context);
  }

  /** Renders a text, escaped like HTML. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  renderString(source: string, context: TemplateContext): string {
    return this.#run(this.#escaping.compile({ name: TEXT, path: TEXT, source }).render, context);
  }

  /** Renders a macro of a template alone. @throws MicroError as render() */
  renderBlock(name: string, block: string, context: TemplateContext): string {
    const { macros, file } = this.#templatesOf(name).get(name);
    const macro = macros.get(block);
    if (macro === undefined) {
      const names = [...macros.keys()].join(", ") || "none";
      const problem = `it has no macro ${JSON.stringify(block)}; it has ${names}`;
      throw new TemplateError({ template: name, path: file.path }, { problem });
    }
    return this.#run((scope, out) => renderMacro(macro, new Map(), { scope, out }), context);
  }

  /** What is known of a template. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  check(name: string): TemplateReport {
    return reportOn(() => this.#escaping.compile(this.#read(name)), this.#setup.filters);
  }

  /** A template as an ES module. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ERROR` */
  compile(name: string): TemplateModule {
    const file = this.#read(name);
    this.#escaping.compile(file);
    return { code: `export const engine = "tal";\nexport const source = ${JSON.stringify(file.source)};\n` };
  }

  #templatesOf(name: string): Templates {
    return this.#setup.autoescape(name) ? this.#escaping : this.#plain;
  }

  #read(name: string): { name: string; path: string; source: string } {
    const text = this.#setup.source.get(name);
    if (text === null) throw templateNotFound(name, this.#setup.source);
    return { name, path: text.path, source: text.source };
  }

  #run(render: Render, context: TemplateContext): string {
    for (const [name, value] of this.#setup.globals) this.#base[name] = value;
    const scope = Object.assign(innerScope(this.#base), context);
    scope[ROOT] = scope;
    scope[SLOTS] = new Map();
    const out: Output = { text: "", depth: 0 };
    render(scope, out);
    return out.text;
  }

  #createServices(templates: () => Templates): Omit<ExpressionServices, "note"> {
    const { filters, tests } = this.#setup;
    const load = (name: unknown): LoadedTemplate => templates().get(String(name)).loaded;
    return {
      load,
      lookUp: (name, scope) => {
        if (name === "load") return load;
        const found = BUILT_IN.get(name) ?? filters.get(name);
        if (found !== undefined) return found;
        throw new MissingValue(`${JSON.stringify(name)} is not defined.${didYouMean(name, namesIn(scope))}`);
      },
      test: (name) => {
        const found = tests.get(name);
        if (found !== undefined) return found as (...values: unknown[]) => unknown; // templates pass what they like
        throw new MissingValue(`there is no test ${JSON.stringify(name)}.${didYouMean(name, tests.keys())}`);
      },
    };
  }
}

/** All names that a scope has, with those around it. */
function namesIn(scope: Scope): string[] {
  const names: string[] = [];
  for (const name in scope) names.push(name);
  return names;
}
