import type { TemplateFacts } from "./compile/analysis.ts";
import type { CompiledModule } from "./compile/module.ts";
import type { Syntax } from "./syntax/delimiters.ts";

/**
 * Writes a template as an ES module with a source map: what `precompiled()` takes.
 *
 * @param name - As `render()` names it.
 * @param source - Its text.
 * @param syntax - How it is written: the same options that the app gives to `nunjucks()`.
 * @throws MicroError `MICRO_TEMPLATE_ERROR` for a template that is not valid.
 * @example
 * const { code, map } = await compileModule("index.html", "<h1>{{ title }}</h1>");
 */
export async function compileModule(
  name: string,
  source: string,
  syntax: Partial<Syntax> = {},
): Promise<CompiledModule> {
  const { writeModule } = await import("./compile/module.ts");
  return writeModule(name, source, syntax);
}

/**
 * Reads what there is to know of a template without running it: the templates, filters, tests and variables it asks for.
 *
 * @param name - For errors.
 * @param source - Its text.
 * @param syntax - How it is written: the same options that the app gives to `nunjucks()`.
 * @throws MicroError `MICRO_TEMPLATE_ERROR` for a template that is not valid.
 * @example
 * const { references, variables } = await analyze("index.html", "{% include 'nav.html' %}{{ title }}");
 */
export async function analyze(
  name: string,
  source: string,
  syntax: Partial<Syntax> = {},
): Promise<TemplateFacts> {
  const { readFacts } = await import("./compile/analysis.ts");
  return readFacts(name, source, syntax);
}
