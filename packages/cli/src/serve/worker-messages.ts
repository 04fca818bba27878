import type { AppReference } from "../app/app-reference.ts";
import type { ServeSettings } from "./serve-settings.ts";

/** What a worker needs to serve. */
export interface WorkerStart {
  readonly reference: AppReference;
  /** A file with variables, before all others. */
  readonly envFile: string | undefined;
  readonly settings: ServeSettings;
  /** The sockets, by their numbers in the process of the worker. */
  readonly descriptors: readonly number[];
}

/**
 * What the arbiter tells a worker.
 *
 * - `start`: import the app and serve it.
 * - `drain`: accept nothing more, answer what was asked for `limit` milliseconds at most, close the app, and end. Connections
 *   that rest may send one more request for `patience` milliseconds. When it `isFinal`, nobody takes over: the app says that it
 *   is not healthy, for `delay` milliseconds before all that.
 * - `reopen`: the files of logs were moved away.
 *
 * @example
 * const order: WorkerOrder = { type: "drain", limit: 30_000, patience: 0, delay: 0, isFinal: true };
 */
export type WorkerOrder =
  | ({ readonly type: "start" } & WorkerStart)
  | {
      readonly type: "drain";
      readonly limit: number;
      readonly patience: number;
      readonly delay: number;
      readonly isFinal: boolean;
    }
  | { readonly type: "reopen" };

/** How a worker is. */
export interface WorkerState {
  /** Requests that it was asked. */
  readonly requests: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Bytes of memory. */
  readonly memory: number;
}

/**
 * What a worker tells the arbiter.
 *
 * - `ready`: it serves; the title is the export.
 * - `failed`: the app cannot be started.
 * - `beat`: its event loop runs.
 * - `expired`: it has done its work and wants to be replaced, for a reason.
 * - `crashed`: an error was thrown that nobody caught.
 * - `leaving`: it accepts nothing more, because the arbiter or somebody else has asked it to stop.
 * - `drained`: so many connections were cut off.
 *
 * @example
 * const report: WorkerReport = { type: "ready", title: "app" };
 */
export type WorkerReport =
  | { readonly type: "ready"; readonly title: string }
  | { readonly type: "failed"; readonly failure: string }
  | { readonly type: "beat"; readonly state: WorkerState }
  | { readonly type: "expired"; readonly reason: string }
  | { readonly type: "crashed"; readonly failure: string }
  | { readonly type: "leaving" }
  | { readonly type: "drained"; readonly cut: number };
