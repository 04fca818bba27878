import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Variables that an app will see, and where its file `.env` is. */
export interface EnvironmentPlace {
  readonly folder: string;
  readonly environment: Record<string, string | undefined>;
}

/**
 * The variables with those of the file `.env` of the folder added; those that are set already win.
 *
 * @example
 * readEnvironment({ folder: "/srv/site", environment: process.env })["MICRO_SECRET_KEY"];
 */
export function readEnvironment({
  folder,
  environment,
}: EnvironmentPlace): Readonly<Record<string, string | undefined>> {
  return { ...parseEnv(readText(join(folder, ".env"))), ...environment };
}

/**
 * Sets the variables that an app reads when it is imported: those of `.env`, and `MICRO_DEBUG` in debug.
 *
 * @example
 * prepareEnvironment({ folder: process.cwd(), environment: process.env }, { debug: true });
 */
export function prepareEnvironment(place: EnvironmentPlace, { debug }: { readonly debug: boolean }): void {
  Object.assign(place.environment, readEnvironment(place), debug ? { MICRO_DEBUG: "true" } : {});
}

/**
 * Whether the variables put the app into debug.
 *
 * @example
 * isDebug({ MICRO_DEBUG: "true" }); // true
 */
export function isDebug(environment: Readonly<Record<string, string | undefined>>): boolean {
  return ["true", "1"].includes(environment["MICRO_DEBUG"] ?? "");
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // most apps have none
  }
}
