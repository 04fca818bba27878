/** How long what takes for one request. */
export class RequestTiming {
  readonly #started = performance.now();
  readonly #durations = new Map<string, number>();

  /**
   * Measures a task; several of one name are added up.
   *
   * @param name - A token of HTTP: letters, digits, `-` and `_`.
   * @returns What the task returns.
   * @throws RangeError for another name; what the task throws.
   * @example
   * const movies = await request.timing.measure("database", () => database.query("SELECT * FROM movies"));
   */
  async measure<Result>(name: string, task: () => Result): Promise<Awaited<Result>> {
    if (!/^[\w-]+$/.test(name)) throw new RangeError(`A timing cannot be named ${JSON.stringify(name)}.`);
    const started = performance.now();
    try {
      return await task();
    } finally {
      this.#durations.set(name, (this.#durations.get(name) ?? 0) + performance.now() - started);
    }
  }

  /** Milliseconds since the request began. */
  get total(): number {
    return performance.now() - this.#started;
  }

  /** The value of the header `Server-Timing` (W3C): "total;dur=12.3, database;dur=4.5". */
  toHeader(): string {
    return [["total", this.total] as const, ...this.#durations]
      .map(([name, duration]) => `${name};dur=${duration.toFixed(1)}`)
      .join(", ");
  }
}
