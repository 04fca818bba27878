import { once } from "node:events";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { MESSAGE_SERVERS } from "../../test/message-servers.ts";
import { exchange, head, RawConnection, readResponses, withBody } from "../../test/raw-socket.ts";
import { portOf, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";

const LIMIT = 4_000_000;
const TEXT = "text/plain";
const CHUNK = "x".repeat(100_000);

/** What the views have seen. */
let seen: string[] = [];
let goOn = (): void => undefined;
/** How a view that reads slowly is told to go on. */
let gate = Promise.resolve();

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function createApp(): Micro {
  const app = new Micro(null, { logger: new MemoryLogger(), config: { MAX_CONTENT_LENGTH: LIMIT } });
  app.get("/", () => "home");
  app.post("/sizes", async (request) => {
    let size = 0;
    for await (const chunk of request.stream()) size += chunk.byteLength;
    return String(size);
  });
  app.post("/late", async (request) => {
    await pause(30);
    let text = "";
    for await (const chunk of request.stream()) text += Buffer.from(chunk).toString();
    return `${text.length} ${text.slice(0, 3)} ${text.slice(-3)}`;
  });
  app.post("/slow", async (request) => {
    let size = 0;
    for await (const chunk of request.stream()) {
      size += chunk.byteLength;
      await gate;
    }
    return String(size);
  });
  app.post("/first", async (request) => {
    for await (const chunk of request.stream()) return `${chunk.byteLength > 0} ${request.remoteAddress}`;
    return "none";
  });
  app.post("/several", async (request) => {
    const chunks = request.stream()[Symbol.asyncIterator]();
    const all = await Promise.all([chunks.next(), chunks.next(), chunks.next(), chunks.next()]);
    return all.map(({ value }) => Buffer.from((value as Uint8Array | undefined) ?? []).toString()).join("|");
  });
  app.post("/cut", async (request) => {
    try {
      for await (const chunk of request.stream()) seen.push(`chunk ${chunk.byteLength}`);
    } catch (error) {
      seen.push(String(error));
      throw error;
    }
    return "all";
  });
  return app;
}

function chunked(...texts: readonly string[]): string {
  return texts.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join("");
}

describe.each(MESSAGE_SERVERS)("the chunks of a body on $name", ({ open }) => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = open(createApp());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = portOf(server);
  });

  afterAll(() => stopServer(server));

  beforeEach(() => {
    seen = [];
    gate = Promise.resolve();
  });

  it.each([0, 1, 65_535, 65_536, 1_000_000, LIMIT])("are all there: %d bytes", async (size) => {
    const { first } = await exchange(port, withBody("POST /sizes", TEXT, "x".repeat(size)));
    expect(first.body).toBe(String(size));
  });

  it.each([3, 200_000])("are all there, and in order, when the view asks late: %d bytes", async (size) => {
    const text = `abc${"x".repeat(size)}xyz`;
    const { first } = await exchange(port, withBody("POST /late", TEXT, text));
    expect(first.body).toBe(`${text.length} abc xyz`);
  });

  it("are all there, and soon, when a client sends single bytes", async () => {
    const count = 100_000;
    gate = pause(50);
    const body = `${head("POST /slow", "Transfer-Encoding: chunked")}${chunked("x").repeat(count)}0\r\n\r\n`;
    const { first } = await exchange(port, body, { timeout: 10_000 });
    expect(first.body).toBe(String(count));
  });

  it("are given one by one to somebody who asks several times at once", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /several", "Transfer-Encoding: chunked"));
    for (const text of ["a", "b", "c"]) {
      await pause(10);
      connection.write(chunked(text));
    }
    await pause(10);
    connection.write("0\r\n\r\n");
    expect((await readResponses(connection)).first.body).toBe("a|b|c|");
    connection.leave();
  });

  it("make the client wait while nobody reads them, and then go on", async () => {
    gate = new Promise((resolve) => (goOn = resolve));
    const accepted = once(server, "connection") as Promise<[Socket]>; // of net.Server
    const connection = await RawConnection.open(port);
    const [socket] = await accepted;
    connection.write(withBody("POST /slow", TEXT, "x".repeat(LIMIT)));
    await pause(150);
    expect(socket.bytesRead).toBeGreaterThan(10_000);
    expect(socket.bytesRead).toBeLessThan(400_000);
    goOn();
    expect((await readResponses(connection)).first.body).toBe(String(LIMIT));
    connection.leave();
  });

  it("over the limit are a 413, as soon as they are too many [A96]", async () => {
    const body = `${head("POST /cut", "Transfer-Encoding: chunked")}${chunked(...Array.from({ length: 41 }, () => CHUNK))}`;
    const connection = await RawConnection.open(port);
    connection.write(body);
    const { first, isClosed } = await readResponses(connection);
    expect([first.status, isClosed]).toEqual([413, true]);
    expect(seen.at(-1)).toBe(`ContentTooLarge: The body is over ${LIMIT} bytes.`);
  });

  it("over the limit are a 413 when they waited for the view", async () => {
    const body = `${head("POST /late", "Transfer-Encoding: chunked")}${chunked(...Array.from({ length: 41 }, () => CHUNK))}`;
    expect((await exchange(port, body)).first.status).toBe(413);
  });

  it("that the view does not want are thrown away: the next request is answered", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /first", "Content-Length: 50000") + "x".repeat(20_000));
    await pause(30);
    connection.write("x".repeat(30_000) + head("GET /"));
    const { responses } = await readResponses(connection, { count: 2 });
    expect(responses.map(({ body }) => body)).toEqual(["true 127.0.0.1", "home"]);
    connection.leave();
  });

  it("that the view does not want do not keep the client from reading the answer", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /first", `Content-Length: ${LIMIT}`) + CHUNK.repeat(LIMIT / CHUNK.length));
    const { first, isClosed } = await readResponses(connection);
    expect([first.body, first.header("connection"), isClosed]).toEqual(["true 127.0.0.1", "close", true]);
  });

  it("end with an error when the client leaves in the middle", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /cut", "Content-Length: 50") + "he");
    await expect.poll(() => seen).toEqual(["chunk 2"]);
    connection.leave("reset");
    const error = "BadRequest: The body of the request ended early.";
    await expect.poll(() => seen).toEqual(["chunk 2", error]);
  });

  it("end with an error when the client has left before anybody read them", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /late", "Content-Length: 50") + "he");
    await pause(10);
    connection.leave("reset");
    await pause(60);
    expect((await exchange(port, head("GET /"))).first.body).toBe("home");
  });
});
