import type { Stats } from "node:fs";
import { basename } from "node:path";

import { formatHttpDate, type Validators } from "./http/conditional.ts";
import type { FileFacts } from "./http/file-head.ts";
import { NotFound } from "./http-errors.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { readFileSync, statSync } = process.getBuiltinModule("node:fs");

/** Files up to this many bytes are kept in memory and sent in one write. */
const MAX_KEPT_FILE = 128 * 1024;
/** All kept files together. */
const MAX_KEPT = 16 * 1024 * 1024;
/** Of so many files what was made of them is kept. */
const MAX_KNOWN = 1000;

/** By path, as they were when they were last looked at. */
const known = new Map<string, KnownFile>();
let bytesKept = 0;

/** What is at a path, as it was when it was last looked at, and what was made of it since: its validators, its bytes. */
export class KnownFile implements FileFacts {
  readonly path: string;
  readonly stats: Stats;
  /** Without the folder. */
  readonly name: string;
  readonly validators: Validators;
  /** When it last changed, as HTTP writes it. */
  readonly lastModified: string;
  #bytes: Uint8Array | undefined;

  /** @param path - Where it is. @param stats - What the system says of it. */
  constructor(path: string, stats: Stats) {
    this.path = path;
    this.stats = stats;
    this.name = basename(path);
    const etag = `"${stats.mtimeMs.toString(16)}-${stats.size.toString(16)}"`;
    this.validators = { etag, lastModified: stats.mtime.getTime() };
    this.lastModified = formatHttpDate(stats.mtime);
  }

  /** In bytes. */
  get size(): number {
    return this.stats.size;
  }

  /** Whether it is in memory: then nothing of it is read from the disk. */
  get isKept(): boolean {
    return this.#bytes !== undefined;
  }

  /** Its bytes, from the disk but once; `undefined` for a file that is too large to be kept. */
  read(): Uint8Array | undefined {
    if (this.#bytes !== undefined || this.size > MAX_KEPT_FILE) return this.#bytes;
    const bytes = readFileSync(this.path);
    if (bytesKept + bytes.byteLength > MAX_KEPT) forgetBytes();
    bytesKept += bytes.byteLength;
    this.#bytes = bytes;
    return bytes;
  }

  /** Whether it is still what it was. */
  isSame({ ino, dev, size, mtimeMs, ctimeMs }: Stats): boolean {
    const { stats } = this;
    return (
      stats.mtimeMs === mtimeMs &&
      stats.size === size &&
      stats.ino === ino &&
      stats.ctimeMs === ctimeMs &&
      stats.dev === dev
    );
  }

  /** Gives its memory back. @returns the bytes */
  forget(): number {
    const { byteLength = 0 } = this.#bytes ?? {};
    this.#bytes = undefined;
    return byteLength;
  }
}

/**
 * Looks at a path. Synchronous because a trip to the thread pool costs three times as much.
 *
 * @returns What is there, the same object as before when it has not changed; `undefined` when nothing is.
 * @throws NotFound for what may not be looked at.
 */
export function lookAtFile(path: string): KnownFile | undefined {
  const stats = statOf(path);
  const before = known.get(path);
  if (stats !== undefined && before?.isSame(stats) === true) return before;
  bytesKept -= before?.forget() ?? 0;
  known.delete(path);
  if (stats === undefined) return undefined;
  const file = new KnownFile(path, stats);
  if (known.size >= MAX_KNOWN) {
    forgetBytes();
    known.clear();
  }
  known.set(path, file);
  return file;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new NotFound(undefined, { cause });
  }
}

function forgetBytes(): void {
  for (const file of known.values()) file.forget();
  bytesKept = 0;
}
