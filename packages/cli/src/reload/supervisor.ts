import type { CrashPages } from "@micro-web/core";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import type { RefreshKind } from "../refresh/refresh-channel.ts";
import type { Shell } from "../shell.ts";
import { AppProcess } from "./app-process.ts";
import { ClientConnections } from "./client-connections.ts";
import type { AppStart, Report } from "./messages.ts";

/** What a supervisor runs, and how. */
export interface SupervisorOptions extends AppStart {
  readonly shell: Pick<Shell, "print" | "warn">;
  /** Starts the process that will run the app. */
  readonly fork: () => ChildProcess;
  /** Whether a process is kept that has loaded all but the app, so that a restart is sooner over. @default false */
  readonly keepsSpare?: boolean;
  /** The app answers for the first time. @param title - "" when it could not be imported. */
  readonly onFirstReady: (title: string) => void;
}

/** Milliseconds without a change after which the app starts again: rapid saves make one restart. */
const QUIET = 50;

/** Milliseconds that a new process waits for the old one, which may hold files or ports. */
const OVERLAP = 250;

/** Milliseconds after which the next process is made ready: the first requests come before. */
const SPARE_DELAY = 300;

/**
 * Owns the connections and runs the app in a process of its own, which it replaces when a file changes.
 *
 * Requests that arrive in between wait. No connection is closed by a restart: the old process gives back what
 * is free.
 *
 * @example
 * const supervisor = new Supervisor(options);
 * createServer({ pauseOnConnect: true }, (socket) => supervisor.accept(socket)).listen(5000);
 * supervisor.start();
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #connections = new ClientConnections();
  readonly #processes = new Set<AppProcess>();
  readonly #changes = new Set<string>();
  #current: AppProcess | null = null;
  /** What the current process shows instead of the app; "" when it runs the app. */
  #shown = "";
  /** Has been started, and waits for a change, or for the files and the old process to come to rest. */
  #next: AppProcess | null = null;
  #leaving: AppProcess | null = null;
  #changedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #spareTimer: NodeJS.Timeout | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;
  /** What the timer will tell; `null` when it does not run. */
  #refreshKind: RefreshKind | null = null;
  #isAnnounced = false;
  #isStopped = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Starts the app. */
  start(): void {
    this.#launch("");
  }

  /** A client has connected; its socket is paused. */
  accept(socket: Socket): void {
    this.#connections.accept(socket);
  }

  /**
   * A file has changed: ends the process at once, so that no later request meets the old code, and starts
   * another.
   */
  restart(path: string): void {
    if (this.#isStopped) return;
    if (this.#changes.size === 0) this.#changedAt = performance.now();
    this.#changes.add(path);
    this.#dismiss({ handOver: true });
    this.#next ??= this.#fork();
    clearTimeout(this.#spareTimer);
    clearTimeout(this.#timer);
    const timer = setTimeout(() => void this.#replace(timer), QUIET);
    this.#timer = timer;
  }

  /** Has the open pages show again what has changed without a restart: several saves at once are one change. */
  refresh(kind: RefreshKind): void {
    clearTimeout(this.#refreshTimer);
    if (this.#refreshKind !== "refresh") this.#refreshKind = kind;
    this.#refreshTimer = setTimeout(() => {
      this.#current?.order({ type: "refresh", kind: this.#refreshKind ?? kind });
      this.#refreshKind = null;
    }, QUIET);
  }

  /** Lets the requests under way finish, and ends. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of [this.#timer, this.#refreshTimer, this.#spareTimer]) clearTimeout(timer);
    this.#dismiss({ handOver: false });
    this.#next?.retire({ handOver: false });
    this.#connections.closeThoseOf(null);
    await Promise.all([...this.#processes].map(({ gone }) => gone));
  }

  #launch(failure: string, pages: CrashPages | null = null): void {
    const { reference, debug, envFile, certificate, refreshToken } = this.#options;
    const appProcess = this.#next ?? this.#fork();
    this.#next = null;
    this.#current = appProcess;
    this.#shown = failure;
    const start = { reference, debug, envFile, certificate, refreshToken };
    appProcess.order({ type: "start", ...start, failure, pages });
    void appProcess.gone.then((reason) => {
      if (appProcess === this.#current) this.#lose(reason);
    });
  }

  #fork(): AppProcess {
    const appProcess = new AppProcess(this.#options.fork(), (report) => this.#receive(report, appProcess));
    this.#processes.add(appProcess);
    void appProcess.gone.then(() => {
      this.#processes.delete(appProcess);
      // A spare one only: what is about to start the app says why it cannot.
      if (appProcess === this.#next && this.#changes.size === 0) this.#next = null;
      this.#connections.closeThoseOf(appProcess);
    });
    return appProcess;
  }

  #prepareSpare(): void {
    if (this.#next !== null) return;
    this.#next = this.#fork();
    this.#next.order({ type: "prepare", reference: this.#options.reference });
  }

  #receive(report: Report, appProcess: AppProcess): void {
    if (report.type === "released" && !this.#isStopped) this.#connections.release(report.id);
    else if (report.type === "released") this.#connections.close(report.id);
    else if (report.type === "closed") this.#connections.close(report.id);
    else if (report.type === "crashed") this.#seeCrash(report, appProcess);
    else if (report.type === "ready" && appProcess === this.#current) {
      this.#connections.serveBy(appProcess);
      this.#announce(report.title, report.failure);
      if (this.#options.keepsSpare === true)
        this.#spareTimer = setTimeout(() => this.#prepareSpare(), SPARE_DELAY);
    }
  }

  #announce(title: string, failure: string): void {
    const { shell, onFirstReady } = this.#options;
    const changes = [...this.#changes];
    this.#changes.clear();
    if (!this.#isAnnounced) onFirstReady(title);
    else if (failure === "" && changes.length > 0) {
      const more = changes.length > 1 ? ` and ${changes.length - 1} more` : "";
      const time = Math.round(performance.now() - this.#changedAt);
      shell.print(` * Reloaded after a change of ${changes[0]}${more} (${time} ms)`);
    }
    this.#isAnnounced = true;
    if (failure !== "") shell.warn(`${failure}\n * The app cannot start. Correct it and save.`);
  }

  /** An error that nobody caught: the process answers what it was asked, and no more. */
  #seeCrash({ failure, pages }: Extract<Report, { type: "crashed" }>, appProcess: AppProcess): void {
    if (appProcess !== this.#current) return this.#options.shell.warn(failure);
    this.#dismiss({ handOver: true });
    this.#lose(failure, pages);
  }

  /** The app has ended by itself; another process shows why, until a file changes. */
  #lose(reason: string, pages: CrashPages | null = null): void {
    this.#current = null;
    this.#connections.serveBy(null);
    this.#options.shell.warn(`${reason}\n * The app has stopped. It starts again after the next save.`);
    if (this.#shown === "") this.#launch(reason, pages);
  }

  #dismiss(options: { readonly handOver: boolean }): void {
    if (this.#current === null) return;
    this.#connections.serveBy(null);
    this.#current.retire(options);
    this.#leaving = this.#current;
    this.#current = null;
  }

  async #replace(timer: NodeJS.Timeout): Promise<void> {
    if (this.#leaving !== null) await Promise.race([this.#leaving.gone, delay(OVERLAP)]);
    if (timer === this.#timer && !this.#isStopped) this.#launch("");
  }
}
