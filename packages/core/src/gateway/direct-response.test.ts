import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from "node:http";
import { afterEach, describe, expect, it } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { head, RawConnection, readResponses } from "../../test/raw-socket.ts";
import { portOf, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";
import { reply } from "../http/reply.ts";
import { directlyFrom, directResponseClass, isDirectResponse } from "./direct-response.ts";
import { createNodeServer } from "./server.ts";

const servers: Server[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => stopServer(server))));

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

/** All that came back for `request`, with the time of day taken out. */
async function received(port: number, request: string, count: number = 1): Promise<string> {
  const connection = await RawConnection.open(port);
  connection.write(request);
  await readResponses(connection, { count, isHead: request.startsWith("HEAD"), awaitsClose: false });
  connection.leave();
  return connection.received.replaceAll(
    /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/gm,
    "Date: now\r",
  );
}

function createApp(): Micro {
  const app = new Micro(null, { logger: new MemoryLogger() });
  app.get("/", () => "home");
  app.get("/empty", () => "");
  app.get("/json", () => ({ message: "Hello" }));
  app.get("/umlaut", () => "Grüße");
  app.get("/bytes", () => new Uint8Array([0, 128, 255]));
  app.get("/nothing", () => reply(null, 204));
  app.get("/unchanged", () => reply(null, 304, { ETag: '"1"' }));
  app.get("/odd", () => reply("odd", 299));
  app.get("/fields", () =>
    reply("ok", 200, { "X-One": "1", Vary: "Cookie", "Set-Cookie": ["a=1", "b=2"], "X-Latin": "grün" }),
  );
  app.get("/own/<name>/<value>", ({ params }) => reply("ok", 200, { [params.name]: params.value }));
  app.post("/echo", async (request) => ({ text: await request.text() }));
  app.get("/later", async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "later";
  });
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return app;
}

const REQUESTS: Readonly<Record<string, string>> = {
  text: head("GET /"),
  "no text": head("GET /empty"),
  JSON: head("GET /json"),
  "text beyond ASCII": head("GET /umlaut"),
  bytes: head("GET /bytes"),
  "the head alone": head("HEAD /json"),
  "the head of bytes": head("HEAD /bytes"),
  "204": head("GET /nothing"),
  "304": head("GET /unchanged"),
  "a status without a name": head("GET /odd"),
  "several fields of one name": head("GET /fields"),
  "a length of the view": head("GET /own/Content-Length/7"),
  "a date of the view": head("GET /own/date/today"),
  "the end of the connection by the view": head("GET /own/Connection/close"),
  "a connection kept open by the view": head("GET /own/connection/keep-alive"),
  "chunks announced by the view": head("GET /own/Transfer-Encoding/chunked"),
  "a trailer announced by the view": head("GET /own/Trailing/x"),
  "a name for a file": head("GET /own/Content-Disposition/inline"),
  "404": head("GET /missing"),
  "405": head("DELETE /"),
  "a redirect": head("GET /json/"),
  "an error": head("GET /broken"),
  "a body": `${head("POST /echo", "Content-Type: text/plain", "Content-Length: 2")}hi`,
  "the end of the connection by the client": head("GET /", "Connection: close"),
  "HTTP/1.0": "GET / HTTP/1.0\r\n\r\n",
  "HTTP/1.0 that stays": "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
};

describe("a response of a server that Micro made", () => {
  it.each(Object.entries(REQUESTS))("is byte for byte what node:http writes: %s", async (_, request) => {
    const app = createApp();
    const plain = await listen(createServer(app.handle));
    const direct = await listen(createNodeServer(app.handle));
    expect(await received(direct, request)).toBe(await received(plain, request));
  });

  it("keeps the order of requests that come at once", async () => {
    const app = createApp();
    const plain = await listen(createServer(app.handle));
    const direct = await listen(createNodeServer(app.handle));
    const request = head("GET /later") + head("GET /") + head("GET /bytes") + head("GET /json");
    const text = await received(direct, request, 4);
    expect(text).toBe(await received(plain, request, 4));
    expect(text.indexOf("later")).toBeLessThan(text.indexOf("home"));
  });

  it.each([
    ["keepAliveTimeout", 0],
    ["keepAliveTimeout", 72_500],
    ["maxRequestsPerSocket", 1],
    ["maxRequestsPerSocket", 2],
  ] as const)("says the same of the connection when %s of the server is %i", async (option, value) => {
    const app = createApp();
    const open = (server: Server): Promise<number> => listen(Object.assign(server, { [option]: value }));
    const direct = await open(createNodeServer(app.handle));
    const plain = await open(createServer(app.handle));
    const request = head("GET /") + head("GET /json");
    expect(await received(direct, request, 2)).toBe(await received(plain, request, 2));
  });

  it("has today's date, also a second later", async () => {
    const port = await listen(createNodeServer(createApp().handle));
    const connection = await RawConnection.open(port);
    const dates: number[] = [];
    for (const _ of [1, 2]) {
      connection.write(head("GET /"));
      const count = dates.length + 1;
      const { responses } = await readResponses(connection, { count });
      dates.push(Date.parse(responses.at(-1)?.header("date") ?? ""));
      await new Promise((resolve) => setTimeout(resolve, 1010));
    }
    connection.leave();
    expect(Math.abs((dates[0] ?? 0) - Date.now())).toBeLessThan(5000);
    expect(dates[1]).toBeGreaterThan(dates[0] ?? 0);
  });
});

