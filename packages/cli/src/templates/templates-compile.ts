import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";

import type { TemplateModule } from "@micro-web/core";

import { withApp } from "../app/opened-app.ts";
import type { Shell } from "../shell.ts";
import type { TemplatesCompileOptions } from "./templates-options.ts";

const INDEX_TYPES = `/** The templates of the app, for \`new TemplateModules(templates)\`. */
export declare const templates: Readonly<Record<string, unknown>>;
`;

/**
 * Writes all templates of an app as ES modules with source maps, and an `index.js` that exports them as `templates`:
 * with `new TemplateModules(templates)` the app needs neither the files nor what compiles them.
 *
 * @returns The exit status: 1 when there is nothing to compile.
 * @throws MicroError `MICRO_TEMPLATE_ERROR` for a template that cannot be compiled.
 * @example
 * await templatesCompile({ app: undefined, out: "compiled-templates" }, shell); // 12 templates are in compiled-templates.
 */
export async function templatesCompile(
  { out, ...choice }: TemplatesCompileOptions,
  shell: Shell,
): Promise<number> {
  return withApp(choice, shell, async ({ app }) => {
    const { inspection } = app.templates;
    const folder = resolve(shell.folder, out);
    const modules = new Map<string, TemplateModule>();
    const others: string[] = [];
    for (const name of inspection.list().toSorted()) {
      const module = isBelow(folder, join(folder, name)) ? await inspection.compile(name) : null;
      if (module === null) others.push(name);
      else modules.set(name, module);
    }
    if (modules.size > 0) writeModules(folder, modules);
    shell.print(`${modules.size} template${modules.size === 1 ? " is" : "s are"} in ${out}.`);
    if (others.length > 0) shell.warn(`Left out, as no module can be made of them: ${others.join(", ")}.`);
    return modules.size > 0 ? 0 : 1;
  });
}

/** A template's name may be anything: what is written stays below the folder. */
function isBelow(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return !path.startsWith("..") && !isAbsolute(path);
}

function writeModules(folder: string, modules: ReadonlyMap<string, TemplateModule>): void {
  for (const [name, { code, map }] of modules) {
    const file = join(folder, `${name}.js`);
    mkdirSync(dirname(file), { recursive: true });
    const link = map === undefined ? "" : `//# sourceMappingURL=${encodeURI(fileNameOf(name))}.map\n`;
    writeFileSync(file, `${code.trimEnd()}\n${link}`);
    if (map !== undefined) writeFileSync(`${file}.map`, JSON.stringify(map));
  }
  writeFileSync(join(folder, "index.js"), indexOf([...modules.keys()]));
  writeFileSync(join(folder, "index.d.ts"), INDEX_TYPES);
}

function fileNameOf(name: string): string {
  return `${name.slice(name.lastIndexOf("/") + 1)}.js`;
}

function indexOf(names: readonly string[]): string {
  const imports = names.map(
    (name, index) => `import * as template${index} from ${JSON.stringify(`./${encodeURI(name)}.js`)};`,
  );
  const entries = names.map((name, index) => `  [${JSON.stringify(name)}]: template${index},`);
  return [
    "// Made by `micro templates compile`: change the templates, and call it again.",
    ...imports,
    "",
    "export const templates = {",
    ...entries,
    "};",
    "",
  ].join("\n");
}
