import { findApp } from "../app/app-reference.ts";
import { isDebug, readEnvironment } from "../app/environment.ts";
import type { Shell } from "../shell.ts";
import { readServerFile } from "./config-file.ts";
import { debugInProduction } from "./debug-refusal.ts";
import type { ServeOptions } from "./serve-options.ts";
import { resolveSettings } from "./serve-settings.ts";
import type { ServerHooks } from "./server-definition.ts";
import type { Launch } from "./arbiter.ts";

/** All that says how to serve, as it is now. */
export interface ServeReading {
  readonly launch: Launch;
  /** Where each setting comes from. */
  readonly sources: ReadonlyMap<string, string>;
  readonly hooks: ServerHooks;
}

/**
 * Reads how to serve: the configuration file, then `MICRO_SERVE_ARGS`, then the command line, which wins.
 *
 * Nothing is set in the environment: each worker reads the files of variables anew.
 *
 * @throws CommandFailure when something does not fit, debug is on, or there is no app.
 * @example
 * const { launch, hooks } = await readServe(options, shell);
 */
export async function readServe(
  { app, envFile, debug, config, variable, commandLine }: ServeOptions,
  { folder, environment: given }: Pick<Shell, "folder" | "environment">,
): Promise<ServeReading> {
  const environment = readEnvironment({ folder, environment: given }, { envFile, debug });
  if (isDebug(environment)) throw debugInProduction();
  const file = await readServerFile(folder, config);
  const { settings, sources } = resolveSettings(environment, [
    { source: file.path, values: file.values },
    { source: "MICRO_SERVE_ARGS", values: variable },
    { source: "the command line", values: commandLine },
  ]);
  const reference = findApp(folder, { option: app, environment });
  return { launch: { reference, envFile, settings }, sources, hooks: file.hooks };
}
