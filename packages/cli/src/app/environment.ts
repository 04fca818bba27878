import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";

import { CommandFailure } from "../errors/command-failure.ts";

/** The variables of a process or of a file. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that an app will see, and the folder where files with more are. */
export interface EnvironmentPlace {
  readonly folder: string;
  readonly environment: Record<string, string | undefined>;
}

/** What a command line says of the environment. Plain data, so that it can be sent to another process. */
export interface EnvironmentOptions {
  /** Puts the app into debug, or out of it. @default as the variables say */
  readonly debug?: boolean | undefined;
  /** A file with variables, before all others. */
  readonly envFile?: string | undefined;
}

/** The later ones are for what may be in the repository. */
const FILES = [".env", ".microenv"];

/**
 * The variables with those of files added: of the file that the command line names, of `.env`, of `.microenv`. What is
 * set already wins, then the earlier file. `MICRO_SKIP_DOTENV=1` leaves out the last two.
 *
 * These are looked for in the folder and above it, up to the folder with the `package.json`.
 *
 * @throws CommandFailure `MICRO_ENV_FILE` when the named file does not exist.
 * @example
 * readEnvironment({ folder: "/srv/site", environment: process.env })["MICRO_SECRET_KEY"];
 */
export function readEnvironment(
  { folder, environment }: EnvironmentPlace,
  { envFile, debug }: EnvironmentOptions = {},
): Environment {
  const files = isOn(environment["MICRO_SKIP_DOTENV"]) ? [] : FILES.map((name) => findAbove(folder, name));
  const texts = [readNamed(folder, envFile), ...files.map(readText)];
  const variables: Environment = Object.assign(
    {},
    ...texts.map((text) => parseEnv(text)).toReversed(),
    environment,
  );
  return debug === undefined && !isDebug(variables)
    ? variables
    : { ...variables, MICRO_DEBUG: String(debug ?? true) };
}

/**
 * Sets the variables that an app reads when it is imported: those of files, and `MICRO_DEBUG` in debug.
 *
 * @throws CommandFailure as {@link readEnvironment} does.
 * @example
 * prepareEnvironment({ folder: process.cwd(), environment: process.env }, { debug: true });
 */
export function prepareEnvironment(place: EnvironmentPlace, options: EnvironmentOptions): void {
  Object.assign(place.environment, readEnvironment(place, options));
}

/**
 * Whether the variables put the app into debug.
 *
 * @example
 * isDebug({ MICRO_DEBUG: "true" }); // true
 */
export function isDebug(environment: Environment): boolean {
  return isOn(environment["MICRO_DEBUG"]);
}

function isOn(text: string | undefined): boolean {
  return text === "true" || text === "1";
}

/** The nearest file of a name; the project's folder is the last to be looked into. */
function findAbove(folder: string, name: string): string {
  const paths = foldersOf(folder).map((each) => join(each, name));
  return paths.find((path) => existsSync(path)) ?? join(folder, name);
}

/** A folder and those above it within its project; without a package.json it stands alone. */
function foldersOf(folder: string): string[] {
  const folders: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    folders.push(current);
    if (existsSync(join(current, "package.json"))) return folders;
    if (current === dirname(current)) return [folder];
  }
}

function readNamed(folder: string, name: string | undefined): string {
  if (name === undefined) return "";
  const path = resolve(folder, name);
  if (existsSync(path)) return readText(path);
  throw new CommandFailure(
    "MICRO_ENV_FILE",
    `There is no file ${path}, which --env-file names. Correct the path.`,
    { isUsage: true },
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // most apps have none
  }
}
