import { createNodeServer, type NodeServer } from "@micro-web/core";
import { Server } from "node:net";

import { startApp } from "../app/app-failure.ts";
import type { App } from "../app/app.ts";
import { loadApp } from "../app/app-loader.ts";
import { type EnvironmentPlace, prepareEnvironment } from "../app/environment.ts";
import { closeApp } from "../app/opened-app.ts";
import { reportError } from "../errors/error-report.ts";
import { readCertificate } from "../server/certificate.ts";
import { OpenConnections } from "../server/open-connections.ts";
import { compileAccessFormat } from "./access-format.ts";
import { logAccess } from "./access-log.ts";
import { debugInProduction } from "./debug-refusal.ts";
import { LogFile } from "./log-file.ts";
import { limitRequests } from "./request-limits.ts";
import type { ServeSettings } from "./serve-settings.ts";
import type { WorkerOrder, WorkerReport, WorkerStart } from "./worker-messages.ts";

/** What a worker needs of its process. */
export interface WorkerHostProcess extends EnvironmentPlace {
  /** Resolves when the arbiter has been told. */
  readonly send: (report: WorkerReport) => Promise<void>;
  readonly warn: (text: string) => void;
  readonly exit: (status: number) => void;
  /** Bytes of memory that are used. */
  readonly memory: () => number;
}

type DrainOrder = Omit<Extract<WorkerOrder, { type: "drain" }>, "type">;

interface Listener {
  readonly server: NodeServer;
  readonly connections: OpenConnections;
}

/** Milliseconds between two beats, at most. */
const LONGEST_BEAT = 1000;

/** Milliseconds for the requests that are under way when nobody watches over the worker any more. */
const ORPHAN_LIMIT = 4000;

/**
 * Runs the app for an arbiter, on sockets that it shares with other workers.
 *
 * @example
 * const host = new WorkerHost(hostProcess);
 * process.on("message", (order: WorkerOrder) => host.receive(order));
 */
export class WorkerHost {
  readonly #process: WorkerHostProcess;
  readonly #listeners: Listener[] = [];
  #app: App | null = null;
  #log: LogFile | null = null;
  #settings: ServeSettings | null = null;
  #beatTimer: NodeJS.Timeout | undefined;
  #isLeaving = false;
  #maxRequests = Infinity;
  #expired = "";
  #status = 0;
  #endDelay: () => void = () => {};

  constructor(hostProcess: WorkerHostProcess) {
    this.#process = hostProcess;
  }

  /** Does what the arbiter orders. */
  async receive(order: WorkerOrder): Promise<void> {
    if (order.type === "start") await this.#start(order);
    else if (order.type === "drain") await this.#drain(order);
    else this.reopenLogs();
  }

  /** Tells the arbiter of an error that nobody caught: it has the worker replaced, as its state may be broken. */
  async crash(error: unknown): Promise<void> {
    this.#status = 1;
    await this.#process.send({ type: "crashed", failure: reportError(error, this.#process.folder) });
  }

