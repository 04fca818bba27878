import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

/** A value, and when it is over: milliseconds since 1970, `null` for never. */
interface Entry {
  readonly value: unknown;
  readonly end: number | null;
}

const Entries = z.array(z.tuple([z.string(), z.object({ value: z.unknown(), end: z.number().nullable() })]));

/** What {@link KeyValueStore} takes. */
export interface KeyValueStoreOptions {
  /** Where the values are kept; "" keeps them in memory alone. */
  readonly file: string;
  /** Milliseconds between two writings, when something has changed. */
  readonly interval: number;
}

/** Values by key in the memory of one process, kept in a file that is written now and then and at the end. */
export class KeyValueStore {
  readonly #options: KeyValueStoreOptions;
  #entries = new Map<string, Entry>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #isChanged = false;

  /** @param options - Where, and how often. */
  constructor(options: KeyValueStoreOptions) {
    this.#options = options;
  }

  /** The number of values, those that are over included until they are read or cleaned up. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key; `undefined` when there is none, or it is over. */
  get(key: string): unknown {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.end === null || entry.end > Date.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Keeps a value that JSON can hold. @param seconds - How long. @default for ever */
  set(key: string, value: unknown, seconds?: number): void {
    this.#entries.set(key, { value, end: seconds === undefined ? null : Date.now() + seconds * 1000 });
    this.#isChanged = true;
  }

  /** Forgets a key. @returns Whether there was a value. */
  delete(key: string): boolean {
    const isThere = this.get(key) !== undefined;
    this.#isChanged = this.#entries.delete(key) || this.#isChanged;
    return isThere;
  }

  /** Adds to a number, 0 if there is none, and gives the sum. */
  increment(key: string, by: number = 1): number {
    const value = this.get(key);
    const sum = (typeof value === "number" ? value : 0) + by;
    this.set(key, sum);
    return sum;
  }

  /** The keys whose values are not over. */
  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.get(key) !== undefined);
  }

  /** Reads the file, and writes it from now on. @throws Error when the file is none of a store's */
  async open(): Promise<void> {
    const { file, interval } = this.#options;
    if (file === "") return;
    this.#entries = new Map(await readEntries(file));
    this.#timer = setInterval(() => void this.flush().catch(() => undefined), interval);
    this.#timer.unref();
  }

  /** Writes what has changed; a reader of the file never sees half of it. @throws what the file system does */
  async flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  /** Writes what has changed, and ends. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.flush();
  }

  /** Whether the last writing went well. @throws what it failed with */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #write(): Promise<void> {
    const { file } = this.#options;
    if (file === "" || !this.#isChanged) return;
    this.#isChanged = false;
    const live = new Set(this.keys());
    try {
      await writeFile(`${file}.new`, JSON.stringify([...this.#entries].filter(([key]) => live.has(key))));
      await rename(`${file}.new`, file);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = new Error(`${file} cannot be written.`, { cause: error });
      this.#isChanged = true;
      throw error;
    }
  }
}

async function readEntries(file: string): Promise<[string, Entry][]> {
  try {
    return Entries.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new Error(`${file} is no file of a key-value store. Move it away, or set KEY_VALUE_FILE.`, {
      cause: error,
    });
  }
}
