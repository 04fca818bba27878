import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { type Exchange, exchange, type ExchangeOptions, head, withBody } from "../../test/raw-socket.ts";
import { portOf, serveForTest, stopServer } from "../../test/running-server.ts";
import { Micro } from "../app.ts";

const logger = new MemoryLogger();
let server: Server;
let port: number;
let seen: string[];

function createProbeApp(): Micro {
  const app = new Micro(null, { logger });
  app.beforeRequest(({ method, rawPath }) => void seen.push(`${method} ${rawPath}`));
  app.get("/", () => "home");
  app.get("/second", () => "second");
  app.get("/host", ({ host }) => host);
  app.get("/facts", (request) => ({
    scheme: request.scheme,
    address: request.remoteAddress,
    host: request.host,
    url: request.url,
  }));
  app.get("/headers", ({ headers }) => Object.fromEntries(headers));
  app.post("/bytes", async (request) => ({ size: (await request.bytes()).byteLength }));
  app.get("/form/", () => "form");
  return app;
}

beforeAll(async () => {
  server = await createProbeApp().listen({ port: 0 });
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

/** Sends bytes and a GET /second behind them, which must not be read once a head or body was malformed. */
function sendMalformed(bytes: string, options: ExchangeOptions = {}): Promise<Exchange> {
  return exchange(port, bytes + head("GET /second"), { count: 2, timeout: 1500, ...options });
}

function expectRefused({ responses, isClosed }: Exchange, statuses: readonly number[]): void {
  expect(responses.map(({ status }) => status)).toHaveLength(1);
  expect(statuses).toContain(responses[0]?.status);
  expect(responses[0]?.header("connection")).toBe("close");
  expect(isClosed, "the connection is closed").toBe(true);
  expect(seen, "what follows is not parsed").not.toContain("GET /second");
}

describe("a malformed request line", () => {
  it.each([
    ["a method alone", "GET\r\nHost: a\r\n\r\n"],
    ["a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["letters after the version (A149)", "GET / HTTP/1.1a\r\nHost: a\r\n\r\n"],
    ["a version that is none", "GET / HTTP/1.x\r\nHost: a\r\n\r\n"],
    ["another protocol", "GET / SMTP/1.1\r\nHost: a\r\n\r\n"],
    ["no method", "/ HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["NUL in the method", "G\0T / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["lines that end with LF alone (A148, A172)", "GET / HTTP/1.1\nHost: a\n\n"],
    ["a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("with %s is answered 400", async (_, bytes) => {
    expectRefused(await sendMalformed(bytes), [400]);
  });

  it.each([
    ["0.9", "GET /\r\n\r\n"],
    ["2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"],
  ])("of HTTP %s is refused", async (_, bytes) => {
    expectRefused(await sendMalformed(bytes), [400, 505]);
  });
});

describe("a target", () => {
  it.each([
    ["* with another method than OPTIONS", "GET *"],
    ["an authority", "GET localhost:80"],
    ["with a fragment", "GET /a#b"],
    ["with a fragment in absolute form", "GET http://localhost/#b"],
    ["of another scheme (A301)", "GET httpx://localhost/second"],
    ["of a scheme and one slash (A301)", "GET http:/second"],
    ["with credentials", "GET http://user:pass@localhost/"],
    ["with a host that is none", "GET http://[/"],
    ["with a port that is none", "GET http://localhost:99999/"],
    ["that is no path", "GET second"],
  ])("%s is answered 400", async (_, line) => {
    expectRefused(await sendMalformed(head(line)), [400]);
  });

  it("in absolute form is routed by its path and query", async () => {
    const { first } = await exchange(port, head("GET http://localhost/facts?a=1"));
    expect(JSON.parse(first.body)).toMatchObject({ host: "localhost", url: "http://localhost/facts?a=1" });
  });

  it("in absolute form without a path is the root", async () => {
    expect((await exchange(port, head("GET http://localhost"))).first.body).toBe("home");
    expect((await exchange(port, head("GET http://localhost?q=1"))).first.body).toBe("home");
  });

  it("in absolute form says the host, whatever the Host field says", async () => {
    expect(
      (await exchange(port, "GET http://one.example/host HTTP/1.1\r\nHost: two.example\r\n\r\n")).first.body,
    ).toBe("one.example");
  });

  it("in absolute form with dot segments is answered 404 (A301)", async () => {
    expect((await exchange(port, head("GET http://localhost/b/../second"))).first.status).toBe(404);
  });

  it("over 8 KiB is answered 414", async () => {
    expect((await exchange(port, head(`GET /${"a".repeat(8192)}`))).first.status).toBe(414);
  });

  it("over 8 KiB by its query is answered 414", async () => {
    expect((await exchange(port, head(`GET /?${"a".repeat(8192)}`))).first.status).toBe(414);
  });

  it("over what Node reads of a head is answered 414 too", async () => {
    expectRefused(await sendMalformed(head(`GET /${"a".repeat(20_000)}`)), [414]);
  });

  it("just below 8 KiB is routed", async () => {
    expect((await exchange(port, head(`GET /?${"a".repeat(8100)}`))).first.body).toBe("home");
  });

  it("that lacks its slash is redirected, however long its query", async () => {
    const { first } = await exchange(port, head(`GET /form?${"q=".repeat(3000)}`));
    expect([first.status, first.header("location")]).toEqual([308, `/form/?${"q=".repeat(3000)}`]);
  });
});

describe("a Host field", () => {
  it.each([
    "",
    "/",
    "[",
    "a b",
    "a:99999",
    "a:b",
    "%",
    "x/allowed?a=",
    "user@a",
    "a,b",
    "a#b",
    "[::1",
    "a\\b",
  ])("of %j is answered 400 (A298, A324, A385)", async (host) => {
    expectRefused(await sendMalformed(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`), [400]);
  });

  it("that stands twice is answered 400 (A162)", async () => {
    expectRefused(await sendMalformed("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), [400]);
  });

  it("that stands twice with one value is answered 400", async () => {
    expectRefused(await sendMalformed("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"), [400]);
  });

  it("that is missing in HTTP/1.1 is answered 400", async () => {
    expectRefused(await sendMalformed("GET / HTTP/1.1\r\n\r\n"), [400]);
  });

  it("is not replaced by X-Forwarded-Host (A130)", async () => {
    expectRefused(await sendMalformed("GET /host HTTP/1.1\r\nX-Forwarded-Host: good.example\r\n\r\n"), [400]);
    expect(
      (await exchange(port, "GET /host HTTP/1.0\r\nX-Forwarded-Host: good.example\r\n\r\n")).first.body,
    ).toBe("");
  });

  it.each([
    "localhost",
    "a.example:8080",
    "127.0.0.1",
    "[::1]:80",
    "xn--bcher-kva.example",
    "a_b.example",
    "a:",
  ])("of %s is accepted", async (host) => {
    expect((await exchange(port, `GET /host HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).first.body).toBe(host);
  });
});

describe("a malformed header field [F262]", () => {
  it.each([
    ["a space before the colon (A204)", "X-A : b"],
    ["a space before Content-Length's colon (A149, A204)", "Content-Length : 5"],
    ["a line that begins with a space (A201, A204)", " Content-Length: 5"],
    ["NUL in its name (A149)", "X\0A: b"],
    ["NUL in its value", "X-A: b\0c"],
    ["no colon", "nonsense"],
    ["an empty name", ": b"],
    ["CR alone in its value (A148)", "X: a\rTransfer-Encoding: chunked"],
    ["CR alone before its name (A206)", "\rX: y"],
    ["a control character after 15 kB (A176)", `Bad: ${"x".repeat(15_000)}\x10`],
  ])("with %s is answered 400", async (_, field) => {
    expectRefused(await sendMalformed(head("GET /", field)), [400]);
  });

  it.each(["+5", "1_0", "1 2", "0x5", "-1", "5, 5", "\xa05", "5\x0b", "99999999999999999999", "five"])(
    "Content-Length: %j is answered 400 (A136, A149, A174, A196)",
    async (length) => {
      expectRefused(await sendMalformed(`${head("POST /bytes", `Content-Length: ${length}`)}hello`), [400]);
    },
  );

  it("Content-Length that stands twice is answered 400", async () => {
    expectRefused(
      await sendMalformed(`${head("POST /bytes", "Content-Length: 5", "Content-Length: 6")}hello`),
      [400],
    );
  });

  it.each([
    ["beside Content-Length (A150, A302)", "Content-Length: 6\r\nTransfer-Encoding: chunked"],
    ["twice (A169, A201)", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"],
    ["with chunked not last (A169)", "Transfer-Encoding: chunked, gzip"],
    ["with gzip before chunked (A169, A173)", "Transfer-Encoding: gzip, chunked"],
    [
      "with gzip before chunked and a Content-Length (A173)",
      "Transfer-Encoding: gzip, chunked\r\nContent-Length: 4",
    ],
    ["with a vertical tab behind it (A170)", "Transfer-Encoding: chunked\x0b"],
    ["with a vertical tab before it (A174)", "Transfer-Encoding:\x0bchunked"],
    ["of a coding that does not exist (A169)", "Transfer-Encoding: xchunked"],
    ["with a carriage return before it (A137)", "Transfer-Encoding: \rchunked"],
    ["folded over two lines (A201)", "Transfer-Encoding: chunked\r\n , identity"],
  ])("Transfer-Encoding %s is refused", async (_, fields) => {
    expectRefused(await sendMalformed(`${head("POST /bytes", fields)}0\r\n\r\n`), [400, 501]);
  });

  it("Transfer-Encoding of another coding is refused on a GET too (A169)", async () => {
    expectRefused(await sendMalformed(head("GET /", "Transfer-Encoding: gzip")), [400, 501]);
  });
});

describe("a malformed chunk", () => {
  it.each([
    ["longer than it says (A133)", "5\r\nhelloXX0\r\n\r\n"],
    ["with a sign (A136, A177)", "+5\r\nhello\r\n0\r\n\r\n"],
    ["with a prefix (A136, A177)", "0x5\r\nhello\r\n0\r\n\r\n"],
    ["with a line feed in its extension (A157)", "5;a=\nb\r\nhello\r\n0\r\n\r\n"],
    ["without a size", "\r\nhello\r\n0\r\n\r\n"],
    ["with a negative size", "-1\r\nhello\r\n0\r\n\r\n"],
    ["with a size beyond all bounds", "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n"],
  ])("%s is answered 400 (A182)", async (_, body) => {
    expectRefused(await sendMalformed(head("POST /bytes", "Transfer-Encoding: chunked") + body), [400]);
  });

  it("with an endless extension is refused (A205)", async () => {
    const bytes = `${head("POST /bytes", "Transfer-Encoding: chunked")}5;${"a".repeat(40_000)}\r\nhello\r\n0\r\n\r\n`;
    expectRefused(await sendMalformed(bytes), [400, 413]);
  });

  it("does not run the view to its end", async () => {
    await sendMalformed(`${head("POST /bytes", "Transfer-Encoding: chunked")}zz\r\n`);
    expect(seen.filter((line) => line.startsWith("GET"))).toEqual([]);
  });

  it("is no malformed one in upper case or with an extension", async () => {
    const { first } = await exchange(
      port,
      `${head("POST /bytes", "Transfer-Encoding: chunked")}A;x=y\r\n0123456789\r\n0\r\n\r\n`,
    );
    expect(JSON.parse(first.body)).toEqual({ size: 10 });
  });
});

describe("a head that is too large [F256]", () => {
  it("of 101 fields is answered 431", async () => {
    expectRefused(
      await sendMalformed(head("GET /", ...Array.from({ length: 100 }, (_, index) => `X-${index}: 1`))),
      [431],
    );
  });

  it("of 100 fields is read", async () => {
    expect(
      (await exchange(port, head("GET /", ...Array.from({ length: 99 }, (_, index) => `X-${index}: 1`))))
        .first.body,
    ).toBe("home");
  });

  it("of 1000 fields with one name is answered 431 (A142)", async () => {
    expectRefused(
      await sendMalformed(head("GET /", ...Array.from({ length: 1000 }, () => "X-A: 1234"))),
      [431],
    );
  });

  it("that hides its Content-Length behind 1500 fields is answered 431 (A212)", async () => {
    const fields = [...Array.from({ length: 1500 }, () => "a:1"), "Content-Length: 5", "X-Last: y"];
    expectRefused(await sendMalformed(`${head("POST /bytes", ...fields)}hello`), [431]);
  });

  it("over 16 KiB is answered 431", async () => {
    expectRefused(await sendMalformed(head("GET /", `X-A: ${"a".repeat(17_000)}`)), [431]);
  });

  it("of 16 kB of cookies is answered 431 or read at once (F28)", async () => {
    const cookies = Array.from({ length: 2000 }, (_, index) => `c${index}=1`).join("; ");
    const started = performance.now();
    const { first } = await exchange(port, head("GET /", `Cookie: ${cookies.slice(0, 15_000)}`));
    expect([200, 431]).toContain(first.status);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("header fields", () => {
  async function readHeaders(...fields: readonly string[]): Promise<Record<string, string>> {
    const { first } = await exchange(port, head("GET /headers", ...fields));
    return JSON.parse(first.body) as Record<string, string>; // what the view returned
  }

  it("lose the white space around their values (A202)", async () => {
    expect(await readHeaders("X-A: \t b \t")).toMatchObject({ "x-a": "b" });
  });

  it("keep names with underscores apart from those with dashes (A70)", async () => {
    expect(await readHeaders("X_A: 1", "X-A: 2")).toMatchObject({ x_a: "1", "x-a": "2" });
  });

  it("of one name are joined", async () => {
    expect(await readHeaders("X-A: 1", "X-A: 2")).toMatchObject({ "x-a": "1, 2" });
  });

  it("may be named like members of objects (A208)", async () => {
    expect((await exchange(port, head("GET /headers", "__proto__: x", "constructor: y"))).first.status).toBe(
      200,
    );
  });

  it("are not taken from the trailer of a body (A158, F36)", async () => {
    const chunked = `${head("POST /bytes", "Transfer-Encoding: chunked", "Trailer: X")}2\r\nab\r\n0\r\nHost: evil\r\nX: y\r\n\r\n`;
    const { responses } = await exchange(port, chunked + head("GET /host"), { count: 2 });
    expect(responses.map(({ body }) => body)).toEqual(['{"size":2}', "localhost"]);
  });

  it("that frame a body make its trailer malformed (F36)", async () => {
    const chunked = `${head("POST /bytes", "Transfer-Encoding: chunked")}2\r\nab\r\n0\r\nContent-Length: 5\r\n\r\n`;
    expectRefused(await sendMalformed(chunked), [400]);
  });

  it("of proxies are not believed (A81, A266, A306, A350)", async () => {
    const { first } = await exchange(
      port,
      head(
        "GET /facts",
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil.example",
        "X_Forwarded-Proto: https",
        "Forwarded: host=evil.example;proto=https",
      ),
    );
    expect(JSON.parse(first.body)).toEqual({
      scheme: "http",
      address: "127.0.0.1",
      host: "localhost",
      url: "http://localhost/facts",
    });
  });

  it("Accept-Version has no say in routing (A284)", async () => {
    expect((await exchange(port, head("GET /", "Accept-Version: 9.9.9"))).first.body).toBe("home");
  });

  it.each([
    ["Accept", ","],
    ["Accept", "a/b;q=1;"],
    ["Accept-Language", "a-"],
    ["If-None-Match", '"'],
    ["If-Modified-Since", "1"],
    ["Range", "bytes=0-0,"],
    ["Content-Type", "a;"],
    ["Cookie", "a=b;"],
    ["X-Forwarded-For", "1,"],
  ])("%s of 15 kB of %j is read at once (A100, A238, A321, A349)", async (name, unit) => {
    const started = performance.now();
    const { first } = await exchange(
      port,
      head("GET /none", `${name}: ${unit.repeat(15_000 / unit.length)}`),
    );
    expect(first.status).toBe(404);
    expect(performance.now() - started).toBeLessThan(300);
  });

  it("never reach a body that follows (A346)", async () => {
    const { responses } = await exchange(
      port,
      withBody("GET /", "application/json", "{}") + head("GET /second"),
      { count: 2 },
    );
    expect(responses.map(({ body }) => body)).toEqual(["home", "second"]);
  });
});

describe("a request id that a client sends", () => {
  async function idOf(...fields: readonly string[]): Promise<string> {
    const app = new Micro(null, { config: { REQUEST_ID_HEADER: "X-Request-Id" } });
    app.get("/", ({ id }) => id);
    return (await exchange(await serveForTest(app), head("GET /", ...fields))).first.body;
  }

  it("is taken when it is a word", async () => {
    expect(await idOf("X-Request-Id: abc-123")).toBe("abc-123");
  });

  it.each([
    ["too long", "x".repeat(201)],
    ["two words", "a b"],
    ["a tab", "a\tb"],
    ["no ASCII", "\xe9\x85"],
    ["empty", ""],
  ])("is replaced when it is %s, so that it breaks no log (A33, A105)", async (_, id) => {
    expect(await idOf(`X-Request-Id: ${id}`)).toMatch(/^[\da-f-]{36}$/);
  });

  it("is replaced when there are two", async () => {
    expect(await idOf("X-Request-Id: a", "X-Request-Id: b")).toMatch(/^[\da-f-]{36}$/);
  });
});
