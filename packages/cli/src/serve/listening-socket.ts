import { chmodSync, existsSync, rmSync } from "node:fs";
import { lookup } from "node:dns/promises";
import net, { isIP } from "node:net";
import { getSystemErrorName } from "node:util";

import { CommandFailure } from "../errors/command-failure.ts";
import { isAnswered, open, explainAddress } from "../server/listening.ts";
import { parseBind } from "./bind-address.ts";

/** A socket that processes accept connections from, while it stays open in this one. */
export interface ListeningSocket {
  /** What was asked for. */
  readonly bind: string;
  /** How it is reached. */
  readonly url: string;
  /** Its number in this process, under which it is handed to others. */
  readonly descriptor: number;
  /** Closes it here; a socket file is removed. */
  close(): void;
}

/** How sockets are opened. */
export interface SocketOptions {
  /** The permissions of socket files. */
  readonly mode: number;
  readonly scheme: "http" | "https";
}

/** A socket of Node's that nobody reads yet. */
interface BoundHandle {
  readonly fd: number;
  getsockname?(result: { address?: string; port?: number }): number;
  close(): void;
}

/**
 * Binds an address, and leaves it to other processes to accept connections: a `net.Server` here would take some.
 * It is what `node:cluster` does, but stays open when no worker is left, so that connections wait instead of being refused.
 */
type CreateHandle = (address: string, port: number, addressType: number) => BoundHandle | number;

/**
 * Opens a socket. Nobody can connect before a worker listens on it.
 *
 * @param bind - As for {@link parseBind}.
 * @throws CommandFailure `MICRO_SERVER_ADDRESS` when it cannot be opened.
 * @example
 * const { url, descriptor } = await openSocket("127.0.0.1:8000", { mode: 0o660, scheme: "http" });
 */
export async function openSocket(bind: string, { mode, scheme }: SocketOptions): Promise<ListeningSocket> {
  const address = parseBind(bind);
  if (address.kind === "descriptor") return adoptSocket({ bind, descriptor: address.number });
  if (address.kind === "file") return openFile(bind, { path: address.path, mode });
  const { host, port } = address;
  const explain = (error: unknown): Promise<Error> =>
    explainAddress(error, { host, port }, (free) => `micro serve --bind ${authorityOf(host, free)}`);
  try {
    const ip = isIP(host) === 0 ? (await lookup(host)).address : host;
    // Says who else listens; what is only bound here is found taken when a worker listens.
    if (port !== 0) await probe(ip, port);
    const handle = bound(ip, port, isIP(ip));
    return {
      bind,
      url: `${scheme}://${authorityOf(host, portOf(handle))}`,
      descriptor: handle.fd,
      close: () => handle.close(),
    };
  } catch (error) {
    throw await explain(error);
  }
}

/** A socket that this process was started with. */
export interface InheritedSocket {
  readonly bind: string;
  /** @default what it is bound to */
  readonly url?: string;
  readonly descriptor: number;
  /** The process that has opened it, and removes its file if it is still there. @default one that stays */
  readonly owner?: number;
}

/**
 * Takes a socket over that this process was started with.
 *
 * @example
 * adoptSocket({ bind: "fd://3", descriptor: 3 });
 */
export function adoptSocket({ bind, url = bind, descriptor, owner }: InheritedSocket): ListeningSocket {
  return { bind, url, descriptor, close: () => removeFile(bind, owner) };
}

function removeFile(bind: string, owner: number | undefined): void {
  const address = parseBind(bind);
  if (address.kind === "file" && owner !== undefined && owner !== process.ppid)
    rmSync(address.path, { force: true });
}

/** A file that a program has left behind, and nobody listens to, is replaced. */
async function openFile(
  bind: string,
  { path, mode }: { readonly path: string; readonly mode: number },
): Promise<ListeningSocket> {
  try {
    if (existsSync(path) && !(await isAnswered(path))) rmSync(path);
    const handle = bound(path, -1, -1);
    // Nobody listens yet: it was never reachable with other permissions.
    chmodSync(path, mode);
    return { bind, url: `unix:${path}`, descriptor: handle.fd, close: () => closeFile(handle, path) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      "MICRO_SERVER_ADDRESS",
      `The server cannot listen on ${bind}: ${reason}. Stop the program that does, or name another file in a folder that it may write.`,
      { cause: error },
    );
  }
}

function closeFile(handle: BoundHandle, path: string): void {
  handle.close();
  rmSync(path, { force: true });
}

/** Opens it in the usual way for a moment: the errors of Node are the usual ones then. */
async function probe(host: string, port: number): Promise<void> {
  const server = net.createServer();
  await open(server, { host, port });
  await new Promise((resolve) => server.close(resolve));
}

function bound(address: string, port: number, addressType: number): BoundHandle {
  // Not in the types of Node, which has it since its first versions for node:cluster.
  const create = Reflect.get(net, "_createServerHandle") as CreateHandle;
  const handle = create(address, port, addressType);
  if (typeof handle === "number")
    throw new Error(`${getSystemErrorName(handle)}${address.length > 100 ? ", the path is too long" : ""}`);
  return handle;
}

function portOf(handle: BoundHandle): number {
  const name: { address?: string; port?: number } = {};
  handle.getsockname?.(name);
  return name.port ?? 0;
}

function authorityOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
