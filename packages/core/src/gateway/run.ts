import type { AddressInfo } from "node:net";

import { traceOf } from "../error-trace.ts";
import { withoutControls } from "../log-text.ts";
import type { Logger } from "../logger.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { createNodeServer, type NodeHandler, type NodeServer } from "./server.ts";

/** How {@link runApp} serves. */
export interface RunOptions {
  /** The address to listen on. @default the host of SERVER_NAME, else "127.0.0.1" */
  readonly host?: string;
  /** 0 takes a free one. @default the port of SERVER_NAME, else 5000 */
  readonly port?: number;
  /** Sets DEBUG before the app starts. @default as configured */
  readonly debug?: boolean;
}

/** What {@link runApp} uses of an app. */
export interface RunnableApp {
  readonly name: string;
  readonly config: { DEBUG: boolean; readonly SERVER_NAME: string | null };
  readonly handle: NodeHandler;
  readonly logger: Logger;
  start(): MaybePromise<unknown>;
  close(): Promise<void>;
  /** In debug, answers the request that an error belongs to which nobody caught. */
  "~reportUncaught"(error: unknown): Promise<unknown> | null;
}

/** Milliseconds for the requests that are under way when the server stops. */
const DRAIN_LIMIT = 10_000;

/** Milliseconds between two looks for connections that have nothing more to do. */
const IDLE_CHECK = 20;

/** Milliseconds for what still has to be written when timers of the app keep the process. */
const END_DELAY = 500;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Serves an app until the process is asked to stop, or until an error that nobody caught: then no connection is taken
 * any more, the requests under way are answered, the app is closed, and the process ends, with 1 after an error.
 *
 * Does nothing but say so when the command line has loaded the app and serves it (Flask's `FLASK_RUN_FROM_CLI`).
 *
 * @param endProcess - Ends the process although the app has left timers or connections open.
 * @throws Error of Node when the address cannot be used.
 */
export async function runApp(
  app: RunnableApp,
  { debug, ...place }: RunOptions,
  endProcess: () => void = endSoon,
): Promise<void> {
  if (process.env["MICRO_RUN_FROM_CLI"] === "1") {
    return app.logger.info("app.run() is ignored: the command line serves the app.");
  }
  if (debug !== undefined) app.config.DEBUG = debug;
  await app.start();
  const server = createNodeServer(app.handle);
  const url = await listen(server, { ...placeIn(app.config.SERVER_NAME), ...place });
  const warning = app.config.DEBUG ? ", debug is on: not for production" : "";
  console.log(` * Serving ${app.name}${warning}\n * Running on ${url} (Ctrl+C stops it)`);
  await untilStopped(app, async () => {
    await closeServer(server);
    await app.close();
  });
  endProcess();
}

/** Does not keep the process itself: one that has nothing left to do ends at once. */
function endSoon(): void {
  setTimeout(() => process.exit(), END_DELAY).unref();
}

/** Where a server name says that the app is. */
function placeIn(serverName: string | null): { readonly host: string; readonly port: number } {
  const [, host = "", port = "5000"] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(serverName ?? "") ?? [];
  return { host: host.replaceAll(/[[\]]/g, "") || "127.0.0.1", port: Number(port) };
}

function listen(server: NodeServer, { host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => {
      server.off("error", reject);
      // A server on a host and port has an address with a port; a pipe, which this is not, would have a path.
      const address = server.address() as AddressInfo;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${address.port}`);
    });
  });
}

/**
 * Waits until the process is asked to stop, or an error is thrown, or a promise rejected, that nobody caught; then lets
 * `end` do its work. The first signal asks, a second one finds no listener and ends the process.
 */
async function untilStopped(app: RunnableApp, end: () => Promise<void>): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  function fail(error: unknown): void {
    process.exitCode = 1;
    void app["~reportUncaught"](error);
    app.logger.error(`An error that nobody caught; the server stops.\n${withoutControls(traceOf(error))}`);
    stop();
  }
  for (const signal of SIGNALS) process.on(signal, stop);
  process.on("uncaughtException", fail); // Node brings rejections here too
  await stopped;
  for (const signal of SIGNALS) process.off(signal, stop);
  await end();
  process.off("uncaughtException", fail);
}

async function closeServer(server: NodeServer): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.prependListener("request", (incoming, outgoing) => (outgoing.shouldKeepAlive = false));
  const check = setInterval(() => server.closeIdleConnections(), IDLE_CHECK);
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT);
  await closed;
  clearInterval(check);
  clearTimeout(limit);
}
