/**
 * What the process that watches over the workers does at a signal, or when it is told at its control socket.
 *
 * @example
 * SERVER_ACTIONS.includes("reload"); // true
 */
export const SERVER_ACTIONS = [
  "stop",
  "stopFast",
  "reload",
  "add",
  "remove",
  "removeAll",
  "reopenLogs",
  "upgrade",
] as const;

/** One of {@link SERVER_ACTIONS}. */
export type ServerAction = (typeof SERVER_ACTIONS)[number];

/**
 * The signals of Gunicorn, and what they do.
 *
 * @example
 * SIGNALS.SIGHUP; // "reload"
 */
export const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, ServerAction>>> = {
  SIGTERM: "stop",
  SIGINT: "stopFast",
  SIGQUIT: "stopFast",
  SIGHUP: "reload",
  SIGTTIN: "add",
  SIGTTOU: "remove",
  SIGWINCH: "removeAll",
  SIGUSR1: "reopenLogs",
  SIGUSR2: "upgrade",
};
