import { ServiceUnavailable } from "@micro-web/core";

/** How much may be hashed at once. */
export interface HashQueueOptions {
  /** Hashes at a time. More do not go faster: each keeps a thread of libuv busy, which files and DNS need too. @default 2 */
  readonly concurrency?: number;
  /** Hashes that may wait; further ones are answered 503. @default 100 */
  readonly maxWaiting?: number;
}

/** Keeps a flood of logins from taking all threads and all memory: a hash takes 32 MiB. */
export class HashQueue {
  readonly #concurrency: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param options - The limits. */
  constructor({ concurrency = 2, maxWaiting = 100 }: HashQueueOptions = {}) {
    this.#concurrency = concurrency;
    this.#maxWaiting = maxWaiting;
  }

  /** Runs a task when it is its turn. @throws ServiceUnavailable when too many wait; what the task throws. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #enter(): Promise<void> | undefined {
    if (this.#running < this.#concurrency) {
      this.#running++;
      return undefined;
    }
    if (this.#waiting.length >= this.#maxWaiting)
      throw new ServiceUnavailable("Too many people are logging in. Try again in a moment.", {
        retryAfter: 2,
      });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
