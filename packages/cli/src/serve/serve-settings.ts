import { availableParallelism } from "node:os";

import type { Environment } from "../app/environment.ts";
import { CommandFailure } from "../errors/command-failure.ts";
import { ACCESS_FORMATS, compileAccessFormat } from "./access-format.ts";
import { parseBind } from "./bind-address.ts";

/** How `micro serve` serves. Times are in seconds, sizes in bytes; 0 is no limit. */
export interface ServeSettings {
  /** Where it listens: `HOST:PORT`, `:PORT`, `unix:PATH`, `fd://NUMBER`. */
  readonly bind: readonly string[];
  /** How many processes run the app. */
  readonly workers: number;
  /** A worker whose event loop stands still for longer is killed and replaced. */
  readonly timeout: number;
  /** A request that is not answered within it is answered with 503. */
  readonly requestTimeout: number;
  /** How long a worker that stops may answer what it was asked. */
  readonly gracefulTimeout: number;
  /** How long a server that stops goes on before, while its health says that it will: load balancers look now and then. */
  readonly stopDelay: number;
  /** How long a connection may rest between two requests. */
  readonly keepAlive: number;
  /** A worker that has answered so many requests is replaced. */
  readonly maxRequests: number;
  /** Up to so many more, by chance, so that workers are not replaced all at once. */
  readonly maxRequestsJitter: number;
  /** A worker that uses more memory is replaced. */
  readonly maxMemory: number;
  /** How many connections may wait to be accepted. */
  readonly backlog: number;
  /** How many connections a worker has at a time; those beyond are answered with 503. */
  readonly maxConnections: number;
  /** The size of all headers of a request; a larger head is answered with 431. */
  readonly maxHeaderSize: number;
  /** The permissions of socket files, as in `chmod`. */
  readonly socketMode: number;
  /** The certificate in PEM, for https; "" for http. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
  /** The file of the access log, `-` for the standard output; "" for none. */
  readonly accessLogfile: string;
  /** `combined`, `common`, `json`, or the atoms of a line. */
  readonly accessLogformat: string;
  /** The file that has the number of the process; "" for none. */
  readonly pid: string;
  /** A socket file that takes commands, of its owner alone; "" for none. */
  readonly controlSocket: string;
}

/** The name of a setting. */
export type SettingName = keyof ServeSettings;

/** How one setting is written and read. */
export interface Setting {
  /** On the command line. */
  readonly flags: string;
  readonly about: string;
  /** The value that a text stands for. @throws RangeError which says what is expected */
  readonly read: (text: string) => unknown;
  /** Whether it may be given several times. @default false */
  readonly isList?: boolean;
}

/**
 * All settings, by their names in a configuration file.
 *
 * @example
 * SETTINGS.workers.read("auto"); // 8
 */
export const SETTINGS: Readonly<Record<SettingName, Setting>> = {
  bind: {
    flags: "-b, --bind <address>",
    about: "HOST:PORT, :PORT, unix:PATH or fd://NUMBER; may be given several times (default: 127.0.0.1:8000)",
    read: readBind,
    isList: true,
  },
  workers: {
    flags: "-w, --workers <number>",
    about: "how many processes run the app, or auto (default: WEB_CONCURRENCY, or 1)",
    read: readWorkers,
  },
  timeout: {
    flags: "-t, --timeout <seconds>",
    about: "a worker whose event loop stands still for longer is replaced (default: 30)",
    read: readSeconds,
  },
  requestTimeout: {
    flags: "--request-timeout <seconds>",
    about: "a request without an answer gets 503 after it (default: 0, never)",
    read: readSeconds,
  },
  gracefulTimeout: {
    flags: "--graceful-timeout <seconds>",
    about: "how long a worker that stops may answer (default: 30)",
    read: readSeconds,
  },
  stopDelay: {
    flags: "--stop-delay <seconds>",
    about: "how long to go on while the health says 503, before a stop (default: 0)",
    read: readSeconds,
  },
  keepAlive: {
    flags: "--keep-alive <seconds>",
    about: "how long a connection may rest between requests (default: 5)",
    read: readSeconds,
  },
  maxRequests: {
    flags: "--max-requests <number>",
    about: "a worker that has answered so many is replaced (default: 0, never)",
    read: readCount,
  },
  maxRequestsJitter: {
    flags: "--max-requests-jitter <number>",
    about: "up to so many more, by chance (default: 0)",
    read: readCount,
  },
  maxMemory: {
    flags: "--max-memory <size>",
    about: "a worker that uses more, such as 512M, is replaced (default: 0, never)",
    read: readSize,
  },
  backlog: {
    flags: "--backlog <number>",
    about: "how many connections may wait (default: 1024)",
    read: readCount,
  },
  maxConnections: {
    flags: "--max-connections <number>",
    about: "of a worker; 503 beyond it (default: 0, no limit)",
    read: readCount,
  },
  maxHeaderSize: {
    flags: "--max-header-size <size>",
    about: "of all headers of a request; 431 beyond it (default: 16K)",
    read: readSize,
  },
  socketMode: {
    flags: "--socket-mode <mode>",
    about: "the permissions of socket files (default: 660)",
    read: readMode,
  },
  cert: { flags: "--cert <file>", about: "serve https with this certificate", read: readText },
  key: { flags: "--key <file>", about: "the private key of the certificate", read: readText },
  accessLogfile: {
    flags: "--access-logfile <file>",
    about: "write a line for each request; - is the standard output (default: none)",
    read: readText,
  },
  accessLogformat: {
    flags: "--access-logformat <format>",
    about: `${Object.keys(ACCESS_FORMATS).join(", ")}, json, or the atoms of a line (default: combined)`,
    read: readFormat,
  },
  pid: { flags: "-p, --pid <file>", about: "write the number of the process to a file", read: readText },
  controlSocket: {
    flags: "--control-socket <file>",
    about: "take commands at a socket file: stats, reload, stop, ...",
    read: readText,
  },
};

