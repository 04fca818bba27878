import type { Shell } from "../shell.ts";
import { basename, relative } from "node:path";
import { reportError } from "../errors/error-report.ts";
import { Arbiter, type ArbiterEvent, toWorkers } from "./arbiter.ts";
import { openControlSocket } from "./control-socket.ts";
import type { ListeningSocket } from "./listening-socket.ts";
import { PidFile } from "./pid-file.ts";
import type { ServeReading } from "./serve-reading.ts";
import { FIRST_WORKER_SOCKET, type ServeSystem } from "./serve-system.ts";
import type { ServerFacts, ServerHooks } from "./server-definition.ts";
import { SIGNALS, type ServerAction } from "./server-signals.ts";

/** The exit status of a server whose app cannot be started, as Gunicorn's. */
const BOOT_FAILURE = 3;

/** What a server runs with. */
export interface RunningServerOptions {
  readonly reading: ServeReading;
  /** Reads it anew. */
  readonly read: () => Promise<ServeReading>;
  readonly sockets: readonly ListeningSocket[];
  readonly shell: Pick<Shell, "folder" | "print" | "warn">;
  readonly system: ServeSystem;
}

/**
 * A server of several processes, from its first worker to its last.
 *
 * @example
 * process.exitCode = await new RunningServer({ reading, read, sockets, shell, system }).run();
 */
export class RunningServer {
  readonly #options: RunningServerOptions;
  readonly #arbiter: Arbiter;
  readonly #facts: ServerFacts;
  readonly #pidFile: PidFile;
  #reading: ServeReading;
  #hasSuccessor = false;
  #areSocketsClosed = false;
  #stops = 0;
  #closeControl: () => void = () => {};
  #onStop: (() => void) | null = null;
  /** How many connections were cut off, when all workers have stopped. */
  #stopped: Promise<number> = Promise.resolve(0);
  #reloading: Promise<void> = Promise.resolve();

