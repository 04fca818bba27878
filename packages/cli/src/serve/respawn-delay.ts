/** Ends within this many milliseconds count together. */
const WINDOW = 10_000;

/** So many of them, and one for each worker, are bad luck; more is a fault that comes back. */
const FREE_ENDS = 4;

/** Milliseconds of the first delay, and of the longest. */
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30_000;

/**
 * How long to wait before a worker that has ended is replaced: nothing, until they end again and again.
 *
 * @example
 * const delay = new RespawnDelay();
 * delay.count(1); // 0, for the first four within ten seconds
 */
export class RespawnDelay {
  readonly #now: () => number;
  #ends: number[] = [];
  #last = 0;

  /** @param now - The time in milliseconds. @default the monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * A worker has ended.
   *
   * @param workers - How many there shall be.
   * @returns Milliseconds until the next may be started.
   */
  count(workers: number): number {
    const [now, free] = [this.#now(), FREE_ENDS + workers];
    // While workers are delayed, fewer of them end: what counts is longer then.
    this.#ends = [...this.#ends.filter((end) => end > now - WINDOW - this.#last * free), now];
    this.#last = this.#ends.length < free ? 0 : Math.min(LONGEST_DELAY, this.#last * 2 || FIRST_DELAY);
    return this.#last;
  }

  /** Something has changed: it may be better now. */
  forget(): void {
    this.#ends = [];
    this.#last = 0;
  }
}
