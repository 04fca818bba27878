import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

/** How the connections of a server end. */
export interface DrainOptions {
  /** Milliseconds after which those that are still busy are cut off. */
  readonly limit: number;
  /** Gets each connection when it has nothing to do. @default ends it */
  readonly onIdle?: (socket: Socket) => void;
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
  #onEmpty: (() => void) | null = null;
  #isLast = false;

  constructor(server: Server) {
    // What https serves is not what it accepts, but made of it.
    server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket) => this.#add(socket));
    server.prependListener("request", (request, response) => this.#begin(request, response));
  }

  /** Ends every connection as soon as its requests are answered; resolves when none is left. */
  async drain({ limit, onIdle }: DrainOptions): Promise<void> {
    this.#onIdle = onIdle ?? ((socket) => socket.destroySoon());
    // Tells the clients not to send more; connections that go on elsewhere may be used again.
    this.#isLast = onIdle === undefined;
    for (const [socket, connection] of this.#connections) {
      this.#markLast(connection.responses);
      if (isIdle(socket, connection)) this.#onIdle(socket);
    }
    if (this.#connections.size === 0) return;
    const timer = setTimeout(() => this.#cut(), limit);
    await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    clearTimeout(timer);
  }

  #add(socket: Socket): void {
    this.#connections.set(socket, { responses: new Set(), bytesAtRest: socket.bytesRead });
    socket.once("close", () => {
      this.#connections.delete(socket);
      if (this.#connections.size === 0) this.#onEmpty?.();
    });
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
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
    for (const socket of this.#connections.keys()) socket.destroy();
  }
}

function isIdle(socket: Socket, { responses, bytesAtRest }: Connection): boolean {
  return !socket.destroyed && responses.size === 0 && socket.bytesRead === bytesAtRest;
}
