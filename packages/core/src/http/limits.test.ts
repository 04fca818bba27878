import { describe, expect, it } from "vitest";

import { timeOfAsync } from "../../fixtures/timing.ts";
import { exchange } from "../../test/raw-socket.ts";
import { serveForTest } from "../../test/running-server.ts";
import { Micro } from "../app.ts";

/** An app that reads all of what came. */
function createApp(): Micro {
  const app = new Micro(null, { logger: { error: () => undefined } });
  app.get("/", (request) => ({
    query: request.query.size,
    cookies: Object.keys(request.cookies).length,
    accepts: request.accepts("text/html"),
    languages: request.acceptLanguages.bestMatch(["de"]) ?? null,
    range: request.range ?? null,
    tags: request.ifNoneMatch?.strong.length ?? 0,
    who: request.authorization?.type ?? null,
    cache: request.cacheControl.maxAge ?? null,
    fullPath: request.fullPath,
  }));
  app.get("/more", (request) => ({
    asked: request.accessControlRequestHeaders.length,
    route: request.accessRoute.length,
    type: request.mimetype,
    since: String(request.ifModifiedSince),
    range: String(request.ifRange),
  }));
  app.post("/form", async (request) => ({
    fields: (await request.form()).size,
    all: (await request.values()).size,
  }));
  return app;
}

/** The milliseconds that a request takes in process, and its status. */
async function measure(
  path: string,
  headers: Record<string, string> = {},
): Promise<[status: number, time: number]> {
  const app = createApp();
  const ask = (): Promise<{ status: number }> => app.testClient().get(path, { headers });
  const { status } = await ask();
  return [status, await timeOfAsync(ask)];
}

describe("a request of great size [F256]", () => {
  it("with 2,000 header fields is a 431, however they are named (F28) [A212 A142]", async () => {
    const port = await serveForTest(createApp());
    for (const field of ["a:1\r\n", "X-A: 1\r\n"]) {
      const bytes = `GET / HTTP/1.1\r\nHost: a\r\n${field.repeat(2000)}\r\n`;
      expect((await exchange(port, bytes)).first.status).toBe(431);
    }
  });

  it("with 100,000 cookies is a 431 on the wire, and read in no time elsewhere (F28)", async () => {
    const cookie = Array.from({ length: 100_000 }, (_, index) => `c${index}=1`).join("; ");
    const port = await serveForTest(createApp());
    expect(
      (await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n\r\n`)).first.status,
    ).toBe(431);
    const [status, time] = await measure("/", { Cookie: cookie });
    expect(status).toBe(200);
    expect(time).toBeLessThan(1500);
  });

  it("with 4,000 cookies is read soon (F28)", async () => {
    const cookie = Array.from({ length: 4000 }, (_, index) => `c${index}=1`).join("; ");
    const [status, time] = await measure("/", { Cookie: cookie });
    expect(status).toBe(200);
    expect(time).toBeLessThan(50);
  });

  it("with 5,000 query parameters is a 414, or read soon (F29)", async () => {
    expect(await measure(`/?${"a=1&".repeat(5000)}`)).toEqual([414, expect.any(Number)]);
    const [status, time] = await measure(`/?${"a&".repeat(4000)}`);
    expect(status).toBe(200);
    expect(time).toBeLessThan(50);
  });

  it("with a megabyte of form is a 413 in no time (F29)", async () => {
    const app = createApp();
    const ask = (): Promise<{ status: number }> =>
      app.testClient().post("/form", {
        body: "a&".repeat(400_000),
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
    expect((await ask()).status).toBe(413);
    expect(await timeOfAsync(ask)).toBeLessThan(100);
  });

  it.each([
    "Accept",
    "Accept-Language",
    "If-None-Match",
    "Range",
    "Authorization",
    "Cache-Control",
    "Cookie",
    "Access-Control-Request-Headers",
    "X-Forwarded-For",
    "If-Modified-Since",
    "If-Range",
  ])("with a long %s is answered soon (F47) [A114 A238 A320]", async (name) => {
    for (const unit of [",", ";", '"', "a,", "bytes=0-0,", '"a",', "q=", "=", "a=b;", " ", "x \t"]) {
      for (const path of ["/", "/more"]) {
        const [status, time] = await measure(path, { [name]: unit.repeat(15_000 / unit.length) });
        expect(status).toBe(200);
        expect(time).toBeLessThan(50);
      }
    }
  });
});

describe("bytes that are not UTF-8", () => {
  it.each([
    ["the path", "GET /%FF HTTP/1.1\r\nHost: a\r\n\r\n", [400, 404]],
    ["the query", "GET /?a=%FF&%C0%AE=%ED%A0%80 HTTP/1.1\r\nHost: a\r\n\r\n", [200]],
    ["a cookie", "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=\xff; b=%FF\r\n\r\n", [200]],
    ["a header", "GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: \xff\xfe\r\nAuthorization: Basic /w==\r\n\r\n", [200]],
    ["an urlencoded form", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\na=\xff&b", [200]],
    ["a multipart form", "POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 62\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--x--\r\n\r\n", [400]],
  ])("in %s are no 5xx (F30)", async (_, bytes, statuses) => {
    const port = await serveForTest(createApp());
    expect(statuses).toContain((await exchange(port, Buffer.from(bytes, "latin1"))).first.status);
  }); // prettier-ignore
});
