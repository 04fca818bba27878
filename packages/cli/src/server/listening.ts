import { existsSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { platform } from "node:os";

import { CommandFailure } from "../errors/command-failure.ts";
import { portOwner } from "./port-owner.ts";

/** Where a server listens. */
export interface Place {
  /** An address or name; `unix:` and a path for a socket file, whose port does not count. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** How a server is reached. */
export interface ListenPlace extends Place {
  /** What its URL starts with. @default "http" */
  readonly scheme?: "http" | "https";
}

/** How many ports are tried for one that is free. */
const ATTEMPTS = 50;

/**
 * Starts a server.
 *
 * @param suggest - Gives the command that uses another port.
 * @returns Its URL.
 * @throws CommandFailure when the address cannot be used.
 * @example
 * await listen(createServer(), { host: "127.0.0.1", port: 0 }, String); // "http://127.0.0.1:40123"
 */
export async function listen(
  server: Server,
  { scheme = "http", ...place }: ListenPlace,
  suggest: (port: number) => string,
): Promise<string> {
  const socket = socketPath(place.host);
  try {
    if (socket !== "") return await openSocket(server, socket);
    return `${scheme}://${authorityOf(place.host, await open(server, place))}`;
  } catch (error) {
    throw socket === "" ? await explainAddress(error, place, suggest) : socketFailure(place.host, error);
  }
}

/** The path of a socket file; "" for an address. */
function socketPath(host: string): string {
  return host.startsWith("unix:") ? host.replace(/^unix:(?:\/\/)?/, "") : "";
}

/** A file that a program has left behind, and nobody listens to, is replaced. */
async function openSocket(server: Server, path: string): Promise<string> {
  if (existsSync(path) && !(await isAnswered(path))) rmSync(path);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return `unix:${path}`;
}

/** Whether somebody listens at a socket file. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(path);
    client.once("error", () => resolve(false));
    client.once("connect", () => {
      client.destroy();
      resolve(true);
    });
  });
}

/** Starts a server at an address. @returns Its port. */
export function open(server: Server, { host, port }: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      // A server on a host and port has an address with a port; a pipe, which this is not, would have a path.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** What to open in a browser: an address for all interfaces is none of them. */
function authorityOf(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::")
    return `127.0.0.1:${port} (and on every other address of this machine)`;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * Says why a server cannot listen at an address, and what to do.
 *
 * @param suggest - Gives the command that uses another port.
 */
export async function explainAddress(
  error: unknown,
  place: Place,
  suggest: (port: number) => string,
): Promise<CommandFailure> {
  const { host, port } = place;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    const free = await findFreePort(place);
    const next = free === 0 ? "." : `, or take the next free port: ${suggest(free)}`;
    return new CommandFailure(
      "MICRO_SERVER_ADDRESS",
      `Port ${port} of ${host} is in use by ${portOwner(port) || "another program"}. Stop that program${next}${airPlay(port)}`,
      { cause: error },
    );
  }
  if (code === "EACCES") {
    return new CommandFailure(
      "MICRO_SERVER_ADDRESS",
      `Port ${port} of ${host} needs more rights than this user has. Take one above 1023: ${suggest(port < 1024 ? port + 8000 : 5000)}`,
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandFailure(
    "MICRO_SERVER_ADDRESS",
    `The server cannot listen on ${host} port ${port}: ${reason}. Give it an address of this machine, such as 127.0.0.1.`,
    { cause: error },
  );
}

function socketFailure(host: string, error: unknown): CommandFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandFailure(
    "MICRO_SERVER_ADDRESS",
    `The server cannot listen on ${host}: ${reason}. Stop the program that does, or name another file.`,
    { cause: error },
  );
}

/** macOS answers on these ports itself. */
function airPlay(port: number): string {
  const isTaken = platform() === "darwin" && (port === 5000 || port === 7000);
  /* v8 ignore next -- only on macOS */
  return isTaken ? ". Or turn off the AirPlay Receiver in the settings of macOS" : "";
}

/** The next port that can be listened on; 0 when there is none nearby. */
async function findFreePort({ host, port }: Place): Promise<number> {
  for (let candidate = port + 1; candidate <= Math.min(port + ATTEMPTS, 65_535); candidate++) {
    if (await isFree({ host, port: candidate })) return candidate;
  }
  return 0;
}

function isFree(place: Place): Promise<boolean> {
  const probe = createServer();
  return open(probe, place).then(
    () => new Promise((resolve) => probe.close(() => resolve(true))),
    () => false,
  );
}
