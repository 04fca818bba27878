import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionStore } from "@micro-web/core";

/** A folder without data is one that is just being made, unless it is older than this, in milliseconds. */
const MAX_UNFINISHED = 3_600_000;
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const TRASH = "trash-";

/**
 * Keeps each session in a folder of its own: `FOLDER/<sha-256 of the id>/data`, whose time stamp is when it is over. Only
 * the owner of the process can read it.
 *
 * A change is a file that is renamed into the session's folder, so that nobody reads half of it; whoever ends the session
 * renames the folder away first, so that no late change brings it back. Both hold between processes of one machine.
 *
 * @example
 * app.use(sessions({ store: new FileStore("var/sessions") }));
 */
export class FileStore implements SessionStore {
  readonly #folder: string;

  /** @param folder - Made when it is needed; nothing else should be in it. Relative to the working directory. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The data; `null` when there is none under the id. */
  async read(id: string): Promise<string | null> {
    const folder = this.#folderOf(id);
    return whenThere(
      async () => ((await isLive(folder)) ? await readFile(join(folder, "data"), "utf8") : null),
      null,
    );
  }

  /** Keeps the data of a new session for `ttl` seconds. @throws what the file system does */
  async create(id: string, data: string, ttl: number): Promise<void> {
    const folder = this.#folderOf(id);
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    await writeInto(folder, data, ttl);
  }

  /** Replaces the data if it is there. @throws what the file system does */
  async update(id: string, data: string, ttl: number): Promise<boolean> {
    const folder = this.#folderOf(id);
    return whenThere(async () => {
      if (!(await isLive(folder))) return false;
      await writeInto(folder, data, ttl);
      return true;
    }, false);
  }

  /** Keeps the data for `ttl` more seconds if it is there. */
  async touch(id: string, ttl: number): Promise<boolean> {
    const folder = this.#folderOf(id);
    return whenThere(async () => {
      if (!(await isLive(folder))) return false;
      await utimes(join(folder, "data"), new Date(), endOf(ttl));
      return true;
    }, false);
  }

  /** Forgets the data. */
  async delete(id: string): Promise<boolean> {
    const folder = this.#folderOf(id);
    const wasLive = await whenThere(() => isLive(folder), false);
    const isRemoved = await this.#remove(folder);
    return wasLive && isRemoved;
  }

  /** Removes what is over; gives their number. Run it once a day: `micro session-cleanup`. */
  async cleanup(): Promise<number> {
    let count = 0;
    for (const name of await whenThere(() => readdir(this.#folder), [])) {
      const folder = join(this.#folder, name);
      if (await whenThere(() => this.#isOver(name), false)) {
        if (await this.#remove(folder)) count++;
      }
    }
    return count;
  }

  /** The id of a session is not the name of its folder: who lists the folder learns no id, and no id leaves it. */
  #folderOf(id: string): string {
    return join(this.#folder, createHash("sha256").update(id).digest("hex"));
  }

  async #isOver(name: string): Promise<boolean> {
    if (name.startsWith(TRASH)) return true;
    const folder = join(this.#folder, name);
    const isFinished = await whenThere(async () => Boolean(await stat(join(folder, "data"))), false);
    if (isFinished) return !(await isLive(folder));
    return (await stat(folder)).mtimeMs + MAX_UNFINISHED < Date.now();
  }

  /** Away at once, then deleted; `false` when somebody else was first. */
  async #remove(folder: string): Promise<boolean> {
    const trash = join(this.#folder, TRASH + randomBytes(12).toString("hex"));
    const isMine = await whenThere(async () => {
      await rename(folder, trash);
      return true;
    }, false);
    // A change that began before may still write into the folder: then it is tried again.
    if (isMine) await rm(trash, { recursive: true, force: true, maxRetries: 10, retryDelay: 5 });
    return isMine;
  }
}

/** Writes beside the data, then renames. */
async function writeInto(folder: string, data: string, ttl: number): Promise<void> {
  const draft = join(folder, randomBytes(12).toString("hex"));
  await writeFile(draft, data, { mode: OWNER_ONLY_FILE, flag: "wx" });
  await utimes(draft, new Date(), endOf(ttl));
  await rename(draft, join(folder, "data"));
}

async function isLive(folder: string): Promise<boolean> {
  return (await stat(join(folder, "data"))).mtimeMs > Date.now();
}

function endOf(ttl: number): Date {
  return new Date(Date.now() + ttl * 1000);
}

/** What an operation gives, or `otherwise` when its file is not there, or not any more. */
async function whenThere<Result>(operation: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return otherwise;
    throw error;
  }
}
