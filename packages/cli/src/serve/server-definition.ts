import type { ServeSettings } from "./serve-settings.ts";

/** A worker, as hooks see it. */
export interface ServedWorker {
  /** Counts from 1; the one that replaces it has another. */
  readonly id: number;
  /** The number of its process; 0 where it could not be started. */
  readonly pid: number;
}

/** The server, as hooks see it. */
export interface ServerFacts {
  /** The number of the process that watches over the workers. */
  readonly pid: number;
  /** The addresses, as in `http://127.0.0.1:8000`. */
  readonly urls: readonly string[];
}

/** Functions that are called in the process that watches over the workers, which does not import the app. */
export interface ServerHooks {
  /** Before the first worker is started. */
  readonly onStarting?: (server: ServerFacts) => unknown;
  /** When the first worker serves. */
  readonly whenReady?: (server: ServerFacts) => unknown;
  /** When new code is about to be loaded. */
  readonly onReload?: (server: ServerFacts) => unknown;
  /** When a process for a worker was started; it has not loaded the app yet. */
  readonly onWorkerStart?: (worker: ServedWorker) => unknown;
  /** When a worker serves. */
  readonly onWorkerReady?: (worker: ServedWorker) => unknown;
  /** When the process of a worker has ended, for whatever reason. */
  readonly onWorkerExit?: (worker: ServedWorker) => unknown;
  /** When there shall be another number of workers. */
  readonly onWorkersChanged?: (workers: number, before: number) => unknown;
  /** Before the process ends. */
  readonly onExit?: (server: ServerFacts) => unknown;
}

/** What `micro.server.ts` exports: the settings of `micro serve`, and hooks. */
export type ServerConfig = Partial<
  Omit<ServeSettings, "bind" | "workers" | "maxMemory" | "maxHeaderSize" | "socketMode">
> & {
  /** Where it listens, as after `--bind`. @default "127.0.0.1:8000", or "0.0.0.0:$PORT" */
  readonly bind?: string | readonly string[];
  /** @default WEB_CONCURRENCY, or 1 */
  readonly workers?: number | "auto";
  /** Bytes, or `"512M"`. @default 0, no limit */
  readonly maxMemory?: number | string;
  /** Bytes, or `"32K"`. @default "16K" */
  readonly maxHeaderSize?: number | string;
  /** As for chmod: `"660"`. @default "660" */
  readonly socketMode?: string;
  readonly hooks?: ServerHooks;
};

/**
 * Types the configuration of `micro serve`.
 *
 * @example
 * // micro.server.ts
 * import { defineServer } from "micro-web/server";
 *
 * export const server = defineServer({ bind: "unix:/run/site.sock", workers: "auto", timeout: 20 });
 */
export function defineServer(config: ServerConfig): ServerConfig {
  return config;
}
