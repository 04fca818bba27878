import type { ThrottleCount, ThrottleStore } from "./throttle-store.ts";

/** More counts than an honest process has: then those that end first are dropped. */
const MAX_COUNTS = 100_000;

/** Counts in the memory of the process: right for one process, which forgets when it is restarted. */
export class MemoryThrottleStore implements ThrottleStore {
  readonly #counts = new Map<string, ThrottleCount>();
  readonly #maxCounts: number;

  /** @param maxCounts - The most counts that are kept. @default 100 000 */
  constructor(maxCounts: number = MAX_COUNTS) {
    this.#maxCounts = maxCounts;
  }

  /** The number of counts, those that are over included until they are cleaned up. */
  get size(): number {
    return this.#counts.size;
  }

  /** Adds to a count. */
  add(key: string, amount: number, seconds: number): ThrottleCount {
    const now = Date.now();
    const known = this.#counts.get(key);
    const before =
      known !== undefined && known.endsAt > now ? known : { count: 0, endsAt: now + seconds * 1000 };
    const after = { ...before, count: Math.max(0, before.count + amount) };
    this.#counts.set(key, after);
    if (this.#counts.size > this.#maxCounts) this.#makeRoom();
    return after;
  }

  /** Forgets a count. */
  delete(key: string): boolean {
    return this.#counts.delete(key);
  }

  /** Removes what is over. */
  cleanup(): number {
    const now = Date.now();
    const over = [...this.#counts].filter(([, { endsAt }]) => endsAt <= now);
    for (const [key] of over) this.#counts.delete(key);
    return over.length;
  }

  /** Those that are over, and of the others those with the fewest attempts: who floods the store forgets nothing but that. */
  #makeRoom(): void {
    this.cleanup();
    const excess = this.#counts.size - Math.floor(this.#maxCounts * 0.9);
    if (excess <= 0) return;
    const entries = [...this.#counts].toSorted(([, one], [, other]) => one.count - other.count);
    for (const [key] of entries.slice(0, excess)) this.#counts.delete(key);
  }
}
