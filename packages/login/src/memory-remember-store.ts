import type { RememberSeries, RememberStore } from "./remember-store.ts";

/** Keeps remember-me tokens in the memory of the process, for tests and development: they end with the process. */
export class MemoryRememberStore implements RememberStore {
  readonly #series = new Map<string, RememberSeries>();

  /** The number of series, those that are over included until they are cleaned up. */
  get size(): number {
    return this.#series.size;
  }

  /** Keeps a new series. */
  create(series: RememberSeries): void {
    this.#series.set(series.series, series);
  }

  /** The series; `null` when it is not there. */
  find(series: string): RememberSeries | null {
    return this.#series.get(series) ?? null;
  }

  /** Replaces a series whose token is still the one with this hash. */
  replace(series: RememberSeries, expectedHash: string): boolean {
    if (this.#series.get(series.series)?.tokenHash !== expectedHash) return false;
    this.#series.set(series.series, series);
    return true;
  }

  /** Forgets a series. */
  delete(series: string): boolean {
    return this.#series.delete(series);
  }

  /** Forgets all series of a user. */
  deleteOfUser(userId: string): number {
    return this.#deleteWhere((series) => series.userId === userId);
  }

  /** Removes what is over. */
  cleanup(): number {
    const now = Date.now();
    return this.#deleteWhere(({ expiresAt }) => expiresAt <= now);
  }

  #deleteWhere(matches: (series: RememberSeries) => boolean): number {
    const found = [...this.#series.values()].filter(matches);
    for (const { series } of found) this.#series.delete(series);
    return found.length;
  }
}