/** Serves an app behind a listener of its own. */
function serveBehind(
  before: (...[incoming, outgoing]: Parameters<RequestListener>) => void,
): Promise<number> {
  const { handle } = createApp();
  return listen(
    createNodeServer((incoming, outgoing) => {
      before(incoming, outgoing);
      handle(incoming, outgoing);
    }),
  );
}

describe("whoever else has to do with a response", () => {
  it("sees it as one that was ended", async () => {
    const states: unknown[] = [];
    const port = await serveBehind((_, outgoing) => {
      const look = (event: string): void => {
        const { statusCode, statusMessage, headersSent, writableEnded, writableFinished, destroyed } =
          outgoing;
        states.push({
          event,
          statusCode,
          statusMessage,
          headersSent,
          writableEnded,
          writableFinished,
          destroyed,
        });
      };
      for (const event of ["prefinish", "finish", "close"]) outgoing.on(event, () => look(event));
    });
    await received(port, head("GET /missing"));
    const ended = { statusCode: 404, statusMessage: "Not Found", headersSent: true, writableEnded: true };
    expect(states).toEqual([
      expect.objectContaining({ event: "prefinish", ...ended, destroyed: false }),
      { event: "finish", ...ended, writableFinished: true, destroyed: false },
      { event: "close", ...ended, writableFinished: true, destroyed: true },
    ]);
  });

  it("is asked when it wraps writeHead, write or end", async () => {
    for (const name of ["writeHead", "end"] as const) {
      let calls = 0;
      const port = await serveBehind((_, outgoing) => {
        const method: unknown = outgoing[name];
        Object.assign(outgoing, {
          [name]: (...values: unknown[]): unknown => {
            calls++;
            return typeof method === "function" ? Reflect.apply(method, outgoing, values) : undefined;
          },
        });
      });
      expect(await received(port, head("GET /"))).toContain("\r\n\r\nhome");
      expect(calls, name).toBe(1);
    }
  });

  it("can have said something of the answer", async () => {
    const withField = await serveBehind((_, outgoing) => outgoing.setHeader("X-Outer", "yes"));
    expect(await received(withField, head("GET /"))).toContain("\r\nX-Outer: yes\r\n");
    const withReason = await serveBehind((_, outgoing) => Object.assign(outgoing, { statusMessage: "Fine" }));
    expect(await received(withReason, head("GET /"))).toMatch(/^HTTP\/1\.1 200 Fine\r\n/);
    const withoutDate = await serveBehind((_, outgoing) => Object.assign(outgoing, { sendDate: false }));
    expect(await received(withoutDate, head("GET /"))).not.toContain("Date:");
    const early = await serveBehind((_, outgoing) =>
      outgoing.writeEarlyHints({ link: "</a.css>; rel=preload" }),
    );
    expect(await received(early, head("GET /"), 1)).toMatch(/^HTTP\/1\.1 103 [\s\S]*\r\n\r\nhome$/);
  });

  it("hears of a client that leaves before the answer, once", async () => {
    const events: string[] = [];
    const port = await serveBehind((_, outgoing) => {
      for (const event of ["finish", "close"]) outgoing.on(event, () => events.push(event));
    });
    const connection = await RawConnection.open(port);
    connection.write(head("GET /later"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    connection.leave("reset");
    await connection.until(() => events.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(events).toEqual(["close"]);
  });

  it("cannot give a second response to a connection", async () => {
    let thrown: unknown;
    const port = await serveBehind((incoming, outgoing) => {
      const second = new (directResponseClass())(incoming);
      expect(isDirectResponse(second)).toBe(true);
      try {
        second.assignSocket(incoming.socket);
      } catch (error) {
        thrown = error;
      }
      expect(outgoing.socket).toBe(incoming.socket);
    });
    await received(port, head("GET /"));
    expect(thrown).toMatchObject({ code: "ERR_HTTP_SOCKET_ASSIGNED" });
  });
});

describe("directlyFrom", () => {
  it("is Node's own class where Node ties sockets to responses in another way", () => {
    class Other<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
      override assignSocket(): void {
        // ties nothing
      }
    }
    expect(directlyFrom(Other)).toBe(Other);
  });
});
