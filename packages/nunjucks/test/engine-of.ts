import type {
  TemplateContext,
  TemplateEngineSetup,
  TemplateFunction,
  TemplateModule,
  TemplateReport,
  TemplateSource,
} from "@micro-web/core";
import type { NunjucksOptions } from "../src/index.ts";
import { createCompiler } from "../src/compile/compiler.ts";
import { NunjucksRenderer } from "../src/renderer.ts";

/** An engine over templates in memory, and what a test may change about them. */
export interface TestEngine {
  /** The templates; changing one changes its version. */
  readonly files: Map<string, string>;
  readonly globals: Map<string, unknown>;
  readonly filters: Map<string, TemplateFunction>;
  readonly tests: Map<string, TemplateFunction>;
  readonly tags: Map<string, string>;
  /** The names of the templates that were read, in order. */
  readonly reads: string[];
  render(name: string, context?: TemplateContext): string;
  /** Renders what may wait for a promise. */
  renderLater(name: string, context?: TemplateContext): string | Promise<string>;
  stream(name: string, context?: TemplateContext): AsyncIterable<string>;
  renderString(source: string, context?: TemplateContext): string;
  renderBlock(name: string, block: string, context?: TemplateContext): string;
  check(name: string): TemplateReport;
  compile(name: string): TemplateModule;
  getAttribute(name: string, attribute: string, context?: TemplateContext): unknown;
}

interface TestEngineOptions extends NunjucksOptions {
  readonly autoReload?: boolean;
  readonly debug?: boolean;
}

/** Sets an engine up for templates in memory; those whose name ends in ".txt" are not escaped. */
export function engineOf(
  files: Readonly<Record<string, string>>,
  { autoReload = false, debug = false, ...options }: TestEngineOptions = {},
): TestEngine {
  const templates = new Map(Object.entries(files));
  const reads: string[] = [];
  const setup = {
    source: sourceOf(templates, reads),
    globals: new Map<string, unknown>(),
    filters: new Map<string, TemplateFunction>(),
    tests: new Map<string, TemplateFunction>(),
    tags: new Map<string, string>(),
    standardNames: ["request"],
    autoescape: (name: string) => !name.endsWith(".txt"),
    autoReload,
    debug,
  } satisfies TemplateEngineSetup;
  const renderer = new NunjucksRenderer({ setup, options, createCompiler: createCompiler(options) });
  return {
    ...setup,
    files: templates,
    reads,
    render: (name, context = {}) => atOnce(renderer.render(name, context)),
    renderLater: (name, context = {}) => renderer.render(name, context),
    stream: (name, context = {}) => renderer.stream(name, context),
    renderString: (source, context = {}) => atOnce(renderer.renderString(source, context)),
    renderBlock: (name, block, context = {}) => atOnce(renderer.renderBlock(name, block, context)),
    check: (name) => renderer.check(name),
    compile: (name) => renderer.compile(name),
    getAttribute: (name, attribute, context = {}) => renderer.getAttribute(name, attribute, context),
  };
}

/** What is rendered without a promise is there at once. */
export function atOnce(text: string | Promise<string>): string {
  if (typeof text === "string") return text;
  throw new Error("The template waits for a promise.");
}

function sourceOf(templates: ReadonlyMap<string, string>, reads: string[]): TemplateSource {
  return {
    places: ["/app/templates"],
    list: () => [...templates.keys()],
    version: (name) => templates.get(name) ?? null,
    get: (name) => {
      const source = templates.get(name);
      if (source === undefined) return null;
      reads.push(name);
      return { source, path: `/app/templates/${name}`, version: source };
    },
  };
}
