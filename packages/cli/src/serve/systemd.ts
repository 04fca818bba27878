import { spawn } from "node:child_process";

import type { Environment } from "../app/environment.ts";

/** The first number of a socket that is handed over. */
export const FIRST_DESCRIPTOR = 3;

/** Variables that are meant for one process, and not for those that it starts. */
export const OWN_VARIABLES: readonly string[] = [
  "LISTEN_FDS",
  "LISTEN_PID",
  "LISTEN_FDNAMES",
  "NOTIFY_SOCKET",
  "MICRO_SERVE_SOCKETS",
];

/**
 * The sockets that systemd has opened for this process (socket activation), by their numbers.
 *
 * @example
 * inheritedSockets({ LISTEN_FDS: "2", LISTEN_PID: "1234" }, 1234); // [3, 4]
 */
export function inheritedSockets({ LISTEN_FDS, LISTEN_PID }: Environment, pid: number): number[] {
  if (LISTEN_FDS === undefined || Number(LISTEN_PID) !== pid) return [];
  return Array.from({ length: Number(LISTEN_FDS) || 0 }, (_, index) => FIRST_DESCRIPTOR + index);
}

/**
 * Tells systemd how this service is, where it has asked: `READY=1`, `RELOADING=1`, `STOPPING=1`. Its own program does it, as
 * Node has no sockets of that kind: the unit needs `NotifyAccess=all`.
 *
 * @example
 * notifySystemd(process.env, ["READY=1", "STATUS=2 workers"]);
 */
export function notifySystemd(environment: Environment, words: readonly string[]): void {
  if (!environment["NOTIFY_SOCKET"]) return;
  const env = { ...environment };
  const child = spawn("systemd-notify", [...words], { env, stdio: "ignore" });
  // Where it is missing, nobody has asked.
  child.on("error", () => {});
}
