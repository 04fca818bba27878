import { type ChildProcess, fork, spawn } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { compileCacheOf } from "../app/compile-cache.ts";
import { projectFolderOf } from "../app/project-folder.ts";
import type { Shell } from "../shell.ts";
import type { Launch } from "./arbiter.ts";
import type { ListeningSocket } from "./listening-socket.ts";
import { notifySystemd, OWN_VARIABLES } from "./systemd.ts";

/** What a server of several processes needs of the system. */
export interface ServeSystem {
  readonly pid: number;
  /** Whether processes can share sockets by their numbers. */
  readonly sharesSockets: boolean;
  /** Whether somebody sits in front of it, whose window may change its size. */
  readonly isTerminal: boolean;
  readonly onSignal: (signal: NodeJS.Signals, listener: () => void) => void;
  readonly forkWorker: (launch: Launch, sockets: readonly ListeningSocket[]) => ChildProcess;
  /** Starts the same command again, on the same sockets. */
  readonly startSuccessor: (sockets: readonly ListeningSocket[]) => ChildProcess;
  readonly notify: (words: readonly string[]) => void;
}

/** The number of the first socket in the process of a worker: behind input, outputs, and the channel for messages. */
export const FIRST_WORKER_SOCKET = 4;

/** The script of a worker, built or as source like this file. */
const SCRIPT = fileURLToPath(new URL(`./worker-host-process${extname(import.meta.url)}`, import.meta.url));

/**
 * The system that this process runs on.
 *
 * @example
 * createServeSystem(shell).pid === process.pid; // true
 */
export function createServeSystem({ folder, environment }: Shell): ServeSystem {
  return {
    pid: process.pid,
    sharesSockets: process.platform !== "win32",
    isTerminal: process.stdout.isTTY,
    onSignal: (signal, listener) => void process.on(signal, listener),
    forkWorker: ({ settings, reference }, sockets) =>
      fork(SCRIPT, {
        cwd: folder,
        env: {
          ...compileCacheOf(projectFolderOf(reference.file, folder)),
          ...without(environment, OWN_VARIABLES),
        },
        // Prints where its event loop stands still when it is interrupted.
        execArgv: [
          ...process.execArgv.filter((word) => !word.startsWith("--inspect")),
          "--trace-sigint",
          `--max-http-header-size=${settings.maxHeaderSize}`,
        ],
        // Ctrl+C reaches this process alone, which tells the workers.
        detached: true,
        stdio: ["ignore", "inherit", "inherit", "ipc", ...sockets.map(({ descriptor }) => descriptor)],
      }),
    startSuccessor: (sockets) =>
      spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
        cwd: folder,
        env: {
          ...without(environment, OWN_VARIABLES),
          MICRO_SERVE_SOCKETS: JSON.stringify(sockets.map(({ bind, url }) => ({ bind, url }))),
        },
        detached: true,
        stdio: ["ignore", "inherit", "inherit", ...sockets.map(({ descriptor }) => descriptor)],
      }),
    notify: (words) => notifySystemd(environment, words),
  };
}

function without(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}
