import type { TemplateEngineSetup, TemplateRenderer } from "@micro-web/core";
import { createCompiler } from "../src/compile/compiler.ts";
import type { NunjucksOptions } from "../src/index.ts";
import { NunjucksRenderer } from "../src/renderer.ts";

/** Templates in memory and what they see. */
export interface RendererSetup {
  readonly templates: Readonly<Record<string, string>>;
  readonly globals: TemplateEngineSetup["globals"];
  readonly filters: TemplateEngineSetup["filters"];
  /** By Jinja's names: "trim_blocks", "autoescape". */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Sets a renderer up with Jinja's names of options. */
export function createRenderer({ templates, globals, filters, options }: RendererSetup): TemplateRenderer {
  const { autoescape, ...others } = options;
  const setup: TemplateEngineSetup = {
    source: {
      places: [],
      list: () => Object.keys(templates),
      version: () => 0,
      get: (name) => {
        const source = templates[name];
        return source === undefined ? null : { source, path: name, version: 0 };
      },
    },
    globals,
    filters,
    tests: new Map(),
    standardNames: [],
    autoescape: () => autoescape === true,
    autoReload: false,
  };
  const nunjucks: NunjucksOptions = {
    undefined: "default",
    ...Object.fromEntries(Object.entries(others).map(inOurWords)),
  };
  return new NunjucksRenderer({ setup, options: nunjucks, createCompiler: createCompiler(nunjucks) });
}

/** "block_start_string" is `blockStart`, "trim_blocks" is `trimBlocks`. */
function inOurWords([name, value]: [string, unknown]): [string, unknown] {
  return [name.replace(/_string$/, "").replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value];
}
