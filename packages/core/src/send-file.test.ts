import { readdirSync, utimesSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { exchange, head } from "../test/raw-socket.ts";
import { serveForTest } from "../test/running-server.ts";
import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import { sendFile, type SendFileOptions, SentFile } from "./send-file.ts";
import type { TestResponse } from "./testing/test-response.ts";

const LARGE = 300 * 1024;
let folder: string;

beforeAll(() => {
  folder = createFolder({
    "a.txt": "0123456789",
    "empty.txt": "",
    "large.bin": "x".repeat(LARGE),
    "page.html": "<p>",
    noextension: "?",
  });
});

afterAll(() => removeFolder(folder));

/** Asks a view that sends one file. */
async function ask(
  name: string,
  headers: Record<string, string> = {},
  options: SendFileOptions & { method?: string } = {},
): Promise<TestResponse> {
  const { method = "GET", ...how } = options;
  const app = new Micro();
  app.route("/", { methods: ["GET", "POST"] }, () => sendFile(`${folder}/${name}`, how));
  return app.testClient().request(method, "/", { headers });
}

describe("sendFile", () => {
  it("is a value that a test can look at", () => {
    const file = sendFile("/srv/a.txt", { asAttachment: true });
    expect([file instanceof SentFile, file.path, file.options]).toEqual([
      true,
      "/srv/a.txt",
      { asAttachment: true },
    ]);
  });

  it("sends type, length, validators and cache control", async () => {
    const { status, text, headers } = await ask("a.txt");
    expect([status, text]).toEqual([200, "0123456789"]);
    expect(Object.fromEntries(headers)).toEqual({
      "content-type": "text/plain; charset=utf-8",
      "content-length": "10",
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      etag: expect.stringMatching(/^"[\da-f.]+-a"$/),
      "last-modified": expect.stringMatching(/ GMT$/),
    });
  });

  it.each([
    ["a.txt", "text/plain; charset=utf-8"],
    ["page.html", "text/html; charset=utf-8"],
    ["large.bin", "application/octet-stream"],
    ["noextension", "application/octet-stream"],
  ])("sends %s as %s", async (name, type) => {
    expect((await ask(name)).headers.get("content-type")).toBe(type);
  });

  it("sends another type when it is given", async () => {
    expect((await ask("a.txt", {}, { type: "text/csv" })).headers.get("content-type")).toBe("text/csv");
  });

  it("keeps a type and a cache control that the view staged", async () => {
    const app = new Micro();
    app.get("/", (_, response) => {
      response.type = "text/x-own";
      response.headers.set("Cache-Control", "private");
      return sendFile(`${folder}/a.txt`);
    });
    const { headers } = await app.testClient().get("/");
    expect([headers.get("content-type"), headers.get("cache-control")]).toEqual(["text/x-own", "private"]);
  });

  it("lets browsers keep it for maxAge seconds", async () => {
    expect((await ask("a.txt", {}, { maxAge: 0 })).headers.get("cache-control")).toBe("public, max-age=0");
  });

  it.each([
    ["none.txt", 404],
    ["", 404],
    ["a.txt/b", 404],
    ["a\0b", 404],
  ])("answers %j with %i", async (name, status) => {
    expect((await ask(name)).status).toBe(status);
  });

  it("sends a file that changed since it was kept", async () => {
    const app = new Micro();
    app.get("/", () => sendFile(`${folder}/changing.txt`));
    const client = app.testClient();
    const answers: string[] = [];
    for (const text of ["one", "two!", "six"]) {
      utimesSync(
        writeFile(folder, "changing.txt", text),
        new Date(),
        new Date(Date.now() + 1000 * answers.length),
      );
      answers.push((await client.get("/")).text);
    }
    expect(answers).toEqual(["one", "two!", "six"]);
  });

  it("sends more small files than it keeps", async () => {
    const app = new Micro();
    app.get("/<int:n>", ({ params }) => sendFile(`${folder}/many-${params.n}`));
    const client = app.testClient();
    const bytes = new Uint8Array(128 * 1024);
    for (let count = 0; count < 140; count++) {
      writeFile(folder, `many-${count}`, bytes.fill(count));
      expect((await client.get(`/${count}`)).bytes[0]).toBe(count);
    }
    expect((await client.get("/0")).bytes[1]).toBe(0);
  });

  it("sends what it read, whatever length the system told", async () => {
    const port = await serveForTest(
      (() => {
        const app = new Micro();
        app.get("/", () => sendFile("/proc/version"));
        app.get("/next", () => "next");
        return app;
      })(),
    );
    const { responses } = await exchange(port, head("GET /") + head("GET /next"), { count: 2 });
    expect(responses[0]?.body).toHaveLength(Number(responses[0]?.header("content-length")));
    expect(responses[1]?.body).toBe("next");
  });
});

describe("a conditional request", () => {
  it("is answered 304 without body, type and length", async () => {
    const { headers } = await ask("a.txt");
    const response = await ask("a.txt", { "if-none-match": headers.get("etag") ?? "" });
    expect([
      response.status,
      response.text,
      response.headers.get("content-type"),
      response.headers.get("content-length"),
    ]).toEqual([304, "", null, null]);
    expect([response.headers.get("etag"), response.headers.get("cache-control")]).toEqual([
      headers.get("etag"),
      "no-cache",
    ]);
  });

  it("by date is answered 304", async () => {
    const { headers } = await ask("a.txt");
    expect((await ask("a.txt", { "if-modified-since": headers.get("last-modified") ?? "" })).status).toBe(
      304,
    );
  });

  it.each([
    ["If-None-Match of another tag", { "if-none-match": '"other"' }, 200],
    ["If-None-Match: *", { "if-none-match": "*" }, 304],
    ["If-Match of another tag", { "if-match": '"other"' }, 412],
    ["If-Match: *", { "if-match": "*" }, 200],
    [
      "If-Unmodified-Since before the change",
      { "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT" },
      412,
    ],
    ["If-Modified-Since before the change", { "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT" }, 200],
  ])("%s is answered %i", async (...[, headers, status]) => {
    expect((await ask("a.txt", headers)).status).toBe(status);
  });

  it("with another method than GET and HEAD is answered 412 where GET would be 304", async () => {
    expect((await ask("a.txt", { "if-none-match": "*" }, { method: "POST" })).status).toBe(412);
  });
});

describe("a range (F47)", () => {
  it.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-100", "0123456789", "bytes 0-9/10"],
    ["bytes=8-100", "89", "bytes 8-9/10"],
  ])("%s gives %j", async (...[range, text, contentRange]) => {
    const response = await ask("a.txt", { range });
    expect([
      response.status,
      response.text,
      response.headers.get("content-range"),
      response.headers.get("content-length"),
    ]).toEqual([206, text, contentRange, String(text.length)]);
  });

  it.each(["bytes=10-", "bytes=100-200", "bytes=-0"])("%s is answered 416 with the length", async (range) => {
    const response = await ask("a.txt", { range });
    expect([response.status, response.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  });

  it.each([
    "bytes=",
    "bytes=-",
    "bytes=a-b",
    "bytes=4-2",
    "lines=0-1",
    "0-1",
    "bytes=0-1,3-4",
    "bytes=0.5-1",
    "bytes=0x1-2",
    `bytes=${"9".repeat(20)}-`,
  ])("%s is answered with the whole", async (range) => {
    const response = await ask("a.txt", { range });
    expect([response.status, response.text]).toEqual([200, "0123456789"]);
  });

  it("of a file beyond what is kept in memory is read from it", async () => {
    const response = await ask("large.bin", { range: "bytes=1000-1009" });
    expect([response.status, response.text]).toEqual([206, "x".repeat(10)]);
  });

  it("of an empty file is answered 416", async () => {
    expect((await ask("empty.txt", { range: "bytes=0-" })).status).toBe(416);
  });

  it("holds while If-Range holds", async () => {
    const { headers } = await ask("a.txt");
    const etag = headers.get("etag") ?? "";
    expect((await ask("a.txt", { range: "bytes=0-1", "if-range": etag })).status).toBe(206);
    expect((await ask("a.txt", { range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
    expect(
      (await ask("a.txt", { range: "bytes=0-1", "if-range": headers.get("last-modified") ?? "" })).status,
    ).toBe(206);
  });

  it("is not heeded by other methods than GET and HEAD", async () => {
    expect((await ask("a.txt", { range: "bytes=0-1" }, { method: "POST" })).status).toBe(200);
  });
});

describe("a file sent as an attachment", () => {
  const dispositionOf = async (options: SendFileOptions): Promise<string | null> =>
    (await ask("a.txt", {}, { asAttachment: true, ...options })).headers.get("content-disposition");

  it("has its own name", async () => {
    expect(await dispositionOf({})).toBe('attachment; filename="a.txt"');
  });

  it.each([
    ["plain.txt", 'attachment; filename="plain.txt"'],
    ["naïve.txt", "attachment; filename=\"naive.txt\"; filename*=UTF-8''na%C3%AFve.txt"],
    ["日本.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf"],
    ["日本", "attachment; filename=\"download\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"],
    [
      'a.txt";dummy=".bat',
      "attachment; filename=\"a.txt;dummy=.bat\"; filename*=UTF-8''a.txt%22%3Bdummy%3D%22.bat",
    ],
    [
      "a\r\nSet-Cookie: b",
      "attachment; filename=\"aSet-Cookie: b\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b",
    ],
    ["../../etc/passwd", 'attachment; filename="passwd"'],
    ["..\\..\\x.txt", 'attachment; filename="x.txt"'],
    ["it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
    ["100%.txt", "attachment; filename=\"100.txt\"; filename*=UTF-8''100%25.txt"],
    ["\ud800.txt", "attachment; filename=\".txt\"; filename*=UTF-8''%EF%BF%BD.txt"],
  ])("named %j says %s [A97]", async (downloadName, expected) => {
    expect(await dispositionOf({ downloadName })).toBe(expected);
  });

  it("shows no name otherwise", async () => {
    expect((await ask("a.txt", {}, { downloadName: "b.txt" })).headers.get("content-disposition")).toBeNull();
  });
});

describe("a large file", () => {
  const openFiles = (): number => readdirSync("/proc/self/fd").length;

  async function countLeaks(method: string, headers: Record<string, string> = {}): Promise<number> {
    const app = new Micro();
    app.get("/", () => sendFile(`${folder}/large.bin`));
    await app.testClient().get("/");
    const before = openFiles();
    for (let count = 0; count < 10; count++) await app.testClient().request(method, "/", { headers });
    await new Promise((resolve) => setTimeout(resolve, 50));
    return openFiles() - before;
  }

  it("is sent whole", async () => {
    expect((await ask("large.bin")).bytes).toHaveLength(LARGE);
  });

  it("is closed after it was sent (F14)", async () => {
    expect(await countLeaks("GET")).toBeLessThanOrEqual(2);
  });

  it("is closed after a HEAD (F33)", async () => {
    expect(await countLeaks("HEAD")).toBeLessThanOrEqual(2);
  });

  it("is closed after a HEAD on a socket (F33)", async () => {
    const app = new Micro();
    app.get("/", () => sendFile(`${folder}/large.bin`));
    const port = await serveForTest(app);
    const before = openFiles();
    for (let count = 0; count < 10; count++)
      await exchange(port, head("HEAD /", "Connection: close"), { isHead: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(openFiles() - before).toBeLessThanOrEqual(2);
  });

  it("is closed after clients left (F14)", async () => {
    const app = new Micro();
    app.get("/", async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return sendFile(`${folder}/large.bin`);
    });
    const port = await serveForTest(app);
    const before = openFiles();
    for (let count = 0; count < 10; count++)
      await exchange(port, head("GET /"), { timeout: 5, grace: 0 }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(openFiles() - before).toBeLessThanOrEqual(2);
  });

  it("is closed when an after-request hook replaces the answer", async () => {
    const app = new Micro();
    app.afterRequest(() => "something else");
    app.get("/", () => sendFile(`${folder}/large.bin`));
    const before = openFiles();
    for (let count = 0; count < 10; count++)
      expect((await app.testClient().get("/")).text).toBe("something else");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(openFiles() - before).toBeLessThanOrEqual(2);
  });
});
