import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

/** How the connections of a server end. */
export interface DrainOptions {
  /** Milliseconds after which those that are still busy are cut off. */
  readonly limit: number;
  /** Gets each connection when it has nothing to do. @default ends it */
  readonly onIdle?: (socket: Socket) => void;
  /** Milliseconds for which connections that rest are left alone: a request may be on its way. @default 0 */
  readonly patience?: number;
}

interface Connection {
  readonly responses: Set<ServerResponse>;
  /**
   * What had been read when the connection was last at rest: more than that is a request that is arriving.
   */
  bytesAtRest: number;
}

/**
 * The connections of a server, and which of them are busy.
 *
 * @example
 * const connections = new OpenConnections(server);
 * server.close();
 * await connections.drain({ limit: 10_000 });
 */
export class OpenConnections {
  readonly #connections = new Map<Socket, Connection>();
  #onIdle: ((socket: Socket) => void) | null = null;
  #cutTimer: NodeJS.Timeout | undefined;
  #cutCount = 0;
  #requests = 0;
  #onEmpty: (() => void) | null = null;
  #isLast = false;

  constructor(server: Server) {
    // What https serves is not what it accepts, but made of it.
    server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket) => this.#add(socket));
    server.prependListener("request", (request, response) => this.#begin(request, response));
  }

  /** How many connections are open. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many requests there were. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Ends every connection as soon as its requests are answered.
   *
   * @returns When none is left, how many were cut off at the limit.
   */
  async drain({ limit, onIdle, patience = 0 }: DrainOptions): Promise<number> {
    // Tells the clients not to send more; connections that go on elsewhere may be used again.
    this.#isLast = onIdle === undefined;
    for (const { responses } of this.#connections.values()) this.#markLast(responses);
    const endIdle = (): void => this.#endIdle(onIdle ?? ((socket) => socket.destroySoon()));
    const timer = patience === 0 ? endIdle() : setTimeout(endIdle, Math.min(patience, limit));
    if (this.#connections.size > 0) {
      this.#cutAfter(limit);
      await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    }
    clearTimeout(timer ?? undefined);
    clearTimeout(this.#cutTimer);
    return this.#cutCount;
  }

  /** Has connections that are being drained end sooner: those that rest at once, the others after another limit. */
  hasten(limit: number): void {
    this.#endIdle((socket) => socket.destroySoon());
    this.#cutAfter(limit);
  }

  #cutAfter(limit: number): void {
    clearTimeout(this.#cutTimer);
    this.#cutTimer = setTimeout(() => this.#cut(), limit);
  }

  #endIdle(onIdle: (socket: Socket) => void): void {
    this.#onIdle = onIdle;
    for (const [socket, connection] of this.#connections) {
      if (isIdle(socket, connection)) onIdle(socket);
    }
  }

  #add(socket: Socket): void {
    this.#connections.set(socket, { responses: new Set(), bytesAtRest: socket.bytesRead });
    socket.once("close", () => {
      this.#connections.delete(socket);
      if (this.#connections.size === 0) this.#onEmpty?.();
    });
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    this.#requests++;
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    connection.responses.add(response);
    if (this.#isLast) this.#markLast([response]);
    response.once("close", () => {
      connection.responses.delete(response);
      if (connection.responses.size === 0) this.#rest(request, connection);
    });
  }

  /** All requests of the connection are answered. */
  #rest({ socket, complete }: IncomingMessage, connection: Connection): void {
    if (complete) connection.bytesAtRest = socket.bytesRead;
    if (this.#onIdle === null) return;
    // A body that nobody has read to its end cannot be told from the next request.
    if (!complete) socket.destroySoon();
    else if (isIdle(socket, connection)) this.#onIdle(socket);
  }

  #markLast(responses: Iterable<ServerResponse>): void {
    if (!this.#isLast) return;
    for (const response of responses) response.shouldKeepAlive = false;
  }

  #cut(): void {
    this.#cutCount += [...this.#connections].filter(([socket, each]) => !isIdle(socket, each)).length;
    for (const socket of this.#connections.keys()) socket.destroy();
  }
}

function isIdle(socket: Socket, { responses, bytesAtRest }: Connection): boolean {
  return !socket.destroyed && responses.size === 0 && socket.bytesRead === bytesAtRest;
}
