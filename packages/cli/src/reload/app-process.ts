import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";

import type { ConnectionServer } from "./client-connections.ts";
import type { Order, Report } from "./messages.ts";

/** How a process has to end. */
export interface RetireOptions {
  /** Whether its connections go on in another process. */
  readonly handOver: boolean;
}

/** Milliseconds for the requests that are under way when a process retires. */
const DRAIN_LIMIT = 10_000;

/** Milliseconds more for a process that does not listen. */
const KILL_DELAY = 1000;

/**
 * The process that runs the app, as the supervisor sees it.
 *
 * @example
 * const appProcess = new AppProcess(fork(script), (report) => console.log(report.type));
 * appProcess.order({ type: "start", reference, debug: false, failure: "" });
 * console.log("It has ended:", await appProcess.gone);
 */
export class AppProcess implements ConnectionServer {
  /** Resolves when the process has ended and all it said has been read, with the reason. */
  readonly gone: Promise<string>;
  readonly #child: ChildProcess;
  readonly #onReport: (report: Report) => void;
  #failure = "";
  #killTimer: NodeJS.Timeout | undefined;

  /** @param onReport - Gets what the process says. */
  constructor(child: ChildProcess, onReport: (report: Report) => void) {
    this.#child = child;
    this.#onReport = onReport;
    // Nobody else sends messages: the script is this package's own.
    child.on("message", (message) => this.#receive(message as Report));
    this.gone = Promise.all([this.#untilExit(), this.#untilDisconnect()]).then(([reason]) => {
      clearTimeout(this.#killTimer);
      return this.#failure === "" ? reason : this.#failure;
    });
  }

  /** Gives an order; one that comes too late is lost, as its process is. */
  order(order: Order): void {
    this.#child.send(order, () => {});
  }

  serve(id: number, socket: Socket): void {
    const order: Order = { type: "serve", id };
    this.#child.send(order, socket, { keepOpen: true }, (error) => {
      if (error !== null) this.#onReport({ type: "closed", id });
    });
  }

  /** Asks the process to end, and makes it when it does not. */
  retire({ handOver }: RetireOptions): void {
    this.order({ type: "retire", limit: DRAIN_LIMIT, handOver });
    this.#killTimer ??= setTimeout(() => this.#child.kill("SIGKILL"), DRAIN_LIMIT + KILL_DELAY);
  }

  #receive(report: Report): void {
    if (report.type === "crashed") this.#failure = report.failure;
    this.#onReport(report);
  }

  #untilExit(): Promise<string> {
    return new Promise((resolve) => {
      this.#child.on("error", (error) =>
        resolve(`The process of the app cannot be started: ${error.message}`),
      );
      this.#child.once("exit", (status, signal) =>
        resolve(`The process of the app ended with ${signal ?? `status ${status}`}.`),
      );
    });
  }

  #untilDisconnect(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.connected) this.#child.once("disconnect", resolve);
      else resolve();
    });
  }
}
