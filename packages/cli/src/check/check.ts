import { relative } from "node:path";

import { startApp } from "../app/app-failure.ts";
import { withApp } from "../app/opened-app.ts";
import { reportError } from "../errors/error-report.ts";
import { checkTemplates } from "../templates/template-check.ts";
import { formatFinding } from "../templates/template-finding.ts";
import type { Shell } from "../shell.ts";
import type { App } from "../app/app.ts";
import { type CheckOptions, FAIL_LEVELS, type FindingLevel } from "./check-options.ts";
import { addProbe, checkDeployment } from "./deploy-checks.ts";
import type { Finding } from "./finding.ts";

/** The id of what is found in templates. */
const TEMPLATE = "template";

/**
 * Looks for mistakes in an app before its visitors find them: its configuration, its routes, its templates, what it does to
 * start, and with `--deploy` what a public server needs.
 *
 * @returns The exit status: 0, 1 when there are errors, 2 for what `--fail-level` counts besides.
 * @example
 * await check({ app: undefined, deploy: true, failLevel: "warning", json: false }, shell);
 * // error M009: SECRET_KEY has 6 bytes, and 32 are needed. Make one with micro secret.
 * // 1 error, 0 warnings. 12 routes were checked.
 */
export async function check(options: CheckOptions, shell: Shell): Promise<number> {
  const { deploy, failLevel, json, ...choice } = options;
  return withApp(choice, shell, async ({ app }) => {
    if (deploy) addProbe(app);
    const findings = await checkApp(app, shell.folder);
    if (findings.length === 0) findings.push(...(await checkAllTemplates(app, shell.folder)));
    if (deploy && findings.every(({ id }) => id === TEMPLATE)) findings.push(...(await checkDeployment(app)));
    const sorted = findings.toSorted((left, right) => rankOf(left.level) - rankOf(right.level));
    const routes = sorted.some(({ id }) => id.startsWith("MICRO_"))
      ? 0
      : app.listRoutes().length - (deploy ? 1 : 0);
    shell.print(json ? JSON.stringify(sorted, null, 2) : toText(sorted, routes));
    return statusOf(sorted, failLevel);
  });
}

/** What fails now would fail at the first request. */
async function checkApp(app: App, folder: string): Promise<Finding[]> {
  try {
    await startApp(app);
    return [];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return [{ id: code, level: "error", message: reportError(error, folder) }];
  }
}

/** Notes on templates are for `micro templates check`. */
async function checkAllTemplates(app: App, folder: string): Promise<Finding[]> {
  const { templates } = await checkTemplates(app.templates.inspection);
  return templates.flatMap(({ path, findings }) =>
    findings.flatMap((finding) => {
      const { severity: level } = finding;
      const message = formatFinding(finding, relative(folder, path));
      return level === "note" ? [] : [{ id: TEMPLATE, level, message }];
    }),
  );
}

function rankOf(level: FindingLevel): number {
  return FAIL_LEVELS.indexOf(level);
}

function toText(findings: readonly Finding[], routes: number): string {
  const [errors, warnings] = FAIL_LEVELS.map(
    (level) => findings.filter((each) => each.level === level).length,
  );
  const lines = findings.map(({ id, level, message }) => `${level} ${id}: ${message}`);
  const counts = `${count(errors, "error")}, ${count(warnings, "warning")}.`;
  return [...lines, `${counts} ${count(routes, "route")} ${routes === 1 ? "was" : "were"} checked.`].join(
    "\n",
  );
}

function count(number: number = 0, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function statusOf(findings: readonly Finding[], failLevel: FindingLevel): number {
  if (findings.some(({ level }) => level === "error")) return 1;
  return findings.some(({ level }) => rankOf(level) <= rankOf(failLevel)) ? 2 : 0;
}
