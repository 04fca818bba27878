import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";

/** What keeps something open, by the names that Node gives it. */
const HANDLES: Readonly<Record<string, string>> = {
  FSEVENTWRAP: "a watched file",
  HTTPINCOMINGMESSAGE: "a request of HTTP",
  MESSAGEPORT: "a message port",
  PIPESERVERWRAP: "a server on a pipe",
  PIPEWRAP: "a pipe",
  PROCESSWRAP: "a process",
  SIGNALWRAP: "a listener of a signal",
  STATWATCHER: "a watched file",
  TCPSERVERWRAP: "a server",
  TCPWRAP: "a socket",
  Timeout: "a timer",
  UDPWRAP: "a socket of UDP",
  WORKER: "a worker",
};

/** What fetch() keeps for the next request is Node's own, and shared by all. */
const OF_NODE = "internal/deps/undici";

/** Milliseconds for what is just ending. */
const PATIENCE = 500;

/** Sees what a task opens and does not close: timers, sockets, servers, processes. What others open it does not see. */
export class HandleWatch implements Disposable {
  readonly #open = new Map<number, string>();
  readonly #isMine = new AsyncLocalStorage<boolean>();
  readonly #hook = createHook({
    init: (id, type) => this.#note(id, type),
    destroy: (id) => void this.#open.delete(id),
  }).enable();

  /** Runs a task whose handles are seen. */
  run<Result>(task: () => Result): Result {
    return this.#isMine.run(true, task);
  }

  /** What is still open once what is just ending has had its time: "a timer (at file.ts:3:5)". */
  async findOpen(): Promise<readonly string[]> {
    const end = Date.now() + PATIENCE;
    while (this.#open.size > 0 && Date.now() < end) await wait(5);
    return [...this.#open.values()];
  }

  #note(id: number, type: string): void {
    const what = HANDLES[type];
    if (what === undefined || this.#isMine.getStore() !== true) return;
    const place = placeIn(new Error("made here").stack ?? "");
    if (place !== null) this.#open.set(id, `${what}${place}`);
  }

  /** Ends the watch. A storage that stays on slows every promise of the process on Node 20. */
  [Symbol.dispose](): void {
    this.#hook.disable();
    this.#isMine.disable();
  }
}

/** The place in a stack that is not Node's, in words; `null` for what is Node's own. Two frames are those of the watch. */
function placeIn(stack: string): string | null {
  if (stack.includes(OF_NODE)) return null;
  const frames = stack.split("\n").slice(3);
  const frame = frames.find((line) => !line.includes("node:"));
  const place = /\(?((?:file:\/\/|\/|[A-Z]:)[^()]+:\d+:\d+)\)?$/.exec(frame ?? "")?.[1];
  return place === undefined ? "" : ` (at ${place})`;
}
