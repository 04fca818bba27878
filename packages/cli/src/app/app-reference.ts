import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";

import { CommandFailure } from "../errors/command-failure.ts";
import { parseArguments } from "./factory-arguments.ts";

/** Where an app is. Plain data, so that it can be sent to another process. */
export interface AppReference {
  /** The module, absolute. */
  readonly file: string;
  /** The export; "" takes the one that fits. */
  readonly name: string;
  /** What the factory of this name is called with. @default nothing */
  readonly values?: readonly unknown[];
  /** Who said so, for messages: `--app`, `MICRO_APP`, ... */
  readonly source: string;
}

/** What may say where the app is, apart from the files themselves. */
export interface AppHints {
  /** The option `--app`. */
  readonly option?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_FILES = ["app.ts", "app.js", "app.mjs", "src/app.ts", "src/app.js"];
const EXTENSIONS = [".ts", ".mts", ".js", ".mjs", ".cjs"];

/**
 * Finds the app: `--app`, then `MICRO_APP`, then `micro.app` of package.json, then files named `app`.
 *
 * @param folder - Where to look; paths are relative to it.
 * @throws CommandFailure when there is none.
 * @example
 * findApp("/srv/site", { option: "src/site.ts:createSite", environment: {} });
 * // { file: "/srv/site/src/site.ts", name: "createSite", source: "--app" }
 */
export function findApp(folder: string, { option, environment }: AppHints): AppReference {
  if (option !== undefined) return resolveReference(folder, { text: option, source: "--app" });
  const variable = environment["MICRO_APP"];
  if (variable !== undefined && variable !== "") {
    return resolveReference(folder, { text: variable, source: "MICRO_APP" });
  }
  const entry = readPackageEntry(folder);
  if (entry !== undefined) return resolveReference(folder, { text: entry, source: "package.json" });
  const file = findFile(folder, DEFAULT_FILES);
  if (file !== null) return { file, name: "", source: "found by its name" };
  throw new CommandFailure(
    "MICRO_APP_NOT_FOUND",
    `There is no app in ${folder}: none of ${DEFAULT_FILES.join(", ")} exists. ` +
      'Name its file: --app path/to/file.ts, or "micro": { "app": "path/to/file.ts" } in package.json.',
  );
}

function resolveReference(folder: string, { text, source }: { text: string; source: string }): AppReference {
  const { path, ...place } = splitReference(text, source);
  const target = resolve(folder, path);
  const candidates = candidatesFor(target);
  const file = findFile(folder, candidates);
  if (file !== null) return { file, ...place, source };
  throw new CommandFailure(
    "MICRO_APP_NOT_FOUND",
    `There is no app at ${JSON.stringify(path)}, which ${source} names: looked for ` +
      `${candidates.map((candidate) => relative(folder, candidate)).join(", ")} in ${folder}. Correct the path.`,
  );
}

/** What follows the colon after a path that has an ending, or that is no path by itself: a name, or a call. */
const REFERENCE = /^(?<path>.+?\.[cm]?[jt]sx?|.+?):(?<target>[\p{ID_Start}$_].*)$/su;

const TARGET = /^(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:\((?<values>.*)\))?$/su;

/** `path`, `path:name` or `path:name(values)`; the colon of a Windows drive is part of the path. */
function splitReference(
  text: string,
  source: string,
): Pick<AppReference, "name" | "values"> & { readonly path: string } {
  const { path = text, target = "" } = REFERENCE.exec(text)?.groups ?? {};
  if (target === "") return { path, name: "" };
  const { name, values } = TARGET.exec(target)?.groups ?? {};
  if (name !== undefined)
    return values === undefined ? { path, name } : { path, name, values: parseArguments(values, source) };
  throw new CommandFailure(
    "MICRO_APP_REFERENCE",
    `${JSON.stringify(target)}, which ${source} names after the path ${JSON.stringify(path)}, is neither a name nor a call. ` +
      'Write the name of an export, or a call of a factory: "app.ts:app", "app.ts:createApp()".',
    { isUsage: true },
  );
}

function candidatesFor(path: string): string[] {
  if (isFolder(path)) return DEFAULT_FILES.map((file) => join(path, file));
  return extname(path) === "" ? EXTENSIONS.map((extension) => path + extension) : [path];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function findFile(folder: string, candidates: readonly string[]): string | null {
  const paths = candidates.map((candidate) => resolve(folder, candidate));
  return paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true) ?? null;
}

function readPackageEntry(folder: string): string | undefined {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  const entry = property(property(parsePackage(path), "micro"), "app");
  if (entry === undefined || typeof entry === "string") return entry;
  throw new CommandFailure(
    "MICRO_APP_REFERENCE",
    `"micro.app" in ${path} is no text. Write the path of the app: "micro": { "app": "src/site.ts" }.`,
  );
}

function parsePackage(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new CommandFailure(
      "MICRO_APP_REFERENCE",
      `${path} is not valid JSON: ${String(error)}. Correct it.`,
      { cause: error },
    );
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
