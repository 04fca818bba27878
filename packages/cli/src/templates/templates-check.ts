import { relative } from "node:path";

import { withApp } from "../app/opened-app.ts";
import type { Shell } from "../shell.ts";
import { type CheckedTemplate, checkTemplates, type TemplateCheck } from "./template-check.ts";
import { formatFinding } from "./template-finding.ts";
import { TEMPLATE_LEVELS, type TemplateLevel, type TemplatesCheckOptions } from "./templates-options.ts";

/**
 * Checks all templates of an app: what cannot be compiled, missing templates, filters and tests, and values that stand
 * where escaping does not help.
 *
 * What a view gives a template is not known, so no variable is missing here; `--json` lists those that views have to give.
 *
 * @returns The exit status: 0, or 1 when something is found that `--fail-level` counts.
 * @example
 * await templatesCheck({ app: undefined, failLevel: "error", json: false }, shell);
 * // templates/index.html:3:5 error unknown-filter: There is no filter "shuot". Did you mean "shout"?
 * // 12 templates: 1 error, 0 warnings, 2 notes.
 */
export async function templatesCheck(options: TemplatesCheckOptions, shell: Shell): Promise<number> {
  const { failLevel, json, ...choice } = options;
  return withApp(choice, shell, async ({ app }) => {
    const found = await checkTemplates(app.templates.inspection);
    const toPath = (path: string): string => relative(shell.folder, path);
    shell.print(json ? JSON.stringify(found, null, 2) : toText(found, toPath));
    const counted = TEMPLATE_LEVELS.slice(0, TEMPLATE_LEVELS.indexOf(failLevel) + 1);
    return counted.some((level) => countOf(found.templates, level) > 0) ? 1 : 0;
  });
}

function toText({ templates, unchecked }: TemplateCheck, toPath: (path: string) => string): string {
  const lines = templates.flatMap(({ path, findings }) =>
    findings.map((finding) => formatFinding(finding, toPath(path))),
  );
  const counts = TEMPLATE_LEVELS.map((level) => plural(countOf(templates, level), level));
  const others = unchecked.length === 0 ? [] : [`Not checked: ${unchecked.join(", ")}.`];
  return [...lines, `${plural(templates.length, "template")}: ${counts.join(", ")}.`, ...others].join("\n");
}

function countOf(templates: readonly CheckedTemplate[], level: TemplateLevel): number {
  return templates.flatMap(({ findings }) => findings).filter(({ severity }) => severity === level).length;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
