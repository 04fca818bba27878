/** What the process that watches over the workers does at a signal. */
export type ServerAction =
  "stop" | "stopFast" | "reload" | "add" | "remove" | "removeAll" | "reopenLogs" | "upgrade";

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
