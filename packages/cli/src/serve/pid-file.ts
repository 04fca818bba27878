import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

import { CommandFailure } from "../errors/command-failure.ts";

/**
 * The file that has the number of a process, so that others can find it.
 *
 * @example
 * const file = new PidFile("/run/site.pid");
 * file.write(process.pid);
 */
export class PidFile {
  readonly #path: string;
  #isOwn = false;

  /** @param path - "" for none. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Writes the number; what a process has left behind that is gone is replaced.
   *
   * @throws CommandFailure `MICRO_SERVE_PID` when another process is there, or the file cannot be written.
   */
  write(pid: number): void {
    if (this.#path === "") return;
    const other = this.#readOther();
    if (other !== 0 && other !== pid && isAlive(other))
      throw failure(
        `${this.#path} says that process ${other} serves already. Stop it, or name another file with --pid.`,
      );
    try {
      writeFileSync(this.#path, `${pid}\n`);
    } catch (error) {
      throw failure(`The file ${this.#path} cannot be written: ${String(error)}. Correct the path.`, error);
    }
    this.#isOwn = true;
  }

  /** Leaves the name to another process that takes over. */
  moveAway(): void {
    if (this.#path !== "" && this.#isOwn) renameSync(this.#path, `${this.#path}.old`);
  }

  /** Takes the name back. */
  moveBack(): void {
    if (this.#path !== "" && existsSync(`${this.#path}.old`)) renameSync(`${this.#path}.old`, this.#path);
  }

  /** Removes what this process has written. */
  remove(pid: number): void {
    if (!this.#isOwn) return;
    for (const path of [`${this.#path}.old`, this.#path])
      if (readNumber(path) === pid) rmSync(path, { force: true });
  }

  #readOther(): number {
    return readNumber(this.#path);
  }
}

/** 0 where there is none. */
function readNumber(path: string): number {
  return existsSync(path) ? Number(/^\d+/.exec(readFileSync(path, "utf8"))?.[0] ?? 0) : 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function failure(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure("MICRO_SERVE_PID", message, { cause });
}
