import { readdirSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { exchange, head, RawConnection, readResponses, withBody } from "../../test/raw-socket.ts";
import { portOf, serveForTest, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";
import { reply } from "../http/reply.ts";
import { HttpError } from "../http-errors.ts";

const LIMIT = 100_000;
const logger = new MemoryLogger();
let server: Server;
let port: number;
let seen: string[];
let ended: string[];

beforeAll(async () => {
  const app = new Micro(null, { logger, config: { MAX_CONTENT_LENGTH: LIMIT } });
  app.beforeRequest(({ method, rawPath }) => void seen.push(`${method} ${rawPath}`));
  app.teardownRequest(({ rawPath }) => void ended.push(rawPath));
  app.get("/", () => "home");
  app.get("/second", () => "second");
  app.post("/unread", () => "unread");
  app.post("/empty", () => reply(null, 204));
  app.post("/stream", function* chunks() {
    yield "streamed";
  });
  app.post("/bytes", async (request) => ({ size: (await request.bytes()).byteLength }));
  app.post("/json", async (request) => ({ got: await request.json() }));
  app.post("/form", async (request) => Object.fromEntries(await request.form()));
  app.post("/late", async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { size: (await request.bytes()).byteLength };
  });
  app.post("/chunks", async (request) => {
    let size = 0;
    for await (const chunk of request.stream()) size += chunk.byteLength;
    return { size };
  });
  server = await app.listen({ port: 0 });
  port = portOf(server);
});

afterAll(() => stopServer(server));

beforeEach(() => {
  seen = [];
  ended = [];
  logger.messages.length = 0;
});

afterEach(async () => {
  const alive = await exchange(port, head("GET /", "Connection: close"));
  expect(alive.first.body, "the app answers the next client").toBe("home");
});

function post(path: string, type: string, body: string): ReturnType<typeof exchange> {
  return exchange(port, withBody(`POST ${path}`, type, body));
}

describe("a body that the view does not read", () => {
  it("is not parsed as the next request (A9)", async () => {
    const smuggled = head("GET /smuggled");
    const { responses } = await exchange(
      port,
      withBody("POST /unread", "text/plain", smuggled) + head("GET /second"),
      { count: 2 },
    );
    expect(responses[0]?.body).toBe("unread");
    expect(responses.slice(1).map(({ body }) => body)).toEqual(responses.length > 1 ? ["second"] : []);
    expect(seen).not.toContain("GET /smuggled");
  });

  it("of a few bytes leaves the connection usable", async () => {
    const { responses } = await exchange(
      port,
      withBody("POST /unread", "text/plain", "hello") + head("GET /second"),
      { count: 2 },
    );
    expect(responses.map(({ body }) => body)).toEqual(["unread", "second"]);
  });

  it("in chunks is not parsed as the next request (A9)", async () => {
    const smuggled = head("GET /smuggled");
    const chunked = `${head("POST /unread", "Transfer-Encoding: chunked")}${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
    const { responses } = await exchange(port, chunked);
    expect(responses[0]?.body).toBe("unread");
    expect(seen).not.toContain("GET /smuggled");
  });

  it("that never ends does not hold the answer back", async () => {
    const started = performance.now();
    const bytes = `${head("POST /unread", "Content-Length: 99999999")}abc`;
    expect((await exchange(port, bytes, { awaitsClose: false })).first.body).toBe("unread");
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("that never ends closes the connection", async () => {
    expect((await exchange(port, `${head("POST /unread", "Content-Length: 99999999")}abc`)).isClosed).toBe(
      true,
    );
  });

  it("is thrown away while the client is still sending, so that it can read the answer", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /unread", "Content-Length: 4000000"));
    for (let count = 0; count < 40; count++) connection.write("x".repeat(100_000));
    expect((await readResponses(connection)).first.body).toBe("unread");
    connection.leave();
  });

  it("on a request answered with a stream does no harm", async () => {
    const { first } = await exchange(port, `${head("POST /stream", "Content-Length: 10")}0123456789`);
    expect(first.body).toBe("streamed");
  });

  it("leaves a 204 without Content-Length", async () => {
    const { first } = await exchange(port, `${head("POST /empty", "Content-Length: 99999999")}abc`, {
      awaitsClose: false,
    });
    expect([first.status, first.header("content-length"), first.header("content-type")]).toEqual([
      204,
      undefined,
      undefined,
    ]);
  });

  it("on an unknown path is not parsed as the next request (A9)", async () => {
    const { first } = await exchange(port, withBody("POST /none", "text/plain", head("GET /smuggled")));
    expect(first.status).toBe(404);
    expect(seen).not.toContain("GET /smuggled");
  });

  it("on a refused target is not parsed as the next request (A9)", async () => {
    await exchange(port, withBody("POST http://[/", "text/plain", head("GET /smuggled")));
    expect(seen).toEqual([]);
  });
});

describe("a Content-Length", () => {
  it("smaller than the body makes the rest a malformed request", async () => {
    const { responses, isClosed } = await exchange(
      port,
      `${head("POST /bytes", "Content-Length: 3")}abcdef`,
      { count: 2 },
    );
    expect([responses.at(-1)?.status, isClosed]).toEqual([400, true]);
    expect(seen).toEqual(["POST /bytes"]);
  });

  it("larger than the body makes the view wait, and fail when the client leaves", async () => {
    const connection = await RawConnection.open(port);
    connection.write(`${head("POST /bytes", "Content-Length: 30")}abcdef`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(connection.received).toBe("");
    connection.leave();
    expect(await connection.until(() => ended.includes("/bytes"))).toBe(true);
  });

  it("over the limit is answered 413 before a byte is read", async () => {
    const { first, isClosed } = await exchange(port, head("POST /bytes", `Content-Length: ${LIMIT + 1}`));
    expect([first.status, first.header("connection"), isClosed]).toEqual([413, "close", true]);
  });

  it("of exactly the limit is read", async () => {
    expect((await post("/bytes", "text/plain", "x".repeat(LIMIT))).first.body).toBe(`{"size":${LIMIT}}`);
  });

  it("of 0 is an empty body", async () => {
    expect((await exchange(port, head("POST /bytes", "Content-Length: 0"))).first.body).toBe('{"size":0}');
  });

  it.each(["/bytes", "/json", "/form", "/chunks"])(
    "over the limit is answered 413 on %s (A260)",
    async (path) => {
      const type = path === "/form" ? "application/x-www-form-urlencoded" : "application/json";
      const { first } = await exchange(
        port,
        `${head(`POST ${path}`, `Content-Type: ${type}`, "Content-Length: 50000000")}${"x".repeat(200_000)}`,
        { awaitsClose: false },
      );
      expect(first.status).toBe(413);
    },
  );
});

describe("a chunked body", () => {
  it("is read", async () => {
    const { first } = await exchange(
      port,
      `${head("POST /bytes", "Transfer-Encoding: chunked")}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
    );
    expect(first.body).toBe('{"size":5}');
  });

  it.each(["/bytes", "/chunks", "/json", "/form"])(
    "over the limit is answered 413 by the bytes that came, on %s (A96, A256, A302)",
    async (path) => {
      const type = path === "/form" ? "application/x-www-form-urlencoded" : "application/json";
      const connection = await RawConnection.open(port);
      connection.write(head(`POST ${path}`, `Content-Type: ${type}`, "Transfer-Encoding: chunked"));
      for (let count = 0; count < 100; count++) connection.write(`10000\r\n${"x".repeat(65_536)}\r\n`);
      const { first } = await readResponses(connection, { awaitsClose: false });
      expect([first.status, first.header("connection")]).toEqual([413, "close"]);
      connection.leave();
    },
  );

  it("over the limit is not kept in memory (A96)", async () => {
    const before = process.memoryUsage().rss;
    const connection = await RawConnection.open(port);
    connection.write(head("POST /bytes", "Transfer-Encoding: chunked"));
    const chunk = Buffer.from(`100000\r\n${"x".repeat(1_048_576)}\r\n`);
    for (let count = 0; count < 24 && !connection.isClosed; count++) {
      connection.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await connection.until(() => connection.received !== "");
    connection.leave();
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("of many tiny chunks is read in time (A160)", async () => {
    const started = performance.now();
    const bytes = `${head("POST /bytes", "Transfer-Encoding: chunked")}${"1\r\nx\r\n".repeat(50_000)}0\r\n\r\n`;
    expect((await exchange(port, bytes)).first.body).toBe('{"size":50000}');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it("that is cut off makes the view fail, and the teardown run (F15)", async () => {
    const connection = await RawConnection.open(port);
    connection.write(`${head("POST /chunks", "Transfer-Encoding: chunked")}5\r\nhello\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    connection.leave("reset");
    expect(await connection.until(() => ended.includes("/chunks"))).toBe(true);
    expect(logger.messages, "a client that leaves is no error of the app").toEqual([]);
  });
});

describe("a client that leaves before the view reads the body", () => {
  it("makes the reading fail, and the teardown run", async () => {
    const connection = await RawConnection.open(port);
    connection.write(`${head("POST /late", "Content-Length: 30")}abc`);
    await new Promise((resolve) => setTimeout(resolve, 10));
    connection.leave("reset");
    expect(await connection.until(() => ended.includes("/late"))).toBe(true);
  });
});

describe("Expect: 100-continue (F32)", () => {
  it("is answered 100 before the view gets the body", async () => {
    const connection = await RawConnection.open(port);
    connection.write(head("POST /bytes", "Expect: 100-continue", "Content-Length: 5"));
    await connection.until(() => connection.received.includes("\r\n\r\n"));
    expect(connection.received).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    connection.write("hello");
    expect((await readResponses(connection)).responses[0]?.body).toBe('{"size":5}');
    connection.leave();
  });

  it.each([
    ["on an unknown path", ["/none", 5, 404]],
    ["over the limit", ["/bytes", LIMIT + 1, 413]],
    ["on a view that reads no body", ["/unread", 5, 200]],
  ] as const)("%s is answered without asking for the body", async (_, [path, length, status]) => {
    const { interim, responses } = await exchange(
      port,
      head(`POST ${path}`, "Expect: 100-continue", `Content-Length: ${length}`),
    );
    expect([interim.length, responses[0]?.status]).toEqual([0, status]);
  });
});

describe("the type of a body [F261]", () => {
  it.each([
    "text/plain",
    "text/plain;application/json",
    "application/xml",
    "toString",
    "constructor",
    "__proto__",
    "hasOwnProperty",
    "application/json garbage",
    "application/json\ta",
    "application/jsonx",
    "json",
    "*/*",
    "application/json; charset=utf-16",
    "application/json; charset=utf-32",
  ])("%j is answered 415 where JSON is read (A1, A109, A186, A262, A264)", async (type) => {
    expect((await post("/json", type, "{}")).first.status).toBe(415);
  });

  it("that is missing is answered 415", async () => {
    expect((await exchange(port, `${head("POST /json", "Content-Length: 2")}{}`)).first.status).toBe(415);
  });

  it.each([
    "APPLICATION/json",
    "application/json ;charset=utf-8",
    'application/json; charset="UTF-8"',
    "application/problem+json",
    " application/json",
  ])("%j is JSON (A264)", async (type) => {
    expect((await post("/json", type, "{}")).first.body).toBe('{"got":{}}');
  });

  it.each(["gzip", "br", "deflate", "identity, gzip", "x"])(
    "with Content-Encoding: %s is answered 415 (A165)",
    async (encoding) => {
      const { first } = await exchange(
        port,
        `${head("POST /json", "Content-Type: application/json", `Content-Encoding: ${encoding}`, "Content-Length: 2")}{}`,
      );
      expect(first.status).toBe(415);
    },
  );

  it.each(["application/json", "text/html", "multipart/mixed; boundary=b"])(
    "%s is answered 415 where a form is read",
    async (type) => {
      expect((await post("/form", type, "a=1")).first.status).toBe(415);
    },
  );

  it("of 8 kB of nonsense is read at once (A120)", async () => {
    const started = performance.now();
    const { first } = await post(
      "/form",
      `application/x-www-form-urlencoded; !="${"\\".repeat(8000)}`,
      "a=1",
    );
    expect([400, 415]).toContain(first.status);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe("JSON", () => {
  it.each([
    ["nothing", ""],
    ["an open brace", "{"],
    ["a trailing comma", "[1,]"],
    ["two values", "1 2"],
    ["NaN", "NaN"],
    ["a byte order mark (A2)", "\xef\xbb\xbf{}"],
    ["UTF-16 (A2)", "\xff\xfe{\0}\0"],
    ["bytes that are no UTF-8 (A2)", '"\xff"'],
    ["an overlong encoding (A2)", '"\xc0\xae"'],
    ["a lone surrogate in UTF-8 (A2)", '"\xed\xa0\x80"'],
    ["NUL", "\0"],
    ["a key that reaches the prototype (A330)", '{"__proto__":{"admin":1}}'],
    ["a key that reaches the constructor's prototype", '{"constructor":{"prototype":{"admin":1}}}'],
    ["100,000 levels (F27)", "[".repeat(50_000)],
  ])("of %s is answered 400", async (_, body) => {
    const { first } = await post("/json", "application/json", body);
    expect(first.status).toBe(400);
    expect(JSON.parse(first.body)).toMatchObject({ status: 400, title: "Bad Request" });
  });

  it("leaves Object.prototype alone (A330)", async () => {
    await post(
      "/json",
      "application/json",
      '{"__proto__":{"admin":1},"constructor":{"prototype":{"admin":1}}}',
    );
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  it("of 10,000 keys is read in time (A209, F27)", async () => {
    const body = `{${Array.from({ length: 10_000 }, (_, index) => `"${index}":1`).join(",")}}`;
    const started = performance.now();
    expect((await post("/json", "application/json", body.slice(0, LIMIT - 1))).first.status).toBeLessThan(
      500,
    );
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("an urlencoded form", () => {
  const type = "application/x-www-form-urlencoded";

  it.each(["DELETE", "<script>", "GET"])("with the field _method=%s is a POST (A240)", async (method) => {
    const { first } = await post("/form", type, `_method=${encodeURIComponent(method)}`);
    expect([first.status, seen]).toEqual([200, ["POST /form"]]);
  });

  it("separates by & only (A124, A188)", async () => {
    expect(JSON.parse((await post("/form", type, "a=1;b=2&c=3")).first.body)).toEqual({ a: "1;b=2", c: "3" });
  });

  it("of more than 1000 fields is answered 413 (A118, A233)", async () => {
    expect((await post("/form", type, "a&".repeat(2000))).first.status).toBe(413);
  });

  it("of 99 kB of separators is read at once (A124)", async () => {
    const started = performance.now();
    expect((await post("/form", type, "a;".repeat(49_000))).first.status).toBe(200);
    expect(performance.now() - started).toBeLessThan(300);
  });

  it("with bad escapes is read as a browser would (F30)", async () => {
    const { first } = await post("/form", type, "a=%zz&b=%FF&c=%");
    expect(JSON.parse(Buffer.from(first.body, "latin1").toString())).toEqual({
      a: "%zz",
      b: "\ufffd",
      c: "%",
    });
  });

  it.each(["__proto__[x]=1", "constructor[prototype][y]=1", "a[length]=100000000", "a[999999999]=x"])(
    "with the key %s is flat (A229, A230)",
    async (body) => {
      const { first } = await post("/form", type, body);
      expect([first.status, ({} as Record<string, unknown>)["x"]]).toEqual([200, undefined]);
    },
  );
});

describe("a multipart form", () => {
  const part = (name: string, content: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;

  it("is read", async () => {
    expect(
      (await post("/form", "multipart/form-data; boundary=b", `${part("a", "1")}--b--\r\n`)).first.body,
    ).toBe('{"a":"1"}');
  });

  it.each([
    ["has no boundary (A245)", "multipart/form-data", "--b\r\n"],
    ["is cut off (A245)", "multipart/form-data; boundary=b", part("a", "1")],
    ["has no header block (A244)", "multipart/form-data; boundary=b", "--b\r\n\r\n --b\r\n"],
    ["is only a boundary (A245)", "multipart/form-data; boundary=b", "--b"],
    ["is empty of boundaries (A245)", "multipart/form-data; boundary=b", "hello"],
    [
      "has a part without a name's header (A248)",
      "multipart/form-data; boundary=b",
      "--b\r\nX: y\r\n\r\n1\r\n--b--\r\n",
    ],
  ])("that %s is answered 400", async (_, type, body) => {
    expect((await post("/form", type, body)).first.status).toBe(400);
  });

  it("cut off while its files go to the disk leaves nothing, and is no failure of the app's (F15) (A246, A249, A269)", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger, config: { MAX_CONTENT_LENGTH: 10_000_000 } });
    const ends: unknown[] = [];
    app.post("/", async (request) => {
      const form = await request.form().catch((error: unknown) => {
        ends.push(error);
        throw error;
      });
      return String(form.files.size);
    });
    const uploads = await serveForTest(app);
    const part = `--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n${"x".repeat(1_000_000)}\r\n`;
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    const isSpooled = (name: string): boolean => /^micro-[\da-f]{8}-/.test(name);
    const filesBefore = openFiles();
    for (let count = 0; count < 40; count++) {
      const connection = await RawConnection.open(uploads);
      const fields = ["Content-Type: multipart/form-data; boundary=b", "Content-Length: 9000000"];
      connection.write(head("POST /", ...fields) + part.repeat(3).slice(0, 500_000 + count * 60_000));
      await new Promise((resolve) => setTimeout(resolve, count % 8));
      connection.leave("reset");
    }
    await expect.poll(openFiles).toBeLessThanOrEqual(filesBefore + 2);
    // The last one may have its file's name for the moment between opening it and taking the name away.
    await expect.poll(() => readdirSync(tmpdir()).filter(isSpooled)).toEqual([]);
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.filter((error) => !(error instanceof HttpError && error.status === 400))).toEqual([]);
    expect(logger.messages).toEqual([]);
  });

  it("cut off again and again leaves no files open and no file behind (A246, A249, A269)", async () => {
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    const [filesBefore, namesBefore] = [openFiles(), readdirSync(tmpdir()).length];
    for (let count = 0; count < 30; count++) {
      const connection = await RawConnection.open(port);
      connection.write(
        head("POST /form", "Content-Type: multipart/form-data; boundary=b", "Content-Length: 90000"),
      );
      connection.write(
        `--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n${"x".repeat(20_000)}`,
      );
      await new Promise((resolve) => setImmediate(resolve));
      connection.leave("reset");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(openFiles() - filesBefore).toBeLessThanOrEqual(2);
    expect(readdirSync(tmpdir()).length - namesBefore).toBeLessThanOrEqual(2);
  });

  it("of more than 1000 parts is answered 413 (A12, A125, A268)", async () => {
    expect(
      (await post("/form", "multipart/form-data; boundary=b", `${part("a", "").repeat(1500)}--b--\r\n`)).first
        .status,
    ).toBe(413);
  });

  it.each(["constructor", "__proto__", "hasOwnProperty"])(
    "may have a field named %s (A268)",
    async (name) => {
      expect(
        (await post("/form", "multipart/form-data; boundary=b", `${part(name, "1")}--b--\r\n`)).first.status,
      ).toBe(200);
    },
  );
});
