import type { TemplateModule } from "@micro-web/core";

import type { TemplateFile } from "../runtime/compiled-template.ts";
import { TemplateFailure } from "../template-failure.ts";
import { quote } from "./code.ts";
import { mappingsOf } from "./source-map.ts";
import type { WrittenTemplate } from "./template-compiler.ts";

/** Writes a template as an ES module with a source map: it makes no code of texts when it is loaded. */
export function writeModule(
  { code, places, objects }: WrittenTemplate,
  source: string,
  file: TemplateFile,
): TemplateModule {
  if (objects.length > 0) {
    const problem = new Error("it has a tag of an extension, which is not part of its module");
    throw new TemplateFailure(file, problem, true);
  }
  const head = [
    'export const engine = "nunjucks";',
    `export const source = ${quote(source)};`,
    "export function create(rt, T) {",
  ];
  const map = {
    version: 3,
    sources: [file.template],
    sourcesContent: [source],
    names: [],
    mappings: mappingsOf([...head.map(() => null), ...places]),
  } as const;
  return { code: [...head, code, "}", ""].join("\n"), map };
}