  /** Somebody else than the arbiter wants this worker to stop. */
  async leave(): Promise<void> {
    if (this.#isLeaving) return;
    const { gracefulTimeout = 0, keepAlive = 0 } = this.#settings ?? {};
    await this.#drain({
      limit: gracefulTimeout * 1000,
      patience: keepAlive * 1000,
      delay: 0,
      isFinal: false,
    });
  }

  /** The arbiter is gone: the sockets are to be free soon, for the one that takes its place. */
  async abandon(): Promise<void> {
    await this.#drain({ limit: ORPHAN_LIMIT, patience: 0, delay: 0, isFinal: true });
  }

  /** The files of logs were moved away. */
  reopenLogs(): void {
    this.#log?.reopen();
  }

  async #start({ reference, envFile, settings, descriptors }: WorkerStart): Promise<void> {
    this.#settings = settings;
    this.#beat(settings);
    try {
      prepareEnvironment(this.#process, { envFile });
      this.#process.environment["NODE_ENV"] ||= "production";
      const { app, title } = await loadApp(reference);
      this.#app = app;
      if (isInDebug(app)) throw debugInProduction();
      await startApp(app);
      await this.#serve(app, settings, descriptors);
      await this.#process.send({ type: "ready", title });
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** The app is not closed: it has not started, and its process ends. */
  async #fail(error: unknown): Promise<void> {
    await this.#process.send({ type: "failed", failure: reportError(error, this.#process.folder) });
    this.#process.exit(1);
  }

  /** Tells that the event loop runs, and how much is going on. */
  #beat(settings: ServeSettings): void {
    const { timeout, maxMemory } = settings;
    const interval = timeout === 0 ? LONGEST_BEAT : Math.min(LONGEST_BEAT, timeout * 250);
    this.#beatTimer = setInterval(() => {
      const memory = this.#process.memory();
      if (maxMemory > 0 && memory > maxMemory)
        this.#expired ||= `uses ${Math.ceil(memory / 1024 ** 2)} MB of memory`;
      const [requests, connections] = [this.#sum("requests"), this.#sum("size")];
      void this.#process.send({ type: "beat", state: { requests, connections, memory } });
      this.#tellExpired();
    }, interval);
  }

  #sum(what: "requests" | "size"): number {
    return this.#listeners.reduce((sum, { connections }) => sum + connections[what], 0);
  }

  /** More than once: the one that is to take its place may not be able to start. */
  #tellExpired(): void {
    if (this.#expired === "" || this.#isLeaving) return;
    void this.#process.send({ type: "expired", reason: this.#expired });
  }

  async #serve(app: App, settings: ServeSettings, descriptors: readonly number[]): Promise<void> {
    const { maxRequests, maxRequestsJitter, accessLogfile, backlog } = settings;
    if (maxRequests > 0)
      this.#maxRequests = maxRequests + Math.floor(Math.random() * (maxRequestsJitter + 1));
    if (accessLogfile !== "") this.#log = new LogFile(accessLogfile, this.#process.warn);
    for (const descriptor of descriptors) {
      const server = this.#createServer(app, settings);
      await new Promise<void>((resolve, reject) =>
        server.once("error", reject).listen({ fd: descriptor, backlog }, () => {
          server.off("error", reject);
          resolve();
        }),
      );
    }
  }

  #createServer(app: App, settings: ServeSettings): NodeServer {
    const { cert, key, keepAlive, requestTimeout, maxConnections } = settings;
    const files = { cert: cert || undefined, key: key || undefined };
    const certificate = readCertificate(files, { folder: this.#process.folder, host: "" });
    const refused = new WeakSet<object>();
    const handle = limitRequests(app.handle, {
      timeout: requestTimeout * 1000,
      isRefused: maxConnections === 0 ? null : (socket) => refused.has(socket),
    });
    const server = createNodeServer(handle, certificate);
    server.keepAliveTimeout = keepAlive * 1000;
    const connections = new OpenConnections(server);
    this.#listeners.push({ server, connections });
    if (maxConnections > 0)
      server.on(certificate === null ? "connection" : "secureConnection", (socket: object) => {
        if (this.#sum("size") > maxConnections) refused.add(socket);
      });
    if (this.#maxRequests < Infinity) server.on("request", () => this.#countRequest());
    if (this.#log !== null) this.#logRequests(server, this.#log, settings);
    return server;
  }

  #logRequests(server: NodeServer, log: LogFile, { accessLogformat }: ServeSettings): void {
    logAccess(server, compileAccessFormat(accessLogformat), (line) => log.add(line));
  }

  #countRequest(): void {
    if (this.#sum("requests") < this.#maxRequests || this.#expired !== "") return;
    this.#expired = `has answered ${this.#maxRequests} requests`;
    this.#tellExpired();
  }

  /** A second order may shorten the time that the first has given. */
  async #drain({ limit, patience, delay, isFinal }: DrainOrder): Promise<void> {
    this.#endDelay();
    if (this.#isLeaving) {
      for (const { connections } of this.#listeners) connections.hasten(limit);
      return;
    }
    this.#isLeaving = true;
    if (isFinal) this.#app?.health?.stop();
    if (delay > 0) await this.#wait(delay);
    for (const { server } of this.#listeners) stopListening(server);
    void this.#process.send({ type: "leaving" });
    const cuts = this.#listeners.map(({ connections }) => connections.drain({ limit, patience }));
    const cut = (await Promise.all(cuts)).reduce((sum, each) => sum + each, 0);
    if (this.#app !== null) await closeApp(this.#app, this.#process);
    clearInterval(this.#beatTimer);
    await this.#log?.flush();
    await this.#process.send({ type: "drained", cut });
    this.#process.exit(this.#status);
  }

  /** Another order ends it. */
  #wait(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#endDelay = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** `http.Server.close()` would close connections that rest as well, while a request may be on its way. */
function stopListening(server: NodeServer): void {
  Server.prototype.close.call(server);
}

/** An app may say so itself. */
function isInDebug(app: Partial<Pick<App, "config">>): boolean {
  return app.config?.DEBUG === true;
}
