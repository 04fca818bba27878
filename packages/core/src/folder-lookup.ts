import { join, sep } from "node:path";

import { type KnownFile, lookAtFile } from "./known-file.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { realpathSync } = process.getBuiltinModule("node:fs");

/** Names that Windows takes for devices in every folder, whatever their extension. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])[ .]*(?:[.:]|$)/i;

/**
 * The path of a file below a folder; `null` for a name that could mean anything else on any system (Werkzeug's
 * `safe_join`): empty, absolute, with `..`, a drive, a backslash, NUL, a hidden segment.
 */
export function safeJoin(folder: string, name: string): string | null {
  if (name === "" || /[\0\\:]/.test(name)) return null;
  for (const segment of name.split("/")) {
    if (segment === "" || (segment.startsWith(".") && segment !== ".well-known")) return null;
    if (process.platform === "win32" && DEVICE.test(segment)) return null;
  }
  return join(folder, name);
}

/** What a name has meant in a folder. */
interface Found {
  readonly file: KnownFile;
  /** As `performance.now()` says it. */
  readonly lookedAt: number;
}

/** Of so many names of a folder it is kept what they mean. */
const MAX_FOUND = 1000;

/** Finds what is below a folder, by names from visitors. */
export class FolderLookup {
  readonly #folder: string;
  readonly #found = new Map<string, Found>();

  /** @param folder - Absolute. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What a name means; `null` for nothing, and for what is not below the folder.
   *
   * @param interval - Milliseconds for which what was found counts as unchanged.
   */
  find(name: string, interval: number): KnownFile | null {
    const now = performance.now();
    const before = this.#found.get(name);
    if (before !== undefined && now - before.lookedAt < interval) return before.file;
    const file = this.#lookAt(name, before?.file);
    if (file === undefined) this.#found.delete(name);
    else this.#keep(name, { file, lookedAt: now });
    return file ?? null;
  }

  /** `undefined` also for what may not be looked at, or is gone meanwhile. */
  #lookAt(name: string, before: KnownFile | undefined): KnownFile | undefined {
    const path = safeJoin(this.#folder, name);
    if (path === null) return undefined;
    try {
      const file = lookAtFile(path);
      // The same file at the same path still is below the folder.
      return file === undefined || file === before || isInside(this.#folder, path) ? file : undefined;
    } catch {
      return undefined;
    }
  }

  #keep(name: string, found: Found): void {
    if (this.#found.size >= MAX_FOUND) this.#found.clear();
    this.#found.set(name, found);
  }
}

/** Whether the real file is below the real folder, however many symlinks lead to it. */
function isInside(folder: string, path: string): boolean {
  return realpathSync.native(path).startsWith(realpathSync.native(folder) + sep);
}

/** By folder: apps have few, but may name one for each user. */
const lookups = new Map<string, FolderLookup>();
const MAX_LOOKUPS = 100;

/** The lookup of a folder, which knows what was found there before. @param folder - Absolute. */
export function lookupOf(folder: string): FolderLookup {
  const known = lookups.get(folder);
  if (known !== undefined) return known;
  if (lookups.size >= MAX_LOOKUPS) lookups.clear();
  const lookup = new FolderLookup(folder);
  lookups.set(folder, lookup);
  return lookup;
}
