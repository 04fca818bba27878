import type { ChildProcess } from "node:child_process";

import { RespawnDelay } from "./respawn-delay.ts";
import type { WorkerReport, WorkerStart } from "./worker-messages.ts";
import { type LeaveOptions, WorkerProcess } from "./worker-process.ts";

/** What workers are started with; another reload may change it. */
export type Launch = Omit<WorkerStart, "descriptors">;

/** What an arbiter needs. */
export interface ArbiterOptions {
  readonly launch: Launch;
  /** The sockets, by their numbers in the process of a worker. */
  readonly descriptors: readonly number[];
  readonly fork: (launch: Launch) => ChildProcess;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Told of what happens to workers. @default nobody is */
  readonly onEvent?: (event: ArbiterEvent) => void;
}

/** What happens to workers. */
export type ArbiterEvent =
  | { readonly type: "started" | "ready" | "exited"; readonly worker: WorkerProcess }
  | { readonly type: "changed"; readonly workers: number; readonly before: number };

/** How the first workers have begun: with the export that is served, or with the failure that keeps them from it. */
export type ArbiterStart = { readonly title: string } | { readonly failure: string };

/** How all workers stop. */
export interface StopOptions {
  readonly isFast: boolean;
  /** @default false */
  readonly hasSuccessor?: boolean;
}

/** How workers leave that have no time. */
const AT_ONCE: LeaveOptions = { limit: 0, patience: 0, delay: 0, isFinal: true };

/** Milliseconds between two looks at the workers, at most. */
const LONGEST_CHECK = 1000;

/** Milliseconds that a worker may take to load the app, whatever the timeout is. */
const BOOT_TIMEOUT = 60_000;

/** Milliseconds until an app that could not be started is tried again, at least. */
const RETRY_DELAY = 1000;

/**
 * Watches over the processes that run an app: there are as many as there shall be, what hangs or dies is replaced, and new
 * code takes over without a request being lost. It runs no code of the app, and cannot be broken by it.
 *
 * @example
 * const arbiter = new Arbiter({ launch, descriptors: [4], fork, print: console.log, warn: console.error });
 * const begun = await arbiter.start();
 * await arbiter.stop({ isFast: false });
 */
export class Arbiter {
  readonly #options: ArbiterOptions;
  readonly #workers = new Set<WorkerProcess>();
  readonly #delay = new RespawnDelay();
  #launch: Launch;
  /** What the workers were started with that a reload replaces; `null` while there is none under way. */
  #before: Launch | null = null;
  #count: number;
  #lastId = 0;
  #notBefore = 0;
  #spawnTimer: NodeJS.Timeout | undefined;
  #checkTimer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #cut = 0;
  #lastFailure = "";
  #onBegun: ((start: ArbiterStart) => void) | null = null;

  constructor(options: ArbiterOptions) {
    this.#options = options;
    this.#launch = options.launch;
    this.#count = options.launch.settings.workers;
  }

  /** The workers that there are, in whatever phase. */
  get workers(): ReadonlySet<WorkerProcess> {
    return this.#workers;
  }

