import type { TemplateContext, TemplateEngineSetup } from "@micro-web/core";
import { createCompiler } from "../../src/compile/compiler.ts";
import type { NunjucksOptions } from "../../src/index.ts";
import { NunjucksRenderer } from "../../src/renderer.ts";
import type { UndefinedPolicy } from "../../src/undefined.ts";

/** The options of a case: Jinja's names. */
export interface CaseOptions {
  readonly autoescape?: boolean;
  readonly undefined?: UndefinedPolicy;
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/** "block_start_string" is `blockStart`, "trim_blocks" is `trimBlocks`. */
function camelCase(name: string): string {
  return name.replace(/_string$/, "").replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Renders a template as a case of Jinja's own tests has it. */
export function render(
  templates: Readonly<Record<string, string>>,
  name: string,
  ...[context, { autoescape = false, globals = {}, undefined: policy = "default", ...others }]: [
    TemplateContext,
    CaseOptions,
  ]
): string | Promise<string> {
  const options = Object.fromEntries(Object.entries(others).map(([key, value]) => [camelCase(key), value]));
  delete options["extensions"]; // Jinja's own, which we have always
  const setup: TemplateEngineSetup = {
    source: {
      places: [],
      list: () => Object.keys(templates),
      version: () => 0,
      get: (key) => {
        const source = templates[key];
        return source === undefined ? null : { source, path: key, version: 0 };
      },
    },
    globals: new Map(Object.entries(globals)),
    filters: new Map(),
    tests: new Map(),
    standardNames: [],
    autoescape: () => autoescape,
    autoReload: false,
  };
  const nunjucks: NunjucksOptions = { ...options, undefined: policy };
  return new NunjucksRenderer({ setup, options: nunjucks, createCompiler: createCompiler(nunjucks) }).render(
    name,
    context,
  );
}