  constructor(options: RunningServerOptions) {
    const { reading, sockets, shell, system } = options;
    this.#options = options;
    this.#reading = reading;
    this.#facts = { pid: system.pid, urls: sockets.map(({ url }) => url) };
    this.#pidFile = new PidFile(reading.launch.settings.pid);
    this.#arbiter = new Arbiter({
      launch: reading.launch,
      descriptors: sockets.map((_, index) => FIRST_WORKER_SOCKET + index),
      fork: (launch) => system.forkWorker(launch, sockets),
      print: shell.print,
      warn: shell.warn,
      onEvent: (event) => this.#tell(event),
    });
  }

  /**
   * Serves until it is asked to stop.
   *
   * @returns The exit status: 0, 1 when requests were cut off, 3 when the app cannot be started.
   * @throws CommandFailure `MICRO_SERVE_PID` when another server has its file.
   */
  async run(): Promise<number> {
    const { shell, system } = this.#options;
    const stopping = new Promise<null>((resolve) => (this.#onStop = () => resolve(null)));
    try {
      this.#pidFile.write(system.pid);
      await this.#openControl();
      this.#listenToSignals();
      this.#callHook("onStarting", this.#facts);
      const begun = await Promise.race([this.#arbiter.start(), stopping]);
      if (begun !== null && "failure" in begun) {
        shell.warn(begun.failure);
        this.#arbiter.kill();
        return BOOT_FAILURE;
      }
      if (begun !== null) this.#announce(begun.title);
      await stopping;
      const cut = await this.#stopped;
      this.#callHook("onExit", this.#facts);
      return cut === 0 ? 0 : 1;
    } finally {
      this.#closeControl();
      this.#pidFile.remove(system.pid);
      this.#closeSockets();
    }
  }

  /** Does what a signal asks for. */
  act(action: ServerAction): void {
    if (action === "stop" || action === "stopFast") this.#beginStop(action === "stopFast");
    else if (action === "reload") this.#reloading = this.#reloading.then(() => this.#reload());
    else if (action === "upgrade") this.#upgrade();
    else this.#arbiter[action]();
  }

  async #openControl(): Promise<void> {
    this.#closeControl = await openControlSocket(this.#options.reading.launch.settings.controlSocket, {
      stats: () => this.#stats(),
      act: (action) => this.act(action),
    });
  }

  /** What the control socket tells. */
  #stats(): unknown {
    const workers = Array.from(this.#arbiter.workers, ({ id, pid, phase, isOutdated, started, state }) => {
      const seconds = Math.round((performance.now() - started) / 1000);
      return { id, pid, phase, isOutdated, seconds, ...state };
    });
    return { ...this.#facts, workers };
  }

  #closeSockets(): void {
    // What the successor listens at has to stay.
    if (this.#areSocketsClosed || this.#hasSuccessor) return;
    this.#areSocketsClosed = true;
    for (const socket of this.#options.sockets) socket.close();
  }

  #listenToSignals(): void {
    const { system } = this.#options;
    for (const [signal, action] of Object.entries(SIGNALS)) {
      // A window that changes its size sends the same signal.
      if (action === "removeAll" && system.isTerminal) continue;
      system.onSignal(signal as NodeJS.Signals, () => this.act(action)); // the names are the table's
    }
  }

  #announce(title: string): void {
    const { shell, system } = this.#options;
    const { reference, settings } = this.#reading.launch;
    const path = relative(shell.folder, reference.file);
    const file = path.startsWith("..") ? basename(reference.file) : path;
    const lines = [
      `Serving ${title} of ${file} (${reference.source}) with ${toWorkers(settings.workers)}`,
      ...this.#facts.urls.map((url) => `Running on ${url}`),
      `Process ${system.pid}: SIGHUP loads new code, SIGTERM stops`,
    ];
    shell.print(lines.map((line) => ` * ${line}`).join("\n"));
    system.notify(["READY=1", `STATUS=${toWorkers(settings.workers)}`]);
    this.#callHook("whenReady", this.#facts);
  }

  #beginStop(isFast: boolean): void {
    const { shell, system } = this.#options;
    this.#stops++;
    // Who asks again has no time.
    if (this.#stops > 2) return this.#arbiter.kill();
    if (this.#stops === 2) return void this.#arbiter.stop({ isFast: true });
    system.notify(["STOPPING=1"]);
    shell.print(isFast ? " * Stopping at once" : " * Stopping: what was asked is answered");
    const delay = isFast ? 0 : this.#reading.launch.settings.stopDelay * 1000;
    // Before the workers close theirs: from then on connections are refused, and do not wait for nobody.
    if (delay === 0) this.#closeSockets();
    else setTimeout(() => this.#closeSockets(), delay);
    this.#stopped = this.#arbiter.stop({ isFast, hasSuccessor: this.#hasSuccessor });
    this.#onStop?.();
  }

  async #reload(): Promise<void> {
    const { read, shell, system } = this.#options;
    shell.print(" * Reloading");
    system.notify(["RELOADING=1"]);
    try {
      const reading = await read();
      if (String(reading.launch.settings.bind) !== String(this.#reading.launch.settings.bind))
        shell.warn(" * Other addresses need a restart, or SIGUSR2: this server stays where it is.");
      this.#reading = reading;
      this.#callHook("onReload", this.#facts);
      this.#arbiter.reload(reading.launch);
    } catch (error) {
      shell.warn(`${reportError(error, shell.folder)}\n * Nothing was reloaded.`);
    }
    system.notify(["READY=1"]);
  }

  /** Starts the same command again, which may be a newer one; who has asked tells this process when to stop. */
  #upgrade(): void {
    const { sockets, shell, system } = this.#options;
    if (this.#hasSuccessor) return shell.warn(" * There is a successor already.");
    this.#hasSuccessor = true;
    this.#pidFile.moveAway();
    this.#closeControl();
    const successor = system.startSuccessor(sockets);
    shell.print(` * Process ${successor.pid} starts as the successor of process ${system.pid}`);
    successor.once("error", () => this.#loseSuccessor());
    successor.once("exit", () => this.#loseSuccessor());
    successor.unref();
  }

  #loseSuccessor(): void {
    const { shell, system } = this.#options;
    if (!this.#hasSuccessor || this.#stops > 0) return;
    this.#hasSuccessor = false;
    this.#pidFile.moveBack();
    this.#openControl().catch((error: unknown) => shell.warn(reportError(error, shell.folder)));
    shell.warn(` * The successor has ended: process ${system.pid} goes on.`);
  }

  #tell(event: ArbiterEvent): void {
    if (event.type === "changed") return this.#callHook("onWorkersChanged", event.workers, event.before);
    const names = { started: "onWorkerStart", ready: "onWorkerReady", exited: "onWorkerExit" } as const;
    const { id, pid } = event.worker;
    this.#callHook(names[event.type], { id, pid });
  }

  /** What a hook throws, or its promise, is told and stops nobody. */
  #callHook<Name extends keyof ServerHooks>(
    name: Name,
    ...values: Parameters<NonNullable<ServerHooks[Name]>>
  ): void {
    const { shell } = this.#options;
    // A function of this name takes these values; the compiler does not see that through the table.
    const hook = this.#reading.hooks[name] as ((...given: unknown[]) => unknown) | undefined;
    const report = (error: unknown): void =>
      shell.warn(`The hook ${name} of the server has failed.\n${reportError(error, shell.folder)}`);
    try {
      Promise.resolve(hook?.(...values)).catch(report);
    } catch (error) {
      report(error);
    }
  }
}
