import { delimiter } from "node:path";

import type { AppChoice } from "./app/opened-app.ts";
import { CommandFailure } from "./errors/command-failure.ts";
import type { Environment } from "./app/environment.ts";
import type { CertificateFiles } from "./server/certificate.ts";
import type { Place } from "./server/listening.ts";

/** The options of `micro run`. */
export interface RunOptions extends AppChoice, CertificateFiles {
  /** The address to listen on. @default as {@link placeOf} says */
  readonly host?: string | undefined;
  /** The port; 0 takes a free one. @default as {@link placeOf} says */
  readonly port?: number | undefined;
  /** Start again when a file changes. */
  readonly reload: boolean;
  /** Files and folders whose changes count as well. @default none */
  readonly extraFiles?: readonly string[] | undefined;
  /** Patterns of paths whose changes do not count, as in a `.gitignore`. @default none */
  readonly excludePatterns?: readonly string[] | undefined;
}

/** Where `micro run` listens when nothing else is said: reachable from this machine alone. */
const DEFAULT_PLACE: Place = { host: "127.0.0.1", port: 5000 };

/**
 * Where a server listens: where the options say, else `MICRO_RUN_HOST` and `MICRO_RUN_PORT`, else `MICRO_SERVER_NAME`,
 * else port 5000 of this machine alone.
 *
 * @throws CommandFailure `MICRO_SERVER_ADDRESS` when the variable is no port.
 * @example
 * placeOf({ port: 0 }, process.env); // { host: "127.0.0.1", port: 0 }
 */
export function placeOf({ host, port }: Pick<RunOptions, "host" | "port">, environment: Environment): Place {
  const server = splitServerName(environment["MICRO_SERVER_NAME"] ?? "");
  return {
    host: host ?? (environment["MICRO_RUN_HOST"] || server.host || DEFAULT_PLACE.host),
    port: port ?? toPort(environment["MICRO_RUN_PORT"] || server.port || String(DEFAULT_PLACE.port)),
  };
}

/** What the name does not say is "". */
function splitServerName(text: string): { readonly host: string; readonly port: string } {
  const [, host = "", port = ""] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
  return { host: host.replaceAll(/[[\]]/g, ""), port };
}

function toPort(text: string): number {
  const port = parsePort(text);
  if (port !== null) return port;
  throw new CommandFailure(
    "MICRO_SERVER_ADDRESS",
    `MICRO_RUN_PORT is ${JSON.stringify(text)}. A port is a number from 0 to 65535.`,
    { isUsage: true },
  );
}

/**
 * The number of a port; `null` for what is none.
 *
 * @example
 * parsePort("5000"); // 5000
 */
export function parsePort(text: string): number | null {
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535 ? port : null;
}

/**
 * The command line that runs the same on another port.
 *
 * @example
 * toRunCommand(options, 5001); // "micro run --port 5001"
 */
export function toRunCommand({ app, host, debug, reload, ...options }: RunOptions, port: number): string {
  const given = { app, "env-file": options.envFile, host, cert: options.cert, key: options.key };
  return [
    "micro run",
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
    ...(reload ? ["--reload"] : []),
    ...(debug === undefined ? [] : [debug ? "--debug" : "--no-debug"]),
    `--port ${port}`,
  ].join(" ");
}

/**
 * The values of an option that takes several, which are separated as in PATH.
 *
 * @example
 * splitList("a.json:b.json"); // ["a.json", "b.json"]
 */
export function splitList(text: string): string[] {
  return text.split(delimiter).filter((part) => part !== "");
}