  /** Starts the workers; resolves when the first one serves, or cannot. */
  start(): Promise<ArbiterStart> {
    const begun = new Promise<ArbiterStart>((resolve) => (this.#onBegun = resolve));
    this.#watch();
    this.#balance();
    return begun;
  }

  /** Replaces the workers one by one, with new code and new settings; each leaves when the new one serves. */
  reload(launch: Launch): void {
    if (this.#isStopping) return;
    this.#before ??= this.#launch;
    if (launch.settings.workers !== this.#launch.settings.workers) this.#setCount(launch.settings.workers);
    // After WINCH there are none.
    else if (this.#count === 0) this.#setCount(launch.settings.workers);
    this.#launch = launch;
    this.#delay.forget();
    this.#notBefore = 0;
    this.#lastFailure = "";
    for (const worker of this.#workers) worker.isOutdated = true;
    this.#watch();
    this.#balance();
  }

  /** There shall be one worker more. */
  add(): void {
    this.#setCount(this.#count + 1);
    this.#balance();
  }

  /** There shall be one worker less; one stays. */
  remove(): void {
    if (this.#count > 1) this.#setCount(this.#count - 1);
    this.#balance();
  }

  /** All workers leave, and this process waits for what comes: a reload starts them again. */
  removeAll(): void {
    this.#setCount(0);
    this.#balance();
  }

  /** The files of logs were moved away. */
  reopenLogs(): void {
    for (const worker of this.#workers) worker.order({ type: "reopen" });
  }

  /**
   * Stops all workers: they answer what they were asked, or not even that when it `isFast`. A second call may be faster.
   *
   * @param options - `hasSuccessor`: whether others serve on the same sockets.
   * @returns How many connections were cut off before their time.
   */
  async stop({ isFast, hasSuccessor = false }: StopOptions): Promise<number> {
    this.#isStopping = true;
    clearTimeout(this.#spawnTimer);
    for (const worker of this.#workers) {
      if (isFast) worker.leave(AT_ONCE);
      else if (hasSuccessor) this.#retire(worker);
      else worker.leave(this.#finalLeave());
    }
    await Promise.all(Array.from(this.#workers, ({ gone }) => gone));
    clearInterval(this.#checkTimer);
    return isFast ? 0 : this.#cut;
  }

  /** Ends all workers where they stand; nobody takes their place. */
  kill(): void {
    this.#isStopping = true;
    clearTimeout(this.#spawnTimer);
    clearInterval(this.#checkTimer);
    for (const worker of this.#workers) worker.kill();
  }

  #finalLeave(): LeaveOptions {
    const { gracefulTimeout, stopDelay } = this.#launch.settings;
    return { limit: gracefulTimeout * 1000, patience: 0, delay: stopDelay * 1000, isFinal: true };
  }

  #setCount(count: number): void {
    if (count === this.#count) return;
    this.#options.onEvent?.({ type: "changed", workers: count, before: this.#count });
    this.#options.print(` * ${toWorkers(count)} from now on`);
    this.#count = count;
  }

  /** Starts and retires workers, until there are as many as there shall be, and none is outdated. */
  #balance(): void {
    if (this.#isStopping) return;
    const serving = this.#inPhase("serving").toSorted(byUse);
    for (const worker of serving.slice(0, Math.max(0, serving.length - this.#count))) this.#retire(worker);
    const starting = this.#inPhase("starting").filter(({ isOutdated }) => !isOutdated);
    const fresh = serving.filter(({ isOutdated }) => !isOutdated);
    const missing = this.#count - fresh.length - starting.length;
    // Where others still serve, one after the other is replaced: the machine has to carry both.
    const room = fresh.length < serving.length ? Math.min(missing, 1 - starting.length) : missing;
    if (room > 0) this.#spawn(room);
    const hasOldCode = this.#inPhase("leaving").some(({ isAccepting }) => isAccepting);
    if (missing <= 0 && starting.length === 0 && !hasOldCode) this.#settle();
  }

  #inPhase(phase: WorkerProcess["phase"]): WorkerProcess[] {
    return [...this.#workers].filter((worker) => worker.phase === phase);
  }

  /** Whoever comes now gets the newest code. */
  #settle(): void {
    if (this.#before !== null) this.#options.print(` * Reloaded: ${toWorkers(this.#count)}`);
    this.#before = null;
  }

  /** Not before its time: what ends at once would end again. */
  #spawn(room: number): void {
    clearTimeout(this.#spawnTimer);
    const wait = this.#notBefore - performance.now();
    if (wait > 0) {
      this.#spawnTimer = setTimeout(() => this.#balance(), wait);
      return;
    }
    for (let index = 0; index < room; index++) this.#startWorker();
  }

  #startWorker(): void {
    const child = this.#options.fork(this.#launch);
    const timeout = this.#launch.settings.timeout * 1000;
    const worker: WorkerProcess = new WorkerProcess({ id: ++this.#lastId, timeout }, child, (report) =>
      this.#receive(worker, report),
    );
    this.#workers.add(worker);
    void worker.gone.then((reason) => this.#lose(worker, reason));
    worker.order({ type: "start", ...this.#launch, descriptors: this.#options.descriptors });
    this.#options.onEvent?.({ type: "started", worker });
  }

  /** Others go on: connections that rest may send one more request, which is told to come back elsewhere. */
  #retire(worker: WorkerProcess): void {
    const { gracefulTimeout, keepAlive } = this.#launch.settings;
    worker.leave({ limit: gracefulTimeout * 1000, patience: keepAlive * 1000, delay: 0, isFinal: false });
  }

  #receive(worker: WorkerProcess, report: WorkerReport): void {
    switch (report.type) {
      case "ready":
        return this.#welcome(worker, report.title);
      case "beat":
        worker.state = report.state;
        return;
      case "failed":
        return this.#refuse(worker, report.failure);
      case "crashed":
        return this.#replaceCrashed(worker, report.failure);
      case "expired":
        return this.#replaceExpired(worker, report.reason);
      case "leaving":
        worker.phase = "leaving";
        worker.isAccepting = false;
        return this.#balance();
      case "drained":
        return this.#countCut(worker, report.cut);
    }
  }

  #welcome(worker: WorkerProcess, title: string): void {
    if (worker.phase !== "starting") return;
    worker.phase = "serving";
    this.#begin({ title });
    this.#options.onEvent?.({ type: "ready", worker });
    this.#balance();
  }

  /** The app cannot be started: those that serve go on, with the code that they have. */
  #refuse(worker: WorkerProcess, failure: string): void {
    worker.phase = "leaving";
    worker.isAccepting = false;
    worker.hasFailed = true;
    if (this.#onBegun !== null) return this.#begin({ failure });
    const isKnown = failure === this.#lastFailure;
    this.#lastFailure = failure;
    if (!isKnown) this.#options.warn(failure);
    const serving = this.#inPhase("serving");
    if (serving.length === 0 || !serving.some(({ isOutdated }) => isOutdated)) return;
    for (const other of serving) other.isOutdated = false;
    if (this.#before !== null) {
      this.#launch = this.#before;
      this.#options.warn(" * The reload has failed: the workers that were there go on.");
    }
    this.#before = null;
  }

  #replaceCrashed(worker: WorkerProcess, failure: string): void {
    this.#options.warn(
      `${failure}\n * Nobody caught this error. Worker ${worker.pid} answers what it was asked, and is replaced.`,
    );
    // An error that comes back with each request must not start workers as fast as it can.
    this.#pause(0);
    this.#retire(worker);
    this.#balance();
  }

  #replaceExpired(worker: WorkerProcess, reason: string): void {
    if (worker.isOutdated || worker.phase !== "serving") return;
    this.#options.print(` * Worker ${worker.pid} ${reason}: it is replaced`);
    worker.isOutdated = true;
    this.#balance();
  }

  #countCut({ pid }: WorkerProcess, cut: number): void {
    this.#cut += cut;
    if (cut > 0) this.#options.warn(cutMessage(pid, cut));
  }

  #lose(worker: WorkerProcess, reason: string): void {
    this.#workers.delete(worker);
    this.#options.onEvent?.({ type: "exited", worker });
    if (this.#isStopping) return this.#countCut(worker, worker.killReason === "" ? 0 : 1);
    const isExpected = worker.phase === "leaving" && worker.killReason === "" && !worker.hasFailed;
    if (!isExpected) this.#mourn(worker, worker.hasFailed ? "could not start the app" : reason);
    this.#balance();
  }

  #mourn(worker: WorkerProcess, reason: string): void {
    const wait = this.#pause(worker.phase === "starting" || worker.hasFailed ? RETRY_DELAY : 0);
    if (this.#onBegun !== null)
      return this.#begin({ failure: `The first worker ${reason} before it served.` });
    const isMissing = this.#inPhase("serving").length < this.#count;
    const next = `: another one is started${wait === 0 ? "" : ` in ${wait / 1000} s`}`;
    this.#options.warn(` * Worker ${worker.pid} ${reason}${isMissing ? next : ""}`);
  }

  /** A worker has ended that should not have. @returns Milliseconds until the next one may be started. */
  #pause(least: number): number {
    const wait = Math.max(least, this.#delay.count(this.#count));
    this.#notBefore = performance.now() + wait;
    return wait;
  }

  #begin(start: ArbiterStart): void {
    this.#onBegun?.(start);
    this.#onBegun = null;
  }

  /** Looks after workers whose event loop stands still. */
  #watch(): void {
    clearInterval(this.#checkTimer);
    const interval = Math.min(LONGEST_CHECK, this.#launch.settings.timeout * 250 || LONGEST_CHECK);
    let last = performance.now();
    this.#checkTimer = setInterval(() => {
      const now = performance.now();
      // When this process itself stood still, the beats have still to be read.
      if (now - last < 2 * interval) this.#interruptHung(now);
      last = now;
    }, interval);
  }

  #interruptHung(now: number): void {
    for (const worker of this.#workers) {
      const { phase, timeout, killReason, lastBeat, pid } = worker;
      const limit = phase === "starting" ? Math.max(timeout, BOOT_TIMEOUT) : timeout;
      if (timeout === 0 || killReason !== "" || now - lastBeat <= limit) continue;
      const seconds = limit / 1000;
      this.#options.warn(
        ` * Worker ${pid} has done nothing for ${seconds} s: its event loop stands still, here:`,
      );
      worker.interrupt(`has hung for ${seconds} s`);
    }
  }
}

/** The outdated ones first, then the oldest. */
function byUse(left: WorkerProcess, right: WorkerProcess): number {
  return Number(right.isOutdated) - Number(left.isOutdated) || left.id - right.id;
}

function cutMessage(pid: number, cut: number): string {
  return ` * Worker ${pid} has cut ${cut} ${cut === 1 ? "connection" : "connections"} off that took too long`;
}

/**
 * How many workers there are, in words.
 *
 * @example
 * toWorkers(2); // "2 workers"
 */
export function toWorkers(count: number): string {
  return `${count} ${count === 1 ? "worker" : "workers"}`;
}
