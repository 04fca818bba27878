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
const FILES = [".env", ".micro.env"];

/**
 * The variables with those of files added: of the file that the command line names, of `.env`, of `.micro.env`. What is
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
  const texts = readFiles({ folder, environment }, envFile).map(({ variables }) => variables);
  const variables: Environment = Object.assign({}, ...texts.toReversed(), environment);
  return debug === undefined && !isDebug(variables)
    ? variables
    : { ...variables, MICRO_DEBUG: String(debug ?? true) };
}

/**
 * Where each variable of {@link readEnvironment} comes from: "the environment", or the path of a file.
 *
 * @throws CommandFailure as {@link readEnvironment} does.
 * @example
 * findVariableSources({ folder: "/srv/site", environment: process.env }, {}).get("MICRO_SECRET_KEY"); // "/srv/site/.env"
 */
export function findVariableSources(
  { folder, environment }: EnvironmentPlace,
  { envFile }: EnvironmentOptions,
): ReadonlyMap<string, string> {
  const files = readFiles({ folder, environment }, envFile).toReversed();
  return new Map([
    ...files.flatMap(({ path, variables }) => Object.keys(variables).map((name) => [name, path] as const)),
    ...Object.keys(environment).map((name) => [name, "the environment"] as const),
  ]);
}

interface VariableFile {
  readonly path: string;
  readonly variables: Environment;
}

/** The files with variables, the first before the later ones. */
function readFiles({ folder, environment }: EnvironmentPlace, envFile: string | undefined): VariableFile[] {
  const found = isOn(environment["MICRO_SKIP_DOTENV"]) ? [] : FILES.map((name) => findAbove(folder, name));
  const paths = envFile === undefined ? found : [namedFile(folder, envFile), ...found];
  return paths.map((path) => ({ path, variables: parseEnv(readText(path)) }));
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

/**
 * Whether a variable says yes.
 *
 * @example
 * isOn("1"); // true
 */
export function isOn(text: string | undefined): boolean {
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

function namedFile(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (existsSync(path)) return path;
  throw new CommandFailure(
    "MICRO_ENV_FILE",
    `There is no file ${path}, which --env-file names. Correct the path.`,
    { isUsage: true },
  );
}

/** Most apps have none. */
function readText(path: string): string {
  if (!existsSync(path)) return "";
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      "MICRO_ENV_FILE",
      `${path} cannot be read: ${reason}. Correct its permissions, or leave it out with MICRO_SKIP_DOTENV=1.`,
      { cause: error },
    );
  }
}
