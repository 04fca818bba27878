import type { ChildProcess } from "node:child_process";

import type { WorkerOrder, WorkerReport, WorkerState } from "./worker-messages.ts";

/** What a worker is doing. */
export type WorkerPhase = "starting" | "serving" | "leaving";

/** What a worker is called, and may do. */
export type WorkerFacts = Pick<WorkerProcess, "id" | "timeout">;

/** How a worker has to leave; times in milliseconds. */
export interface LeaveOptions {
  readonly limit: number;
  readonly patience: number;
  readonly delay: number;
  readonly isFinal: boolean;
}

/** Milliseconds more for a worker that does not listen. */
const KILL_DELAY = 1000;

/**
 * A worker, as the arbiter sees it.
 *
 * @example
 * const worker = new WorkerProcess({ id: 1, timeout: 30_000 }, fork(script), (report) => console.log(report.type));
 * worker.order({ type: "start", ...start });
 */
export class WorkerProcess {
  /** Counts from 1. */
  readonly id: number;
  /** Milliseconds for which its event loop may stand still; 0 for any time. */
  readonly timeout: number;
  /** Resolves when the process has ended and all it said was read, with the reason. */
  readonly gone: Promise<string>;
  /** When it was started, in milliseconds of the monotonic clock. */
  readonly started: number = performance.now();
  phase: WorkerPhase = "starting";
  /** Whether a new connection may still be its own. */
  isAccepting: boolean = true;
  /** Whether another one shall take its place. */
  isOutdated: boolean = false;
  /** When its event loop was last known to run. */
  lastBeat: number = performance.now();
  /** Why it is being killed; "" when it is not. */
  killReason: string = "";
  /** Whether it could not start the app. */
  hasFailed: boolean = false;
  /** What it last said of itself. */
  state: WorkerState = { requests: 0, connections: 0, memory: 0 };
  readonly #child: ChildProcess;
  #killTimer: NodeJS.Timeout | undefined;

  /** @param onReport - Gets what the worker says. */
  constructor({ id, timeout }: WorkerFacts, child: ChildProcess, onReport: (report: WorkerReport) => void) {
    this.id = id;
    this.timeout = timeout;
    this.#child = child;
    child.on("message", (message) => {
      this.lastBeat = performance.now();
      // Nobody else sends messages: the script is this package's own.
      onReport(message as WorkerReport);
    });
    this.gone = Promise.all([this.#untilExit(), this.#untilDisconnect()]).then(([reason]) => {
      clearTimeout(this.#killTimer);
      return this.killReason === "" ? reason : this.killReason;
    });
  }

  /** The number of the process; 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Gives an order; one that comes too late is lost, as its process is. */
  order(order: WorkerOrder): void {
    this.#child.send(order, () => {});
  }

  /** Asks the worker to stop, and makes it when it does not. A second call may shorten its time. */
  leave(options: LeaveOptions): void {
    this.phase = "leaving";
    this.order({ type: "drain", ...options });
    clearTimeout(this.#killTimer);
    this.#killTimer = setTimeout(() => this.#giveUp(), options.delay + options.limit + KILL_DELAY);
  }

  /** Ends it where it stands. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /**
   * Ends a worker whose event loop stands still: Node prints where, and it is killed when even that is not possible.
   *
   * @param reason - Why, for messages.
   */
  interrupt(reason: string): void {
    if (this.killReason !== "") return;
    this.killReason = reason;
    // It was started with --trace-sigint.
    this.#child.kill("SIGINT");
    clearTimeout(this.#killTimer);
    this.#killTimer = setTimeout(() => this.kill(), KILL_DELAY);
  }

  #giveUp(): void {
    this.killReason ||= "has not stopped in time, and was killed";
    this.kill();
  }

  #untilExit(): Promise<string> {
    return new Promise((resolve) => {
      this.#child.on("error", (error) => resolve(`could not be started: ${error.message}`));
      this.#child.once("exit", (status, signal) => resolve(`ended with ${signal ?? `status ${status}`}`));
    });
  }

  #untilDisconnect(): Promise<void> {
    // A process that could not be started has no connection.
    if (!this.#child.connected) return Promise.resolve();
    return new Promise((resolve) => this.#child.once("disconnect", resolve));
  }
}
