import type { SessionStore } from "@micro-web/core";

/** What a session has in memory. */
interface Entry {
  data: string;
  /** In milliseconds since 1970. */
  endsAt: number;
}

/** Below this many sessions nobody looks for those that are over. */
const MIN_CLEANUP = 1000;

/**
 * Keeps sessions in the memory of the process: for tests and for development. They end with the process, and each
 * process has its own.
 *
 * @example
 * app.use(sessions({ store: new MemoryStore() }));
 */
export class MemoryStore implements SessionStore {
  readonly #entries = new Map<string, Entry>();
  #cleanupAt = MIN_CLEANUP;

  /** The number of sessions, those that are over included until they are cleaned up. */
  get size(): number {
    return this.#entries.size;
  }

  /** The data; `null` when there is none under the id. */
  read(id: string): string | null {
    return this.#find(id)?.data ?? null;
  }

  /** Keeps the data of a new session for `ttl` seconds. */
  create(id: string, data: string, ttl: number): void {
    this.#entries.set(id, { data, endsAt: Date.now() + ttl * 1000 });
    if (this.#entries.size < this.#cleanupAt) return;
    this.cleanup();
    this.#cleanupAt = Math.max(MIN_CLEANUP, this.#entries.size * 2);
  }

  /** Replaces the data if it is there. */
  update(id: string, data: string, ttl: number): boolean {
    const entry = this.#find(id);
    if (entry === undefined) return false;
    entry.data = data;
    entry.endsAt = Date.now() + ttl * 1000;
    return true;
  }

  /** Keeps the data for `ttl` more seconds if it is there. */
  touch(id: string, ttl: number): boolean {
    const entry = this.#find(id);
    if (entry === undefined) return false;
    entry.endsAt = Date.now() + ttl * 1000;
    return true;
  }

  /** Forgets the data. */
  delete(id: string): boolean {
    const isThere = this.#find(id) !== undefined;
    this.#entries.delete(id);
    return isThere;
  }

  /** Removes what is over; gives their number. Done on its own when the number of sessions has doubled. */
  cleanup(): number {
    const before = this.#entries.size;
    for (const [id, { endsAt }] of this.#entries) {
      if (endsAt <= Date.now()) this.#entries.delete(id);
    }
    return before - this.#entries.size;
  }

  #find(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry !== undefined && entry.endsAt > Date.now() ? entry : undefined;
  }
}
