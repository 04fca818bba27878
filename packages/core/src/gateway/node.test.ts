import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { exchange, head, RawConnection, readResponses } from "../../test/raw-socket.ts";
import { portOf, serveForTest, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";
import { reply } from "../http/reply.ts";
import { Response } from "../http/response.ts";

/** Serves an app whose view waits for `gone`, which is the moment its client has left. */
async function serveUntilGone(createApp: (gone: Promise<unknown>) => Micro): Promise<RawConnection> {
  let leave = (): void => undefined;
  const app = createApp(
    new Promise<void>((resolve) => {
      leave = resolve;
    }),
  );
  const server = createServer((incoming, outgoing) => {
    outgoing.once("close", leave);
    app.handle(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => stopServer(server));
  const connection = await RawConnection.open(portOf(server));
  connection.write(head("GET /"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  connection.leave("reset");
  return connection;
}

describe("a request whose body was read before Micro got it", () => {
  it.each(["text", "stream"] as const)(
    "says so to whoever asks for it: %s() (MICRO_BODY_CONSUMED)",
    async (way) => {
      const logger = new MemoryLogger();
      const app = new Micro(null, { logger });
      app.post("/", (request) => (way === "text" ? request.text() : drain(request.stream())));
      const server = createServer((incoming, outgoing) => {
        incoming.once("end", () => setImmediate(() => app.handle(incoming, outgoing))).resume();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => stopServer(server));
      const { first } = await exchange(portOf(server), `${head("POST /", "Content-Length: 4")}body`);
      expect(first.status).toBe(500);
      expect(logger.text).toContain("MICRO_BODY_CONSUMED");
    },
  );

  async function drain(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    for await (const chunk of chunks) expect(chunk).toBeUndefined();
    return "";
  }
});

describe("a response on a socket", () => {
  it("is one write of head and text", async () => {
    const app = new Micro();
    app.get("/", () => "hello");
    const { first } = await exchange(await serveForTest(app), head("GET /"));
    expect(first.headers.map(([name]) => name)).toEqual([
      "content-type",
      "content-length",
      "date",
      "connection",
      "keep-alive",
    ]);
    expect(first.header("transfer-encoding")).toBeUndefined();
  });

  it("has the length of its bytes, whatever its characters", async () => {
    const app = new Micro();
    app.get("/", ({ query }) => query.get("text") ?? "");
    const port = await serveForTest(app);
    for (const text of ["ascii", "é", "€", "😀", "\ud800", "\u0000"]) {
      const { first } = await exchange(port, head(`GET /?text=${encodeURIComponent(text.toWellFormed())}`));
      expect(Buffer.from(first.body, "latin1").toString()).toBe(text.toWellFormed());
    }
  });

  it("keeps a Content-Length that the view set", async () => {
    const app = new Micro();
    app.get("/", () => reply("abc", 200, { "content-length": "3" }));
    const { first } = await exchange(await serveForTest(app), head("GET /"));
    expect(first.headers.filter(([name]) => name === "content-length")).toEqual([["content-length", "3"]]);
  });

  it.each(["1", "100", "", "x"])(
    "replaces the Content-Length %j of a view, which is not that of its body",
    async (length) => {
      const app = new Micro();
      app.get("/", () => reply("abc", 200, { "Content-Length": length }));
      app.get("/next", () => "next");
      const { responses } = await exchange(await serveForTest(app), head("GET /") + head("GET /next"), {
        count: 2,
        timeout: 300,
      });
      expect(responses.map(({ body }) => body)).toEqual(["abc", "next"]);
    },
  );

  it("has one framing, also when the view set Transfer-Encoding", async () => {
    const app = new Micro();
    app.get("/", () => reply("abc", 200, { "Transfer-Encoding": "chunked" }));
    app.get("/next", () => "next");
    const { responses } = await exchange(await serveForTest(app), head("GET /") + head("GET /next"), {
      count: 2,
      timeout: 300,
    });
    expect(responses.map(({ body }) => body)).toEqual(["abc", "next"]);
    const framing = responses[0]?.headers.filter(([name]) =>
      /^(?:content-length|transfer-encoding)$/.test(name),
    );
    expect(framing).toHaveLength(1);
  });

  it.each(["gzip", "identity"])("passes on what fetch() gave, coded as %s", async (coding) => {
    const text = "upstream ".repeat(100);
    const upstream = createServer((_, outgoing) => {
      outgoing.writeHead(200, {
        "Content-Type": "text/plain",
        ...(coding === "gzip" ? { "Content-Encoding": "gzip" } : {}),
      });
      outgoing.end(coding === "gzip" ? gzipSync(text) : text);
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => stopServer(upstream));
    const app = new Micro();
    app.get("/", () => fetch(`http://127.0.0.1:${portOf(upstream)}/`));
    const response = await fetch(`http://127.0.0.1:${await serveForTest(app)}/`);
    expect([response.headers.get("content-type"), await response.text()]).toEqual(["text/plain", text]);
  });

  it("of chunks has no length, but Transfer-Encoding", async () => {
    const app = new Micro();
    app.get("/", function* chunks() {
      yield "a";
      yield "b";
    });
    const { first } = await exchange(await serveForTest(app), head("GET /"));
    expect([first.header("transfer-encoding"), first.header("content-length"), first.body]).toEqual([
      "chunked",
      undefined,
      "ab",
    ]);
  });

  it("of chunks with the length that they have is sent with it", async () => {
    const app = new Micro();
    app.get("/", () => reply(["ab", "c"][Symbol.iterator](), 200, { "Content-Length": "3" }));
    const { first, isClosed } = await exchange(await serveForTest(app), head("GET /"));
    expect([first.body, isClosed]).toEqual(["abc", false]);
  });

  it.each([
    ["fewer", "5"],
    ["more", "2"],
  ])("of %s bytes than it announced is broken off", async (_, length) => {
    const app = new Micro(null, { logger: new MemoryLogger() });
    app.get("/", () => reply(["ab", "c"][Symbol.iterator](), 200, { "Content-Length": length }));
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /"));
    expect(await connection.until(() => connection.isClosed)).toBe(true);
  });

  it("of more bytes than it announced never runs into the next response", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    const forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    app.get("/", () => reply(["ab", forged][Symbol.iterator](), 200, { "Content-Length": "2" }));
    app.get("/next", () => "next");
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /") + head("GET /next"));
    expect(await connection.until(() => connection.isClosed)).toBe(true);
    expect(connection.received).not.toMatch(/forged|next/);
    expect(logger.text).toContain("more than the 2 bytes that its Content-Length announces");
  });

  it.each(["abc", "-3", "+3", "0x3", "1e3", "3, 3", ""])(
    "of chunks whose view announces the length %j is sent without one",
    async (length) => {
      const app = new Micro();
      app.get("/", () => reply(["ab", "c"][Symbol.iterator](), 200, { "Content-Length": length }));
      const { first } = await exchange(await serveForTest(app), head("GET /"));
      expect([first.header("content-length"), first.body]).toEqual([undefined, "abc"]);
    },
  );

  it("whose body is nothing that can be sent is broken off and logged", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    app.afterRequest((_, response) => {
      response.body = 5 as never;
    });
    app.get("/", () => "x");
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /"));
    await connection.until(() => connection.isClosed);
    expect([connection.received, logger.messages.length]).toEqual(["", 1]);
  });

  it("with a status that Node refuses is broken off and logged", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    app.afterRequest((_, response) => void Object.defineProperty(response, "status", { value: 5 }));
    app.get("/", () => "x");
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /"));
    await connection.until(() => connection.isClosed);
    expect([connection.received, logger.messages.length]).toEqual(["", 1]);
  });

  it("to a client that left meanwhile is not sent, but ended", async () => {
    let closed = false;
    const connection = await serveUntilGone((gone) => {
      const app = new Micro();
      app.get("/", async (_, response) => {
        response.onClose(() => {
          closed = true;
        });
        await gone;
        return "late";
      });
      return app;
    });
    expect(await connection.until(() => closed)).toBe(true);
  });

  it("of chunks to a client that left meanwhile ends its source", async () => {
    let cancelled = false;
    const connection = await serveUntilGone((gone) => {
      const app = new Micro();
      app.get("/", async () => {
        await gone;
        return new ReadableStream({ cancel: () => void (cancelled = true) });
      });
      return app;
    });
    expect(await connection.until(() => cancelled)).toBe(true);
  });
});

describe("the signal of a request", () => {
  it("is aborted when the client leaves", async () => {
    const app = new Micro();
    let isAborted = false;
    app.get("/", async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      isAborted = true;
      return "x";
    });
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    connection.leave("reset");
    expect(await connection.until(() => isAborted)).toBe(true);
  });

  it("is aborted already when the client left before it was asked for", async () => {
    const seen: boolean[] = [];
    const connection = await serveUntilGone((gone) => {
      const app = new Micro();
      app.get("/", async (request) => {
        await gone;
        seen.push(request.signal.aborted);
        return "x";
      });
      return app;
    });
    await connection.until(() => seen.length > 0);
    expect(seen).toEqual([true]);
  });

  it("is not aborted by a response that was sent whole", async () => {
    const app = new Micro();
    const signals: AbortSignal[] = [];
    app.get("/", ({ signal }) => {
      signals.push(signal);
      return "x";
    });
    await exchange(await serveForTest(app), head("GET /", "Connection: close"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(signals[0]?.aborted).toBe(false);
  });

  it("is one signal a request", async () => {
    const app = new Micro();
    app.get("/", (request) => ({ same: request.signal === request.signal }));
    expect((await exchange(await serveForTest(app), head("GET /"))).first.body).toBe('{"same":true}');
  });
});

describe("the address of a client", () => {
  it("is the peer's", async () => {
    const app = new Micro();
    app.get("/", ({ remoteAddress }) => remoteAddress);
    expect((await exchange(await serveForTest(app), head("GET /"))).first.body).toBe("127.0.0.1");
  });

  it("is empty once it is gone", async () => {
    const app = new Micro();
    const seen: string[] = [];
    app.teardownRequest(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      seen.push(request.remoteAddress);
    });
    app.get("/", () => "x");
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /"));
    await readResponses(connection);
    connection.leave("reset");
    await connection.until(() => seen.length > 0);
    expect(["", "127.0.0.1"]).toContain(seen[0]);
  });
});

describe("requests of one connection", () => {
  it("lose no response when the first is slow and the second fast", async () => {
    const app = new Micro();
    app.get("/slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return "slow";
    });
    app.get("/fast", () => "fast");
    const { responses } = await exchange(await serveForTest(app), head("GET /slow") + head("GET /fast"), {
      count: 2,
    });
    expect(responses.map(({ body }) => body)).toEqual(["slow", "fast"]);
  });

  it("reach an app that is still starting in order", async () => {
    const app = new Micro();
    app.onStart(() => new Promise<void>((resolve) => void setTimeout(resolve, 20)));
    app.get("/<n>", ({ params }) => params.n);
    const server = createServer(app.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => stopServer(server));
    const { responses } = await exchange(portOf(server), head("GET /1") + head("GET /2"), { count: 2 });
    expect(responses.map(({ body }) => body)).toEqual(["1", "2"]);
  });
});

describe("a close listener", () => {
  it("runs for each kind of response", () => {
    const response = new Response();
    let times = 0;
    response.onClose(() => void times++);
    void response.close();
    expect(times).toBe(1);
  });
});
