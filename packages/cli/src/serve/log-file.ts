import { closeSync, openSync, write } from "node:fs";

/** How much text may wait, in characters, for a disk or a reader that is slow; what is more is dropped. */
const MAX_WAITING = 1_048_576;

/** The standard output. */
const STANDARD_OUTPUT = 1;

/**
 * A file that lines are added to, without anybody waiting for it. Several processes may write to the same one.
 *
 * @example
 * const log = new LogFile("/var/log/site.log");
 * log.add("GET / 200");
 * log.reopen(); // somebody has moved it away
 */
export class LogFile {
  readonly #path: string;
  readonly #warn: (text: string) => void;
  #descriptor: number;
  #waiting = "";
  #dropped = 0;
  #isWriting = false;
  #onWritten: (() => void) | null = null;

  /**
   * @param path - `-` is the standard output.
   * @param warn - Told when it cannot be written.
   * @throws Error of Node when it cannot be opened.
   */
  constructor(path: string, warn: (text: string) => void = () => {}) {
    this.#path = path;
    this.#warn = warn;
    this.#descriptor = open(path);
  }

  /** Adds a line. */
  add(line: string): void {
    if (this.#waiting.length > MAX_WAITING) {
      this.#dropped++;
      return;
    }
    this.#waiting += `${line}\n`;
    if (this.#isWriting) return;
    this.#isWriting = true;
    // What is added in the same moment is written in one go.
    setImmediate(() => this.#write());
  }

  /** Writes to the file that has the path now. */
  reopen(): void {
    if (this.#path === "-") return;
    try {
      const next = open(this.#path);
      const before = this.#descriptor;
      this.#descriptor = next;
      // A write that is under way still has it.
      setTimeout(() => closeSync(before), CLOSE_DELAY).unref();
    } catch (error) {
      this.#warn(` * ${this.#path} cannot be opened again: ${String(error)}`);
    }
  }

  /** Resolves when all is written, before the process ends; a reader that takes nothing is not waited for long. */
  async flush(): Promise<void> {
    if (!this.#isWriting) return;
    await new Promise<void>((resolve) => {
      this.#onWritten = resolve;
      setTimeout(resolve, FLUSH_LIMIT).unref();
    });
  }

  #write(): void {
    const text = this.#takeWaiting();
    if (text !== "") return this.#writeBytes(Buffer.from(text), 0);
    this.#isWriting = false;
    this.#onWritten?.();
  }

  #takeWaiting(): string {
    const text = this.#waiting;
    this.#waiting = "";
    if (this.#dropped === 0) return text;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#warn(` * ${dropped} lines of the log ${this.#path} were dropped: it takes them too slowly.`);
    return text;
  }

  #writeBytes(bytes: Buffer, from: number): void {
    write(this.#descriptor, bytes, from, bytes.length - from, null, (error, written) => {
      if (error !== null && error.code === "EAGAIN")
        return void setTimeout(() => this.#writeBytes(bytes, from), RETRY_DELAY);
      if (error !== null) this.#warn(` * The log ${this.#path} cannot be written: ${error.message}`);
      if (error === null && from + written < bytes.length) return this.#writeBytes(bytes, from + written);
      this.#write();
    });
  }
}

/** Milliseconds that a write may be under way. */
const CLOSE_DELAY = 1000;

/** Milliseconds for what is left in the end. */
const FLUSH_LIMIT = 500;

/** Milliseconds until a reader that is slow is asked again. */
const RETRY_DELAY = 20;

function open(path: string): number {
  return path === "-" ? STANDARD_OUTPUT : openSync(path, "a");
}
