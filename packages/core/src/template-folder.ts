import { join, relative, sep } from "node:path";

import type { TemplateAttempt, TemplateSource, TemplateText } from "./template-source.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { readdirSync, readFileSync, statSync } = process.getBuiltinModule("node:fs");

/** The templates in folders; of a name in several folders, the first folder's counts. */
export class TemplateFolders implements TemplateSource {
  readonly #folders: () => readonly string[];

  /** @param folders - Absolute paths, asked for at each use: blueprints come later than the app. */
  constructor(folders: () => readonly string[]) {
    this.#folders = folders;
  }

  /** The folders, in the order they are searched. */
  get places(): readonly string[] {
    return this.#folders();
  }

  /** The template of a name; `null` when no folder has it. */
  get(name: string): TemplateText | null {
    const found = this.#find(name);
    return found === null
      ? null
      : { source: readFileSync(found.path, "utf8"), path: found.path, version: found.version };
  }

  /** The time of the last change; `null` when no folder has it. */
  version(name: string): number | null {
    return this.#find(name)?.version ?? null;
  }

  /** The names of all templates, with forward slashes. */
  list(): string[] {
    return this.#folders().flatMap((folder) => listFiles(folder));
  }

  /** Each folder, and the file it has of that name. */
  attempts(name: string): readonly TemplateAttempt[] {
    return this.#folders().map((place) => ({ place, path: findIn(place, name)?.path ?? null }));
  }

  #find(name: string): { path: string; version: number } | null {
    for (const folder of this.#folders()) {
      const found = findIn(folder, name);
      if (found !== null) return found;
    }
    return null;
  }
}

function findIn(folder: string, name: string): { path: string; version: number } | null {
  if (!isSafeName(name)) return null;
  const path = join(folder, name);
  const version = versionOf(path);
  return version === null ? null : { path, version };
}

/** The time of the last change of a regular file; `null` for anything else, also for a name no system takes. */
function versionOf(path: string): number | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? stats.mtimeMs : null;
  } catch {
    return null;
  }
}

/** Names come from views, but sometimes from visitors through views: they never leave the folder. */
function isSafeName(name: string): boolean {
  return name !== "" && !/[\0\\:]|^\//.test(name) && !name.split("/").includes("..");
}

function listFiles(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
