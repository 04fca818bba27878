import { Config, maskSecrets } from "@micro-web/core";

import { findVariableSources } from "../app/environment.ts";
import { withApp } from "../app/opened-app.ts";
import type { Shell } from "../shell.ts";
import { formatTable } from "../table.ts";
import type { ConfigOptions } from "./config-options.ts";

/** A value of the configuration, and who says so. */
interface ConfigRow {
  readonly key: string;
  readonly value: unknown;
  /** "default", "the app", or a variable and where it is set. */
  readonly source: string;
}

/**
 * Prints the configuration of an app with where each value comes from; secrets are hidden.
 *
 * @returns The exit status.
 * @example
 * await listConfig({ app: undefined, changed: true, json: false }, shell);
 * // Key         Value       From
 * // ----------  ----------  -----------------------
 * // SECRET_KEY  "[hidden]"  MICRO_SECRET_KEY of .env
 */
export async function listConfig({ changed, json, ...choice }: ConfigOptions, shell: Shell): Promise<number> {
  // Before the app is opened, which puts the variables of files among those of the process.
  const sources = findVariableSources(shell, choice);
  return withApp(choice, shell, ({ app }) => {
    const rows = toRows(app.config.toObject(), sources, shell);
    const shown = changed ? rows.filter(({ source }) => source !== "default") : rows;
    const cells = shown.map(({ key, value, source }) => [key, JSON.stringify(value) ?? "undefined", source]);
    shell.print(json ? JSON.stringify(shown, null, 2) : formatTable([["Key", "Value", "From"], ...cells]));
    return 0;
  });
}

function toRows(
  values: Readonly<Record<string, unknown>>,
  sources: ReadonlyMap<string, string>,
  { folder, environment }: Shell,
): ConfigRow[] {
  const defaults = new Config().toObject();
  const fromVariables = new Config().loadEnvironment(environment).toObject();
  const masked = Object.entries(maskSecrets(values) ?? {});
  return masked
    .map(([key, value]) => {
      const variable = [...sources.keys()].find(
        (name) => name === `MICRO_${key}` || name.startsWith(`MICRO_${key}__`),
      );
      const isVariable = variable !== undefined && isSame(values[key], fromVariables[key]);
      if (isVariable)
        return { key, value, source: `${variable} of ${shorten(sources.get(variable) ?? "", folder)}` };
      return { key, value, source: isSame(values[key], defaults[key]) ? "default" : "the app" };
    })
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A path is shown relative to the folder it is in. */
function shorten(path: string, folder: string): string {
  return path.startsWith(folder) ? path.slice(folder.length + 1) : path;
}
