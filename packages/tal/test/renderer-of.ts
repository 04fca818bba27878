import {
  type TemplateContext,
  type TemplateEngineSetup,
  type TemplateFunction,
  type TemplateReport,
  TemplateTexts,
} from "@micro-web/core";

import { TalRenderer } from "../src/renderer.ts";

/** The filters that tests use. */
const FILTERS = new Map<string, TemplateFunction>([
  ["shout", (text: string) => `${text.toUpperCase()}!`],
  ["tojson", (value: unknown) => JSON.stringify(value)],
]);

/** What an app gives an engine, over templates in memory; those with ".txt" in their names are not escaped. */
export function setupOf(templates: Readonly<Record<string, string>>): TemplateEngineSetup {
  return {
    source: new TemplateTexts(templates),
    globals: new Map<string, unknown>([["site", "Movies"]]),
    filters: FILTERS,
    tests: new Map([["recent", (year: number, limit: number = 2000) => year > limit]]),
    standardNames: [],
    autoescape: (name) => !name.includes(".txt"),
    autoReload: false,
  };
}

/** Renders a text. */
export function renderText(source: string, context: TemplateContext = {}): string {
  return new TalRenderer(setupOf({})).renderString(source, context);
}

/** Renders "page.pt", which may use the others. */
export function renderPage(
  templates: Readonly<Record<string, string>>,
  context: TemplateContext = {},
): string {
  return new TalRenderer(setupOf(templates)).render("page.pt", context);
}

/** The value of an expression, as it is printed in a text that is not escaped. */
export function evaluate(expression: string, context: TemplateContext = {}): string {
  return new TalRenderer(setupOf({ "page.txt.pt": `\${${expression}}` })).render("page.txt.pt", context);
}

/** What is known of a template. */
export function checkText(source: string): TemplateReport {
  return new TalRenderer(setupOf({ "page.pt": source })).check("page.pt");
}
