import { statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";

import { parseIgnoreLines, readIgnoreFile } from "./ignore-file.ts";

/** What is watched. */
export interface WatchRules {
  /** Whether a folder is looked into; its path is absolute. */
  readonly includesFolder: (path: string) => boolean;
  /** Whether a file, in a folder that is looked into, makes the app start again. */
  readonly includesFile: (path: string) => boolean;
}

/** What the rules depend on. */
export interface WatchRulesOptions {
  /** The app's module: the folders on the way to it are always looked into. */
  readonly file: string;
  /** In debug, the template cache sees their changes by itself. */
  readonly skipTemplates: boolean;
  /** Lines as in `.gitignore`: what fits is left out, code too. @default none */
  readonly excluded?: readonly string[] | undefined;
}

/** A folder and what is watched in it. */
export interface WatchedPlace {
  readonly folder: string;
  readonly rules: WatchRules;
}

/**
 * Made by tools, written by the app itself, or sent as they are: a change of these is no change of the app.
 */
const SKIPPED_FOLDERS = new Set(
  "node_modules dist coverage data instance tmp uploads static public".split(" "),
);

const CODE = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"];
const TEMPLATES = [".html", ".htm", ".njk", ".j2", ".jinja", ".jinja2"];
const SETTINGS = [".json", ".toml", ".yml", ".yaml", ".env"];

/**
 * The rules for the folder of a project.
 *
 * - Folders: all but those named `node_modules`, `dist`, `coverage`, `data`, `instance`, `tmp`, `uploads`,
 *   `static`, `public`, those whose name starts with a dot, and those that the project's `.gitignore` names.
 * - Files: code, templates and settings by their ending, and `.env` with its variants; not what `.gitignore`
 *   names, `.env` excepted.
 *
 * @param root - The folder of the project.
 * @example
 * const rules = defineWatchRules("/srv/site", { file: "/srv/site/app.ts", skipTemplates: false });
 * rules.includesFile("/srv/site/models.ts"); // true
 */
export function defineWatchRules(
  root: string,
  { file, skipTemplates, excluded = [] }: WatchRulesOptions,
): WatchRules {
  const extensions = new Set([...CODE, ...SETTINGS, ...(skipTemplates ? [] : TEMPLATES)]);
  const isIgnored = readIgnoreFile(join(root, ".gitignore"));
  const isExcluded = parseIgnoreLines(excluded);
  const toRelative = (path: string): string => relative(root, path).replaceAll(sep, "/");
  return {
    includesFolder(path) {
      if (isExcluded(toRelative(path), { isFolder: true })) return false;
      if (file.startsWith(path + sep)) return true;
      const name = basename(path);
      if (SKIPPED_FOLDERS.has(name) || name.startsWith(".")) return false;
      return !isIgnored(toRelative(path), { isFolder: true });
    },
    includesFile(path) {
      if (isExcluded(toRelative(path), { isFolder: false })) return false;
      if (/^\.(?:micro\.)?env(\.|$)/.test(basename(path))) return true;
      return extensions.has(extname(path)) && !isIgnored(toRelative(path), { isFolder: false });
    },
  };
}

/**
 * Where more files and folders are watched; of a folder all that is in it counts.
 *
 * @param paths - Relative to `folder`; a file need not exist yet.
 * @example
 * extraPlaces(["data/movies.json"], "/srv/site");
 */
export function extraPlaces(paths: readonly string[], folder: string): WatchedPlace[] {
  return paths.map((name) => {
    const path = resolve(folder, name);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder
      ? { folder: path, rules: { includesFolder: () => true, includesFile: () => true } }
      : {
          folder: dirname(path),
          rules: { includesFolder: () => false, includesFile: (changed) => changed === path },
        };
  });
}
