import type {
  MaybePromise,
  TemplateContext,
  TemplateEngineSetup,
  TemplateFunction,
  TemplateSource,
} from "@micro-web/core";
import { nunjucks, type NunjucksOptions } from "../src/index.ts";

/** An engine over templates in memory, and what a test may change about them. */
export interface TestEngine {
  /** The templates; changing one changes its version. */
  readonly files: Map<string, string>;
  readonly globals: Map<string, unknown>;
  readonly filters: Map<string, TemplateFunction>;
  readonly tests: Map<string, TemplateFunction>;
  /** The names of the templates that were read, in order. */
  readonly reads: string[];
  render(name: string, context?: TemplateContext): string;
  renderString(source: string, context?: TemplateContext): string;
}

interface TestEngineOptions extends NunjucksOptions {
  readonly autoReload?: boolean;
}

/** Sets an engine up for templates in memory; those whose name ends in ".txt" are not escaped. */
export function engineOf(
  files: Readonly<Record<string, string>>,
  { autoReload = false, ...options }: TestEngineOptions = {},
): TestEngine {
  const engine = nunjucks(options);
  const templates = new Map(Object.entries(files));
  const reads: string[] = [];
  const setup = {
    source: sourceOf(templates, reads),
    globals: new Map<string, unknown>(),
    filters: new Map<string, TemplateFunction>(),
    tests: new Map<string, TemplateFunction>(),
    autoescape: (name: string) => !name.endsWith(".txt"),
    autoReload,
  } satisfies TemplateEngineSetup;
  engine.setup(setup);
  return {
    ...setup,
    files: templates,
    reads,
    render: (name, context = {}) => textOf(engine.render(name, context)),
    renderString: (source, context = {}) => textOf(engine.renderString(source, context)),
  };
}

function textOf(rendered: MaybePromise<string>): string {
  if (typeof rendered === "string") return rendered;
  throw new Error("nunjucks answers at once.");
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
