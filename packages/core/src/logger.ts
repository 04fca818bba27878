import { ambient } from "./ambient.ts";
import { isProduction } from "./config.ts";
import { traceOf } from "./error-trace.ts";
import { maskSecrets } from "./masking.ts";

/** Writes what the app has to say to its operator: `app.logger`, `console`, or a logger such as pino. */
export interface Logger {
  /** What only its developer wants to know. */
  debug(message: string, ...details: readonly unknown[]): void;
  /** What happened. */
  info(message: string, ...details: readonly unknown[]): void;
  /** What somebody should look at some day. */
  warn(message: string, ...details: readonly unknown[]): void;
  /** What failed: errors that no handler took among them. */
  error(message: string, ...details: readonly unknown[]): void;
}

/** What an app can be given as its logger: levels that are missing are dropped. */
export type LoggerLike = Pick<Logger, "error"> & Partial<Logger>;

/** What the default logger asks of its app, each time it writes. */
export interface LoggedApp {
  /** The name, which each line has. */
  readonly name: string;
  readonly config: { readonly DEBUG: boolean };
}

/**
 * The logger of an app: the given one as it is, completed where it lacks a level. Without one it writes lines as Flask
 * does to the standard error output, those of `debug()` in debug only; where NODE_ENV is production they are JSON, in
 * which secrets are hidden. A line that is written for a request has its id where the app uses ambient access.
 *
 * @example
 * createLogger(app, undefined).warn("The disk is full."); // [2026-11-21 10:45:00,000] WARNING in movies: The disk is full.
 */
export function createLogger(app: LoggedApp, given: LoggerLike | undefined): Logger {
  if (given === undefined) return new AppLogger(app);
  return isComplete(given) ? given : new PartialLogger(given);
}

function isComplete(logger: LoggerLike): logger is Logger {
  const { debug, info, warn } = logger;
  return [debug, info, warn].every((level) => typeof level === "function");
}

/** Writes to the console's error output, which every runtime has. */
class AppLogger implements Logger {
  readonly #app: LoggedApp;

  constructor(app: LoggedApp) {
    this.#app = app;
  }

  debug(message: string, ...details: readonly unknown[]): void {
    if (this.#app.config.DEBUG) this.#write("DEBUG", message, details);
  }

  info(message: string, ...details: readonly unknown[]): void {
    this.#write("INFO", message, details);
  }

  warn(message: string, ...details: readonly unknown[]): void {
    this.#write("WARNING", message, details);
  }

  error(message: string, ...details: readonly unknown[]): void {
    this.#write("ERROR", message, details);
  }

  #write(level: string, message: string, details: readonly unknown[]): void {
    const now = new Date().toISOString();
    const request = ambient.current?.()?.request;
    if (isProduction()) {
      const requestId = request == null ? {} : { requestId: request.id };
      const line = { time: now, level: level.toLowerCase(), name: this.#app.name, ...requestId, message };
      return console.error(toJsonLine(details.length === 0 ? line : { ...line, details }));
    }
    const time = now.replace("T", " ").replace(".", ",").replace("Z", "");
    const id = request == null ? "" : ` (${request.id})`;
    console.error(`[${time}] ${level} in ${this.#app.name}${id}: ${message}`, ...details);
  }
}

/** Never throws: what cannot be JSON is told of as text. */
function toJsonLine(line: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(maskSecrets(line), (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value instanceof Error ? traceOf(value) : value,
    );
  } catch {
    return JSON.stringify({ ...line, details: "cannot be written as JSON" });
  }
}

/** A logger that lacks levels. */
class PartialLogger implements Logger {
  readonly #logger: LoggerLike;

  constructor(logger: LoggerLike) {
    this.#logger = logger;
  }

  debug(message: string, ...details: readonly unknown[]): void {
    this.#logger.debug?.(message, ...details);
  }

  info(message: string, ...details: readonly unknown[]): void {
    this.#logger.info?.(message, ...details);
  }

  warn(message: string, ...details: readonly unknown[]): void {
    this.#logger.warn?.(message, ...details);
  }

  error(message: string, ...details: readonly unknown[]): void {
    this.#logger.error(message, ...details);
  }
}
