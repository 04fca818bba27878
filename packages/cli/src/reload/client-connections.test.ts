import { Socket } from "node:net";
import { describe, expect, it } from "vitest";

import { ClientConnections, type ConnectionServer } from "./client-connections.ts";

/** A server that remembers what it was given. */
function createServer(): ConnectionServer & { readonly served: number[] } {
  const served: number[] = [];
  return { served, serve: (id) => void served.push(id) };
}

/** Connections, and sockets that are theirs. */
function accept(count: number): { connections: ClientConnections; sockets: Socket[] } {
  const connections = new ClientConnections();
  const sockets = Array.from({ length: count }, () => new Socket());
  for (const socket of sockets) connections.accept(socket);
  return { connections, sockets };
}

describe("ClientConnections", () => {
  it("lets connections wait until there is a server", () => {
    const { connections } = accept(2);
    const server = createServer();
    connections.serveBy(server);
    expect(server.served).toEqual([1, 2]);
    connections.accept(new Socket());
    expect(server.served).toEqual([1, 2, 3]);
  });

  it("gives a connection that is released to the next server, and leaves the others", () => {
    const { connections } = accept(2);
    connections.serveBy(createServer());
    connections.serveBy(null);
    connections.release(2);
    const next = createServer();
    connections.serveBy(next);
    expect(next.served).toEqual([2]);
    connections.release(1);
    expect(next.served).toEqual([2, 1]);
  });

  it("destroys what is closed", () => {
    const { connections, sockets } = accept(2);
    connections.close(1);
    connections.close(1);
    connections.release(1);
    expect(sockets.map((socket) => socket.destroyed)).toEqual([true, false]);
  });

  it("closes a connection that fails while it waits", () => {
    const { sockets } = accept(1);
    sockets[0]?.emit("error", new Error("reset"));
    expect(sockets[0]?.destroyed).toBe(true);
  });

  it("closes those of a server that is gone", () => {
    const { connections, sockets } = accept(2);
    const server = createServer();
    connections.serveBy(server);
    connections.serveBy(null);
    connections.release(1);
    connections.closeThoseOf(server);
    expect(sockets.map((socket) => socket.destroyed)).toEqual([false, true]);
    connections.closeThoseOf(null);
    expect(sockets.map((socket) => socket.destroyed)).toEqual([true, true]);
  });
});
