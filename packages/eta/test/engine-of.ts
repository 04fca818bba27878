import {
  type TemplateEngineSetup,
  type TemplateFunction,
  type TemplateSource,
  TemplateTexts,
} from "@micro-web/core";

import { EtaRenderer } from "../src/renderer.ts";
import type { EtaOptions } from "../src/eta-options.ts";

/** An engine over templates in memory, as functions. */
export interface TestEngine {
  readonly render: EtaRenderer["render"];
  readonly renderString: EtaRenderer["renderString"];
  readonly renderBlock: EtaRenderer["renderBlock"];
  readonly check: EtaRenderer["check"];
  readonly compile: EtaRenderer["compile"];
}

/** Sets an engine up; templates with ".txt" in their names are not escaped. */
export function engineOf(
  templates: Readonly<Record<string, string>> | TemplateSource,
  options: EtaOptions = {},
): TestEngine {
  const filters = new Map<string, TemplateFunction>([["shout", (text: string) => `${text.toUpperCase()}!`]]);
  const setup: TemplateEngineSetup = {
    source: isSource(templates) ? templates : new TemplateTexts(templates),
    globals: new Map(),
    filters,
    tests: new Map([["recent", (year: number) => year > 2000]]),
    standardNames: [],
    autoescape: (name) => !name.includes(".txt"),
    autoReload: false,
  };
  const renderer = new EtaRenderer(setup, options);
  return {
    render: (name, context) => renderer.render(name, context),
    renderString: (source, context) => renderer.renderString(source, context),
    renderBlock: (name, block, context) => renderer.renderBlock(name, block, context),
    check: (name) => renderer.check(name),
    compile: (name) => renderer.compile(name),
  };
}

function isSource(value: object): value is TemplateSource {
  return "get" in value && typeof value.get === "function";
}
