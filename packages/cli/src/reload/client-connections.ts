import type { Socket } from "node:net";

/** What serves connections. */
export interface ConnectionServer {
  /** Serves a connection that the caller keeps open as well. */
  serve(id: number, socket: Socket): void;
}

interface ClientConnection {
  readonly socket: Socket;
  /** `null` while it waits. */
  server: ConnectionServer | null;
}

/**
 * The connections of all clients. Each is served by one server at a time, and waits when there is none:
 * nothing of it is read here, so whoever serves it next finds every byte.
 *
 * @example
 * const connections = new ClientConnections();
 * connections.accept(socket);
 * connections.serveBy(process);
 */
export class ClientConnections {
  readonly #connections = new Map<number, ClientConnection>();
  #server: ConnectionServer | null = null;
  #lastId = 0;

  /** A client has connected. */
  accept(socket: Socket): void {
    const id = ++this.#lastId;
    this.#connections.set(id, { socket, server: null });
    socket.on("error", () => this.close(id));
    this.#serve(id);
  }

  /** Gives all waiting connections, and all new ones, to a server; `null` makes them wait. */
  serveBy(server: ConnectionServer | null): void {
    this.#server = server;
    for (const [id, connection] of this.#connections) {
      if (connection.server === null) this.#serve(id);
    }
  }

  /** The server of a connection has nothing more to do with it; the client has. */
  release(id: number): void {
    const connection = this.#connections.get(id);
    if (connection !== undefined) connection.server = null;
    this.#serve(id);
  }

  /** A connection is over. */
  close(id: number): void {
    this.#connections.get(id)?.socket.destroy();
    this.#connections.delete(id);
  }

  /** A server is gone; what it has not released is lost. `null` closes what is waiting. */
  closeThoseOf(server: ConnectionServer | null): void {
    for (const [id, connection] of this.#connections) {
      if (connection.server === server) this.close(id);
    }
  }

  #serve(id: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined || this.#server === null) return;
    connection.server = this.#server;
    this.#server.serve(id, connection.socket);
  }
}
