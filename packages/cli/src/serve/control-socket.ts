import { chmodSync, existsSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";

import { CommandFailure } from "../errors/command-failure.ts";
import { isAnswered } from "../server/listening.ts";
import { SERVER_ACTIONS, type ServerAction } from "./server-signals.ts";

/** What a control socket speaks for. */
export interface ControlledServer {
  /** How it is, as JSON can hold it. */
  readonly stats: () => unknown;
  readonly act: (action: ServerAction) => void;
}

/** Characters of a line; nobody needs more. */
const MAX_LINE = 200;

/** Its owner alone may connect. */
const MODE = 0o600;

/**
 * Takes commands at a socket file: each line is one, and gets a line of JSON as its answer.
 *
 * @param path - "" for none.
 * @returns What closes it.
 * @throws CommandFailure `MICRO_SERVER_ADDRESS` when the file cannot be used.
 * @example
 * const close = await openControlSocket("/run/site.control", { stats: () => ({ workers: [] }), act: console.log });
 * // $ echo stats | nc -UN /run/site.control
 */
export async function openControlSocket(path: string, controlled: ControlledServer): Promise<() => void> {
  if (path === "") return () => {};
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)).on("error", () => {}));
    converse(socket, controlled);
  });
  await listenAt(server, path);
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

async function listenAt(server: Server, path: string): Promise<void> {
  try {
    if (existsSync(path) && !(await isAnswered(path))) rmSync(path);
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
    chmodSync(path, MODE);
  } catch (error) {
    throw new CommandFailure(
      "MICRO_SERVER_ADDRESS",
      `The socket for commands cannot be opened at ${path}: ${String(error)}. Stop the program that does, or name another file.`,
      { cause: error },
    );
  }
}

function converse(socket: Socket, controlled: ControlledServer): void {
  let waiting = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (waiting + text).split("\n");
    waiting = lines.pop() ?? "";
    for (const line of lines) socket.write(`${JSON.stringify(answer(line.trim(), controlled))}\n`);
    if (waiting.length > MAX_LINE) socket.destroy();
  });
}

function answer(command: string, { stats, act }: ControlledServer): unknown {
  if (command === "stats") return stats();
  const action = SERVER_ACTIONS.find((name) => name === command);
  if (action === undefined) return { error: `There are stats, ${SERVER_ACTIONS.join(", ")}.` };
  act(action);
  return { ok: true };
}
