import { readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { exchange, head, RawConnection, readResponses, withBody } from "../../test/raw-socket.ts";
import { portOf, serveForTest, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";

const logger = new MemoryLogger();
let server: Server;
let port: number;
let seen: string[];

beforeAll(async () => {
  const app = new Micro(null, { logger });
  app.beforeRequest(({ method, rawPath }) => void seen.push(`${method} ${rawPath}`));
  app.get("/", () => "home");
  app.get("/slow", async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return "slow";
  });
  app.get("/stream", function* chunks() {
    yield "a";
    yield "b";
  });
  app.post("/form", () => "form");
  app.get("/guarded", () => "secret");
  app.route("/links", { methods: ["LINK"] }, () => "linked");
  server = await app.listen({ port: 0 });
  port = portOf(server);
});

afterAll(() => stopServer(server));

beforeEach(() => {
  seen = [];
});

afterEach(async () => {
  const alive = await exchange(port, head("GET /", "Connection: close"));
  expect(alive.first.body, "the app answers the next client").toBe("home");
});

describe("a method", () => {
  it.each([
    ["PUT", 405],
    ["DELETE", 405],
    ["PATCH", 405],
    ["POST", 405],
  ])("%s on a path of other methods is answered %i with Allow", async (method, status) => {
    const { first } = await exchange(port, head(`${method} /`));
    expect([first.status, first.header("allow")]).toEqual([status, "GET, HEAD, OPTIONS"]);
  });

  it.each(["TRACE", "PROPFIND", "MKCOL", "PURGE", "M-SEARCH"])(
    "%s, which no route answers, is answered 405 or 501 (F34)",
    async (method) => {
      expect([405, 501]).toContain((await exchange(port, head(`${method} /`))).first.status);
    },
  );

  it.each(["CONSTRUCTOR", "__proto__", "RENDER", "get", "TOSTRING", "FOO"])(
    "%s, which does not exist, is answered 501 and closes (A116, A286)",
    async (method) => {
      const { first, isClosed } = await exchange(port, head(`${method} /`));
      expect([405, 501]).toContain(first.status);
      expect(isClosed).toBe(true);
    },
  );

  it("TRACE gives nothing of the request back", async () => {
    expect((await exchange(port, head("TRACE /", "X-Secret: 42"))).first.body).not.toContain("42");
  });

  it("CONNECT closes the connection (F34)", async () => {
    const { responses, isClosed } = await exchange(
      port,
      "CONNECT a.example:80 HTTP/1.1\r\nHost: a.example:80\r\n\r\n",
    );
    expect(responses.map(({ status }) => status).filter((status) => status < 400)).toEqual([]);
    expect(isClosed).toBe(true);
  });

  it("of an app's own is routed and listed", async () => {
    expect((await exchange(port, head("LINK /links"))).first.body).toBe("linked");
    expect((await exchange(port, head("GET /links"))).first.header("allow")).toBe("LINK, OPTIONS");
  });

  it("OPTIONS * lists the methods of the app (F34)", async () => {
    const { first } = await exchange(port, head("OPTIONS *"));
    expect([first.status, first.header("allow")]).toEqual([200, "GET, HEAD, LINK, OPTIONS, POST"]);
  });

  it("OPTIONS lists the methods of a path", async () => {
    const { first } = await exchange(port, head("OPTIONS /form"));
    expect([first.status, first.header("allow"), first.body]).toEqual([200, "OPTIONS, POST", ""]);
  });

  it("OPTIONS on an unknown path is answered 404", async () => {
    expect((await exchange(port, head("OPTIONS /none"))).first.status).toBe(404);
  });

  it("OPTIONS says nothing of other origins (A34, A296)", async () => {
    const fields = [
      "Origin: https://evil.example",
      "Access-Control-Request-Method: GET",
      "Access-Control-Request-Private-Network: true",
    ];
    const { first } = await exchange(port, head("OPTIONS /", ...fields));
    expect(first.headers.filter(([name]) => name.startsWith("access-control"))).toEqual([]);
  });

  it.each([" ", ",", "a,", ", "])(
    "OPTIONS that asks for 15 kB of %j is answered at once (A320)",
    async (unit) => {
      const names = `x${unit.repeat(15_000 / unit.length)}y`;
      const started = performance.now();
      const { first } = await exchange(port, head("OPTIONS /", `Access-Control-Request-Headers: ${names}`));
      expect(first.status).toBe(200);
      expect(performance.now() - started).toBeLessThan(300);
    },
  );

  it("HEAD is answered like GET, without the body (F33)", async () => {
    const options = { isHead: true, count: 2 };
    const { responses } = await exchange(port, head("HEAD /") + head("HEAD /none"), options);
    expect(responses.map(({ status, header }) => [status, Number(header("content-length")) > 0])).toEqual([
      [200, true],
      [404, true],
    ]);
  });

  it("HEAD on a stream leaves nothing on the connection (F33)", async () => {
    const { responses, rest } = await exchange(port, head("HEAD /stream") + head("HEAD /"), {
      isHead: true,
      count: 2,
    });
    expect([responses.map(({ status }) => status), rest]).toEqual([[200, 200], ""]);
  });

  it("HEAD goes through the hooks that guard GET (A290)", async () => {
    await exchange(port, head("HEAD /guarded"), { isHead: true });
    expect(seen).toEqual(["HEAD /guarded"]);
  });
});

describe("an Expect field", () => {
  it("of anything but 100-continue is answered 417", async () => {
    expect(
      (await exchange(port, head("POST /form", "Expect: 200-ok", "Content-Length: 0"))).first.status,
    ).toBe(417);
  });

  it("on a GET does no harm", async () => {
    expect((await exchange(port, head("GET /", "Expect: 100-continue"))).responses[0]?.body).toBe("home");
  });
});

describe("an Upgrade field", () => {
  const upgrade = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ];

  it("on a normal route is ignored (F37)", async () => {
    const { first } = await exchange(port, head("GET /", ...upgrade));
    expect([200, 426]).toContain(first.status);
  });

  it("never makes what follows into something else (A166, A194)", async () => {
    const { responses } = await exchange(port, head("GET /", ...upgrade) + head("GET /none"), {
      count: 2,
      timeout: 300,
    });
    expect([[200], [200, 404], [426]]).toContainEqual(responses.map(({ status }) => status));
  });

  it("with too many fields is answered 431 (A365)", async () => {
    const fields = [...upgrade, ...Array.from({ length: 1500 }, () => "a: 1")];
    expect((await exchange(port, head("GET /", ...fields))).first.status).toBe(431);
  });

  it("to h2c is ignored", async () => {
    const { first } = await exchange(
      port,
      head(
        "GET /",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
      ),
    );
    expect(first.body).toBe("home");
  });

  it("without a key, many times, keeps no connection open (A322, F37)", async () => {
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    const before = openFiles();
    for (let count = 0; count < 100; count++) {
      await exchange(port, head("GET /", "Connection: Upgrade", "Upgrade: websocket"), { grace: 0 });
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(openFiles() - before).toBeLessThanOrEqual(2);
  });

  it("from a client that resets the connection does no harm (A369)", async () => {
    for (let count = 0; count < 50; count++) {
      const connection = await RawConnection.open(port);
      connection.write(head("GET /", ...upgrade));
      connection.leave("reset");
    }
    expect((await exchange(port, head("GET /"))).first.status).toBe(200);
  });
});

describe("HTTP/1.0 (F35)", () => {
  it("needs no Host and closes the connection", async () => {
    const { first, isClosed } = await exchange(port, "GET / HTTP/1.0\r\n\r\n");
    expect([first.status, first.body, isClosed]).toEqual([200, "home", true]);
  });

  it("keeps the connection when the client asks for it", async () => {
    const bytes = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    const { responses } = await exchange(port, bytes + bytes, { count: 2 });
    expect(responses.map(({ body }) => body)).toEqual(["home", "home"]);
  });

  it("gets a stream without chunks, ended by the connection", async () => {
    const { first, isClosed } = await exchange(
      port,
      "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    );
    expect([first.header("transfer-encoding"), first.body, isClosed]).toEqual([undefined, "ab", true]);
  });
});

describe("a connection", () => {
  it("serves requests one after another", async () => {
    const connection = await RawConnection.open(port);
    for (let count = 1; count <= 3; count++) {
      connection.write(head("GET /"));
      expect((await readResponses(connection, { count })).responses).toHaveLength(count);
    }
    connection.leave();
  });

  it("answers 100 pipelined requests in order (F31)", async () => {
    const requests = Array.from({ length: 100 }, (_, index) =>
      head(index % 10 === 0 ? "GET /slow" : "GET /"),
    );
    const { responses } = await exchange(port, requests.join(""), { count: 100 });
    expect(responses.map(({ body }) => body)).toEqual(
      requests.map((_, index) => (index % 10 === 0 ? "slow" : "home")),
    );
  });

  it("is closed after a request that asks for it, and what follows is never answered alone (A194)", async () => {
    const { responses, isClosed } = await exchange(
      port,
      head("GET /slow", "Connection: close") + head("GET /"),
      { count: 2 },
    );
    expect(responses.map(({ body }) => body)[0]).not.toBe("home");
    expect(isClosed).toBe(true);
  });

  it("that sends a request byte by byte is served", async () => {
    const connection = await RawConnection.open(port);
    for (const byte of head("GET /")) {
      connection.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await readResponses(connection)).first.body).toBe("home");
    connection.leave();
  });

  it("that says nothing and leaves does no harm", async () => {
    for (const how of ["reset", "end"] as const) (await RawConnection.open(port)).leave(how);
    expect((await exchange(port, head("GET /"))).first.status).toBe(200);
  });

  it.each([500])("that is reset at once, %i times, does no harm (A178, A180)", async (times) => {
    for (let count = 0; count < times; count += 50) {
      const connections = await Promise.all(Array.from({ length: 50 }, () => RawConnection.open(port)));
      for (const connection of connections) connection.leave("reset");
    }
    expect((await exchange(port, head("GET /"))).first.status).toBe(200);
  });

  it("may be ended by a client that still wants its answer", async () => {
    const { first } = await exchange(
      port,
      withBody("POST /form", "text/plain", "x") + head("GET /slow", "Connection: close"),
      { count: 2 },
    );
    expect(first.body).toBe("form");
  });

  it("that is lost while a view works leaves no unhandled rejection", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("GET /slow"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    connection.leave("reset");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(logger.messages).toEqual([]);
  });
});

describe("a slow client (A200, F16) [F256]", () => {
  async function serveWithTimeouts(app: Micro): Promise<number> {
    const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
    const impatient = createServer(limits, app.handle);
    onTestFinished(() => stopServer(impatient));
    await new Promise<void>((resolve) => impatient.listen(0, "127.0.0.1", resolve));
    return portOf(impatient);
  }

  it("that does not finish its head is answered 408 and closed", async () => {
    const connection = await RawConnection.open(await serveWithTimeouts(new Micro()));
    connection.write("GET / HTTP/1.1\r\nHost: a\r\nX-");
    const { first, isClosed } = await readResponses(connection);
    expect([first.status, isClosed]).toEqual([408, true]);
  });

  it("that does not finish its body is answered 408 or 400 and closed", async () => {
    const app = new Micro(null, { logger: new MemoryLogger() });
    app.post("/", async (request) => ({ size: (await request.bytes()).byteLength }));
    const connection = await RawConnection.open(await serveWithTimeouts(app));
    connection.write(`${head("POST /", "Content-Length: 10")}abc`);
    const { first, isClosed } = await readResponses(connection);
    expect([400, 408]).toContain(first.status);
    expect(isClosed).toBe(true);
  });

  it("that stalls makes the view's reading fail, so that its teardown runs", async () => {
    const app = new Micro(null, { logger: new MemoryLogger() });
    const errors: unknown[] = [];
    app.teardownRequest((_, error) => void errors.push(error));
    app.post("/", async (request) => ({ size: (await request.bytes()).byteLength }));
    const connection = await RawConnection.open(await serveWithTimeouts(app));
    connection.write(`${head("POST /", "Content-Length: 10")}abc`);
    await connection.until(() => connection.isClosed);
    expect(await connection.until(() => errors.length === 1)).toBe(true);
    expect(errors).toEqual([undefined]);
  });

  it("is given 20 seconds for a head and 60 for a request by app.listen()", async () => {
    const app = new Micro();
    const listening = await app.listen({ port: 0 });
    onTestFinished(() => stopServer(listening));
    expect([listening.headersTimeout, listening.requestTimeout]).toEqual([20_000, 60_000]);
  });

  it("that reads slowly holds the source back (A265)", async () => {
    let produced = 0;
    const app = new Micro();
    app.get("/", async function* flood() {
      for (; produced < 5000; produced++) yield new Uint8Array(64 * 1024);
    });
    const connection = await RawConnection.open(await serveForTest(app));
    connection.write(head("GET /"));
    await connection.until(() => connection.received.length > 0);
    connection.pause();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const before = produced;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(produced).toBe(before);
    connection.leave("reset");
  });
});
