import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { MESSAGE_SERVERS } from "../../test/message-servers.ts";
import { exchange, head, RawConnection, readResponses, withBody } from "../../test/raw-socket.ts";
import { portOf, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";

const LIMIT = 300_000;
const TEXT = "text/plain";

/** The requests that wait for their client to leave. */
let waiting = 0;

/** The statuses of requests that were not answered well. */
const failures: number[] = [];

function createApp(): Micro {
  const app = new Micro(null, { logger: new MemoryLogger(), config: { MAX_CONTENT_LENGTH: LIMIT } });
  app.afterRequest((_, response) => {
    if (response.status !== 200) failures.push(response.status);
  });
  app.post("/text", async (request) => ({ text: await request.text() }));
  app.post("/size", async (request) => ({ size: (await request.bytes()).byteLength }));
  app.post("/twice", async (request) => {
    const [first, second] = [await request.text(), await request.text()];
    return { first, second };
  });
  app.post("/late", async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { text: await request.text() };
  });
  app.post("/signal", async (request) => {
    await request.bytes();
    return { isAborted: request.signal.aborted };
  });
  app.post("/wait", async (request) => {
    const { signal } = request;
    await request.bytes();
    waiting++;
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    waiting--;
    return "nobody reads this";
  });
  app.get("/field/<name>", ({ headers, params }) => ({ value: headers.get(params.name) ?? null }));
  app.get("/", () => "home");
  return app;
}

describe.each(MESSAGE_SERVERS)("the body of a request to $name", ({ open }) => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = open(createApp());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = portOf(server);
  });

  afterAll(() => stopServer(server));

  it("is read when it comes with the head", async () => {
    const { first } = await exchange(port, withBody("POST /text", TEXT, "hello"));
    expect(JSON.parse(first.body)).toEqual({ text: "hello" });
  });

  it("is read when it comes byte by byte", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /text", "Content-Length: 5"));
    for (const byte of "hello") {
      connection.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(JSON.parse((await readResponses(connection)).first.body)).toEqual({ text: "hello" });
    connection.leave();
  });

  it("is read when it is as large as the limit", async () => {
    const { first } = await exchange(port, withBody("POST /size", TEXT, "x".repeat(LIMIT)));
    expect(JSON.parse(first.body)).toEqual({ size: LIMIT });
  });

  it("is read when the view asks late for it", async () => {
    const { first } = await exchange(port, withBody("POST /late", TEXT, "hello"));
    expect(JSON.parse(first.body)).toEqual({ text: "hello" });
  });

  it("is kept for whoever asks again", async () => {
    const { first } = await exchange(port, withBody("POST /twice", TEXT, "hello"));
    expect(JSON.parse(first.body)).toEqual({ first: "hello", second: "hello" });
  });

  it("is read whole, and in order, when it comes in many chunks of a byte or two", async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => index % 100).join("");
    const chunks = (text.match(/..?/g) ?? []).map((piece) => `${piece.length}\r\n${piece}\r\n`).join("");
    const body = `${head("POST /text", "Transfer-Encoding: chunked")}${chunks}0\r\n\r\n`;
    expect(JSON.parse((await exchange(port, body)).first.body)).toEqual({ text });
  });

  it("in chunks over the limit is answered 413", async () => {
    const chunk = `${(100_000).toString(16)}\r\n${"x".repeat(100_000)}\r\n`;
    const body = `${head("POST /size", "Transfer-Encoding: chunked")}${chunk.repeat(4)}0\r\n\r\n`;
    expect((await exchange(port, body)).first.status).toBe(413);
    expect(failures.splice(0)).toEqual([413]);
  });

  it("leaves the connection to the requests behind it", async () => {
    const both = withBody("POST /text", TEXT, "one") + withBody("POST /text", TEXT, "two") + head("GET /");
    const { responses } = await exchange(port, both, { count: 3 });
    expect(responses.map(({ body }) => body)).toEqual(['{"text":"one"}', '{"text":"two"}', "home"]);
  });

  it("leaves the connection usable, one request after the other", async () => {
    const connection = await RawConnection.open(port);
    for (let round = 0; round < 20; round++) {
      connection.write(withBody("POST /text", TEXT, `${round}`));
      const { responses } = await readResponses(connection, { count: round + 1, grace: 0 });
      expect(responses.at(-1)?.body).toBe(`{"text":"${round}"}`);
    }
    connection.leave();
  });

  it("that is none leaves the connection usable", async () => {
    const connection = await RawConnection.open(port);
    for (let round = 0; round < 20; round++) {
      connection.write(head("GET /"));
      const { responses } = await readResponses(connection, { count: round + 1, grace: 0 });
      expect(responses.at(-1)?.body).toBe("home");
    }
    connection.leave();
  });

  it("that is announced and empty is read", async () => {
    const { first } = await exchange(port, head("POST /text", "Transfer-Encoding: chunked") + "0\r\n\r\n");
    expect(JSON.parse(first.body)).toEqual({ text: "" });
  });

  it("that is cut off makes the reading fail", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /text", "Content-Length: 5") + "he");
    await new Promise((resolve) => setTimeout(resolve, 20));
    connection.leave("reset");
    await expect.poll(() => failures.length).toBeGreaterThan(0);
    expect(failures.splice(0)).toEqual([400]);
  });

  it("that has been read does not hide that the client leaves", async () => {
    const connection = await RawConnection.open(port);
    connection.write(withBody("POST /wait", TEXT, "hello"));
    await expect.poll(() => waiting).toBe(1);
    connection.leave("reset");
    await expect.poll(() => waiting).toBe(0);
  });

  it("that has been read does not look as if the client had left", async () => {
    const { first } = await exchange(port, withBody("POST /signal", TEXT, "hello"));
    expect(JSON.parse(first.body)).toEqual({ isAborted: false });
  });

  describe("a field of the head", () => {
    it.each([
      ["one", ["X-One: 1"], "x-one", "1"],
      ["one in another case", ["x-ONE: 1"], "X-One", "1"],
      ["several, joined", ["X-One: 1", "X-One: 2"], "x-one", "1, 2"],
      ["several cookies, joined as one field", ["Cookie: a=1", "Cookie: b=2"], "cookie", "a=1; b=2"],
      ["the first of what may be there once", ["User-Agent: a", "User-Agent: b"], "user-agent", "a"],
      ["none by the name of a member of every object", [], "constructor", null],
      ["none", [], "x-none", null],
    ])("%s", async (...[, fields, name, value]) => {
      const { first } = await exchange(port, head(`GET /field/${name}`, ...fields));
      expect(JSON.parse(first.body)).toEqual({ value });
    });
  });
});
