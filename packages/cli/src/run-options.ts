import type { Place } from "./server/listening.ts";

/** The options of `micro run`. */
export interface RunOptions extends Place {
  /** The app: `path` or `path:name`. */
  readonly app: string | undefined;
  /** Show errors in the browser, reload templates. */
  readonly debug: boolean;
  /** Start again when a file changes. */
  readonly reload: boolean;
}

/**
 * The command line that runs the same on another port.
 *
 * @example
 * toRunCommand(options, 5001); // "micro run --port 5001"
 */
export function toRunCommand({ app, host, debug, reload }: RunOptions, port: number): string {
  return [
    "micro run",
    ...(app === undefined ? [] : [`--app ${app}`]),
    ...(reload ? ["--reload"] : []),
    ...(debug ? ["--debug"] : []),
    ...(host === DEFAULT_PLACE.host ? [] : [`--host ${host}`]),
    `--port ${port}`,
  ].join(" ");
}

/** Where `micro run` listens when nothing else is said: reachable from this machine alone. */
export const DEFAULT_PLACE: Place = { host: "127.0.0.1", port: 5000 };
