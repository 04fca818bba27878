import type { Extension } from "./extension.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { oneLine } from "./log-text.ts";

/** What is logged of a request when its response is complete. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** Without the query, in which secrets may be. */
  readonly path: string;
  /** The route's path as registered, to count by; "" when nothing matched. */
  readonly rule: string;
  readonly status: number;
  /** Milliseconds from the routing of the request to its complete response. */
  readonly ms: number;
  readonly remoteAddress: string;
}

/** A logger that takes fields before the message: pino, bunyan. */
export interface FieldLogger {
  /** Writes a message with fields. */
  info(fields: RequestLogEntry, message: string): void;
}

/** How requests are logged. */
export interface RequestLogOptions {
  /** `"line"` for people, `"json"` for programs. @default "line" in debug, otherwise "json" */
  readonly format?: "line" | "json";
  /** Takes each line. @default console.log */
  readonly write?: (line: string) => void;
  /** Takes the fields instead: pino. */
  readonly logger?: FieldLogger;
  /** Whether a request is left out: a health check. @default none is */
  readonly skip?: (request: Request) => boolean;
}

/**
 * Logs one line for each request: its method, path, status and milliseconds, as JSON with the id of the request, or in
 * debug for people to read. An app without it pays nothing.
 *
 * @example
 * app.use(requestLog());
 * // {"time":"2026-11-21T10:45:00.123Z","level":"info","requestId":"8f14...","method":"GET","path":"/movies/3",...}
 * app.use(requestLog({ logger: pino(), skip: ({ path }) => path === "/health" }));
 */
export function requestLog(options: RequestLogOptions = {}): Extension<void> {
  const { write = (line) => console.log(line), logger, skip } = options;
  const starts = new WeakMap<Request, number>();
  return {
    name: "request-log",
    setup({ signals }, { DEBUG: isDebug }): void {
      const { format = isDebug === true ? "line" : "json" } = options;
      signals.requestStarted.connect(({ request }) => starts.set(request, performance.now()));
      signals.requestFinished.connect(({ request, response }) => {
        if (skip?.(request) === true) return;
        const entry = toEntry(
          request,
          response,
          performance.now() - (starts.get(request) ?? performance.now()),
        );
        const line = requestLine(entry);
        if (logger !== undefined) logger.info(entry, line);
        else write(format === "line" ? line : JSON.stringify({ time: new Date(), level: "info", ...entry }));
      });
    },
  };
}

function toEntry(request: Request, { status }: Response, ms: number): RequestLogEntry {
  const { id: requestId, method, path, rule, remoteAddress } = request;
  return { requestId, method, path, rule, status, ms: Math.round(ms * 100) / 100, remoteAddress };
}

/** The colours of the classes of status: 2xx to 5xx. */
const COLOURS: Readonly<Record<string, string>> = { 2: "32", 3: "36", 4: "33", 5: "31" };

/**
 * A request in one line for people: `GET /movies/3 200 1.2 ms`. What came from the client makes no line of its own.
 *
 * @param entry - What is known. @param isColoured - Whether the status has a colour: green, cyan, yellow or red.
 * @example
 * requestLine({ method: "GET", path: "/", status: 200, ms: 1.23 }); // "GET / 200 1.2 ms"
 */
export function requestLine(
  { method, path, status, ms }: Pick<RequestLogEntry, "method" | "path" | "status" | "ms">,
  isColoured: boolean = false,
): string {
  const colour = isColoured ? COLOURS[String(status)[0] ?? ""] : undefined;
  const shown = colour === undefined ? String(status) : `\u001b[${colour}m${status}\u001b[39m`;
  return `${oneLine(method)} ${oneLine(path)} ${shown} ${ms.toFixed(1)} ms`;
}
