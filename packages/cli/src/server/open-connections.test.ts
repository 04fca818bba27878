import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";

import { listen } from "./listening.ts";
import { OpenConnections } from "./open-connections.ts";

/** A client that keeps its connection and what it has received. */
interface Client {
  readonly socket: Socket;
  readonly text: () => string;
  readonly closed: Promise<void>;
}

describe("OpenConnections", () => {
  const clients: Socket[] = [];
  let server: Server;
  let connections: OpenConnections;
  let port = 0;

  afterEach(async () => {
    for (const socket of clients.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function serve(listener: RequestListener): Promise<void> {
    server = createServer(listener);
    connections = new OpenConnections(server);
    port = Number(new URL(await listen(server, { host: "127.0.0.1", port: 0 }, String)).port);
  }

  async function open(): Promise<Client> {
    const socket = connect(port, "127.0.0.1");
    clients.push(socket);
    let received = "";
    socket
      .setEncoding("utf8")
      .on("data", (text: string) => (received += text))
      .on("error", () => {});
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    await Promise.all([
      new Promise((resolve) => socket.once("connect", resolve)),
      new Promise((resolve) => server.once("connection", resolve)),
    ]);
    return { socket, text: () => received, closed };
  }

  async function get(client: Client): Promise<void> {
    client.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitFor(() => expect(client.text()).toMatch(/\r\n\r\n.+/s));
  }

  it("ends connections that have never been used, and those at rest", async () => {
    await serve((_request, response) => void response.end("hello"));
    const fresh = await open();
    const used = await open();
    await get(used);
    await connections.drain({ limit: 5000 });
    await Promise.all([fresh.closed, used.closed]);
    expect(used.text()).toContain("hello");
  });

  it("resolves at once when there is none", async () => {
    await serve(() => {});
    await expect(connections.drain({ limit: 5000 })).resolves.toBe(0);
  });

  it("lets the requests under way finish, and tells the client that the connection ends", async () => {
    const pending: ServerResponse[] = [];
    await serve((_request, response) => void pending.push(response));
    const client = await open();
    client.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitFor(() => expect(pending).toHaveLength(1));
    const drained = connections.drain({ limit: 5000 });
    pending[0]?.end("late");
    await drained;
    await client.closed;
    expect(client.text()).toMatch(/Connection: close[^]*late$/);
  });

  it("answers a request that is arriving", async () => {
    await serve((_request, response) => void response.end("arrived"));
    const client = await open();
    client.socket.write("GET / HTTP/1.1\r\n");
    await vi.waitFor(async () => {
      const sockets = await new Promise((resolve) =>
        server.getConnections((_error, count) => resolve(count)),
      );
      expect(sockets).toBe(1);
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const drained = connections.drain({ limit: 5000 });
    client.socket.write("Host: a\r\n\r\n");
    await Promise.all([drained, client.closed]);
    expect(client.text()).toMatch(/Connection: close[^]*arrived$/);
  });

  it("waits for all requests of a connection", async () => {
    const pending: ServerResponse[] = [];
    await serve((_request, response) => void pending.push(response));
    const client = await open();
    client.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
    await vi.waitFor(() => expect(pending).toHaveLength(2));
    const drained = connections.drain({ limit: 5000, onIdle: (socket) => socket.destroySoon() });
    pending[0]?.end("one");
    await vi.waitFor(() => expect(client.text()).toContain("one"));
    pending[1]?.end("two");
    await Promise.all([drained, client.closed]);
    expect(client.text()).toMatch(/one[^]*two$/);
  });

  it("gives the connections at rest to whoever asks for them, and leaves them as they are", async () => {
    await serve((_request, response) => void response.end("hello"));
    const client = await open();
    await get(client);
    const idle: Socket[] = [];
    const drained = connections.drain({ limit: 5000, onIdle: (socket) => void idle.push(socket) });
    await vi.waitFor(() => expect(idle).toHaveLength(1));
    expect(client.text()).not.toContain("Connection: close");
    idle[0]?.destroy();
    await drained;
  });

  it("ends a connection whose request was not read to its end", async () => {
    const pending: ServerResponse[] = [];
    await serve((_request, response) => void pending.push(response));
    const client = await open();
    client.socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    await vi.waitFor(() => expect(pending).toHaveLength(1));
    const drained = connections.drain({ limit: 5000, onIdle: () => expect.unreachable("it is not at rest") });
    pending[0]?.end("refused");
    await drained;
    await vi.waitFor(() => expect(client.text()).toContain("refused"));
  });

  it("goes on with a connection whose request was not read to its end when nothing ends", async () => {
    await serve((_request, response) => void response.end("refused"));
    const client = await open();
    client.socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    await vi.waitFor(() => expect(client.text()).toContain("refused"));
    client.socket.write("full67");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(client.socket.destroyed).toBe(false);
    client.socket.destroy();
  });

  it("cuts off what is still busy after the limit", async () => {
    await serve(() => {});
    const client = await open();
    client.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await new Promise((resolve) => server.once("request", resolve));
    await connections.drain({ limit: 20 });
    await client.closed;
    expect(client.text()).toBe("");
  });

  it("knows nothing of connections that were there before", async () => {
    await serve((_request, response) => void response.end("hello"));
    const client = await open();
    connections = new OpenConnections(server);
    await get(client);
    await connections.drain({ limit: 5000 });
    expect(client.socket.destroyed).toBe(false);
  });

  it("counts connections and requests, and those that it cuts off", async () => {
    await serve((request, response) => {
      if (request.url === "/") response.end("hello");
    });
    const [used, busy] = [await open(), await open()];
    await get(used);
    await get(used);
    busy.socket.write("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitFor(() => expect(connections.requests).toBe(3));
    expect(connections.size).toBe(2);
    expect(await connections.drain({ limit: 20, patience: 1000 })).toBe(1);
    expect(connections.size).toBe(0);
  });

  it("leaves connections at rest alone for a while, for a request that is on its way [F413]", async () => {
    await serve((_request, response) => void response.end("hello"));
    const [late, silent] = [await open(), await open()];
    await get(late);
    const drained = connections.drain({ limit: 5000, patience: 100 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([late.socket.destroyed, silent.socket.destroyed]).toEqual([false, false]);
    late.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await late.closed;
    expect(late.text()).toMatch(/Connection: keep-alive[^]*hello[^]*Connection: close[^]*hello/);
    expect(silent.socket.destroyed).toBe(false);
    expect(await drained).toBe(0);
    await silent.closed;
  });

  it("ends connections sooner when it is told so", async () => {
    await serve(() => {});
    const [busy, silent] = [await open(), await open()];
    busy.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitFor(() => expect(connections.requests).toBe(1));
    const drained = connections.drain({ limit: 60_000, patience: 60_000 });
    connections.hasten(20);
    await silent.closed;
    expect(await drained).toBe(1);
  });
});