/** One place that gives settings, and what it is called. */
export interface SettingLayer {
  readonly source: string;
  readonly values: Partial<ServeSettings>;
}

/** The settings, and where each comes from. */
export interface ResolvedSettings {
  readonly settings: ServeSettings;
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Puts settings together.
 *
 * @param environment - `WEB_CONCURRENCY` and `PORT` count where nobody says more.
 * @param layers - The later ones win.
 * @throws CommandFailure `MICRO_SERVE_CONFIG` for a value of the environment that does not fit.
 * @example
 * resolveSettings({}, [{ source: "command line", values: { workers: 2 } }]).settings.workers; // 2
 */
export function resolveSettings(environment: Environment, layers: readonly SettingLayer[]): ResolvedSettings {
  const sources = new Map<string, string>(Object.keys(SETTINGS).map((name) => [name, "default"]));
  let settings: ServeSettings = DEFAULTS;
  for (const { source, values } of [...variableLayers(environment), ...layers]) {
    settings = { ...settings, ...values };
    for (const name of Object.keys(values)) sources.set(name, source);
  }
  return { settings, sources };
}

const DEFAULTS: ServeSettings = {
  bind: ["127.0.0.1:8000"],
  workers: 1,
  timeout: 30,
  requestTimeout: 0,
  gracefulTimeout: 30,
  stopDelay: 0,
  keepAlive: 5,
  maxRequests: 0,
  maxRequestsJitter: 0,
  maxMemory: 0,
  backlog: 1024,
  maxConnections: 0,
  maxHeaderSize: 16_384,
  socketMode: 0o660,
  cert: "",
  key: "",
  accessLogfile: "",
  accessLogformat: "combined",
  pid: "",
  controlSocket: "",
};

/** What platforms set: Heroku and its like give the port, and how many processes fit. */
function variableLayers({ WEB_CONCURRENCY: workers = "", PORT: port = "" }: Environment): SettingLayer[] {
  return [
    ...(workers === ""
      ? []
      : [{ source: "WEB_CONCURRENCY", values: readValues({ workers }, "WEB_CONCURRENCY") }]),
    ...(port === "" ? [] : [{ source: "PORT", values: readValues({ bind: [`0.0.0.0:${port}`] }, "PORT") }]),
  ];
}

/**
 * Reads settings that somebody has written down.
 *
 * @param source - Who, for messages.
 * @throws CommandFailure `MICRO_SERVE_CONFIG` for a value that does not fit.
 * @example
 * readValues({ workers: "auto", maxMemory: "512M" }, "micro.server.ts");
 */
export function readValues(
  written: Readonly<Record<string, unknown>>,
  source: string,
): Partial<ServeSettings> {
  const entries = Object.entries(written).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const setting = isSettingName(name) ? SETTINGS[name] : undefined;
      return [name, setting === undefined ? value : readValue(name, value, { setting, source })];
    }),
  );
}

/**
 * Whether a word is the name of a setting.
 *
 * @example
 * isSettingName("workers"); // true
 */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

function readValue(
  name: string,
  value: unknown,
  { setting, source }: { readonly setting: Setting; readonly source: string },
): unknown {
  try {
    if (setting.isList !== true) return setting.read(toText(value));
    return (Array.isArray(value) ? value : [value]).map((each) => setting.read(toText(each)));
  } catch (error) {
    // A RangeError, which says what is expected.
    const expected = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      "MICRO_SERVE_CONFIG",
      `${name} of ${source} is ${JSON.stringify(value)}. ${expected}`,
      { cause: error, isUsage: true },
    );
  }
}

function toText(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new RangeError("Give it a text or a number.");
}

function readText(text: string): string {
  return text;
}

function readBind(text: string): string {
  parseBind(text);
  return text;
}

function readFormat(text: string): string {
  compileAccessFormat(text);
  return text;
}

function readWorkers(text: string): number {
  if (text === "auto") return availableParallelism();
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new RangeError("Give it a whole number, 1 or more, or auto.");
}

function readCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError("Give it a whole number, 0 or more.");
}

function readSeconds(text: string): number {
  if (/^\d{1,6}(?:\.\d+)?$/.test(text)) return Number(text);
  throw new RangeError("Give it a number of seconds, 0 or more.");
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function readSize(text: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,12})([KMG]?)B?$/i.exec(text) ?? [];
  if (amount !== "") return Number(amount) * (UNITS[unit.toUpperCase()] ?? 1);
  throw new RangeError("Give it a number of bytes, or one with K, M or G: 512M.");
}

function readMode(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw new RangeError("Give it three digits from 0 to 7, as for chmod: 660.");
}
