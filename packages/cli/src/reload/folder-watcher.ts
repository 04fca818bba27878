import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { dirname, join, sep } from "node:path";

import type { WatchRules } from "./watch-rules.ts";

/** What a watcher looks at, and whom it tells. */
export interface WatcherOptions {
  readonly rules: WatchRules;
  /** @param path - The file that was added, changed, renamed or deleted. */
  readonly onChange: (path: string) => void;
  /** A folder cannot be watched: changes in it will not be seen. */
  readonly onError: (error: Error) => void;
}

interface WatchedFolder {
  readonly watcher: FSWatcher;
  hasFiles: boolean;
}

/**
 * Watches a folder and those below it, each with a watcher of its own: the recursive watcher of Node loses
 * files that were replaced by a rename, as editors do.
 *
 * @example
 * const watcher = new FolderWatcher("/srv/site", { rules, onChange: console.log, onError: console.error });
 * watcher.close();
 */
export class FolderWatcher {
  readonly #options: WatcherOptions;
  readonly #folders = new Map<string, WatchedFolder>();

  constructor(root: string, options: WatcherOptions) {
    this.#options = options;
    this.#add(root);
  }

  /** Sees nothing more. */
  close(): void {
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  /** Watches a folder and those below it; gives the files that are there. */
  #add(folder: string): string[] {
    const { rules } = this.#options;
    const watched = this.#watch(folder);
    if (watched === null) return [];
    const entries = readFolder(folder);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
    const found = files.filter((file) => rules.includesFile(file));
    watched.hasFiles = found.length > 0;
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
    return [
      ...found,
      ...folders.filter((path) => rules.includesFolder(path)).flatMap((path) => this.#add(path)),
    ];
  }

  #watch(folder: string): WatchedFolder | null {
    try {
      const watcher = watch(folder, (event, name) =>
        this.#see(event, name === null ? folder : join(folder, name)),
      );
      /* v8 ignore next -- only Windows says so of a folder that is deleted */
      watcher.on("error", () => this.#remove(folder));
      const watched = { watcher, hasFiles: false };
      this.#folders.set(folder, watched);
      return watched;
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof Error) || ("code" in error && error.code === "ENOENT")) return; // deleted again already
    this.#options.onError(error);
  }

  #see(event: string, path: string): void {
    const { rules, onChange } = this.#options;
    if (event === "rename" && (this.#folders.has(path) || isFolder(path))) this.#seeFolder(path);
    else if (rules.includesFile(path)) {
      const folder = this.#folders.get(dirname(path));
      if (folder !== undefined) folder.hasFiles = true;
      onChange(path);
    }
  }

  /** A folder has come, gone, or been replaced: what matters is whether files came or went with it. */
  #seeFolder(path: string): void {
    if (!this.#options.rules.includesFolder(path)) return;
    const hadFiles = this.#remove(path);
    const files = isFolder(path) ? this.#add(path) : [];
    if (hadFiles || files.length > 0) this.#options.onChange(files[0] ?? path);
  }

  /** Stops watching a folder and those below it; tells whether any had files. */
  #remove(folder: string): boolean {
    let hadFiles = false;
    for (const [path, watched] of this.#folders) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watched.watcher.close();
      this.#folders.delete(path);
      hadFiles ||= watched.hasFiles;
    }
    return hadFiles;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
