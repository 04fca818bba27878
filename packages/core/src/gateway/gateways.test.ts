import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { type Driver, GATEWAYS } from "../../test/gateway-drivers.ts";
import { MemoryLogger } from "../../test/memory-logger.ts";
import { createFolder, removeFolder, writeFile } from "../../test/temporary-folder.ts";
import { Micro } from "../app.ts";
import { reply } from "../http/reply.ts";
import { sendFile } from "../send-file.ts";

const LARGE_FILE = "0123456789abcdef".repeat(16 * 1024);

let folder: string;

beforeAll(() => {
  folder = createFolder({ "small.txt": "Hello, file!", "large.bin": LARGE_FILE, "empty.txt": "" });
});

afterAll(() => removeFolder(folder));

describe.each(GATEWAYS)("an app behind $name", ({ scheme, hasSocket, open }) => {
  let app: Micro;
  let driver: Driver;
  let logger: MemoryLogger;

  beforeEach(async () => {
    logger = new MemoryLogger();
    app = new Micro(null, { logger });
    driver = await open(app);
  });

  afterEach(() => driver.close());

  describe("status and headers", () => {
    it("gives text as HTML with its length in bytes", async () => {
      app.get("/", () => "Grüße");
      const response = await driver.send({ path: "/" });
      expect(response.status).toBe(200);
      expect(response.header("content-type")).toEqual(["text/html; charset=utf-8"]);
      expect(response.header("content-length")).toEqual(["7"]);
      expect(await response.text()).toBe("Grüße");
    });

    it("gives an object as JSON", async () => {
      app.get("/", () => ({ movies: ["Ran"] }));
      const response = await driver.send({ path: "/" });
      expect(response.header("content-type")).toEqual(["application/json"]);
      expect(JSON.parse(await response.text())).toEqual({ movies: ["Ran"] });
    });

    it("gives bytes as they are", async () => {
      app.get("/", () => new Uint8Array([72, 105]));
      const response = await driver.send({ path: "/" });
      expect(response.header("content-type")).toEqual(["application/octet-stream"]);
      expect(await response.text()).toBe("Hi");
    });

    it("sends the status and headers that a view staged", async () => {
      app.get("/", (_, response) => {
        response.status = 202;
        response.headers.set("Cache-Control", "no-store");
        return "later";
      });
      const response = await driver.send({ path: "/" });
      expect(response.status).toBe(202);
      expect(response.header("cache-control")).toEqual(["no-store"]);
    });

    it("sends each cookie as a field of its own (A317)", async () => {
      app.get("/", (_, response) => {
        response.setCookie("a", "1");
        response.setCookie("b", "2");
        return "two";
      });
      const cookies = (await driver.send({ path: "/" })).header("set-cookie");
      expect(cookies.map((cookie) => cookie.split(";")[0])).toEqual(["a=1", "b=2"]);
    });

    it("knows scheme and host", async () => {
      app.get("/", ({ host, scheme: own }) => ({ host: host.replace(/:\d+$/, ""), own }));
      const response = await driver.send({ path: "/", headers: hasSocket ? { host: "localhost:1" } : {} });
      expect(JSON.parse(await response.text())).toEqual({ host: "localhost", own: scheme });
    });

    it("hands path, query and headers to the view", async () => {
      app.get("/<name>", (request) => ({
        name: request.params.name,
        q: request.query.getAll("q"),
        language: request.headers.get("Accept-Language"),
      }));
      const response = await driver.send({
        path: "/caf%C3%A9?q=1&q=2",
        headers: { "accept-language": "de" },
      });
      expect(JSON.parse(await response.text())).toEqual({ name: "café", q: ["1", "2"], language: "de" });
    });

    it("tells the view of a missing header with undefined", async () => {
      app.get("/", ({ headers }) => ({
        is: headers.get("x-none") === undefined,
        has: headers.has("x-none"),
      }));
      expect(JSON.parse(await (await driver.send({ path: "/" })).text())).toEqual({ is: true, has: false });
    });

    it("knows no header by the name of a member of objects (A208)", async () => {
      app.get("/", ({ headers }) => ({
        found: ["constructor", "__proto__", "hasOwnProperty"].filter(
          (name) => headers.has(name) || headers.get(name) !== undefined,
        ),
      }));
      expect(JSON.parse(await (await driver.send({ path: "/" })).text())).toEqual({ found: [] });
    });

    it("lists the request's headers in lower case", async () => {
      app.get("/", ({ headers }) => Object.fromEntries(headers));
      const response = await driver.send({ path: "/", headers: { "X-One": "1" } });
      expect(JSON.parse(await response.text())).toMatchObject({ "x-one": "1" });
    });
  });

  describe("responses without a body", () => {
    it("answers HEAD with the headers of GET and no body", async () => {
      app.get("/", () => "Hello!");
      const response = await driver.send({ method: "HEAD", path: "/" });
      expect([response.status, response.header("content-length"), await response.text()]).toEqual([
        200,
        ["6"],
        "",
      ]);
    });

    it("answers HEAD on a stream without running it", async () => {
      let started = false;
      app.get("/", async function* stream() {
        started = true;
        yield "x";
      });
      const response = await driver.send({ method: "HEAD", path: "/" });
      expect([response.status, await response.text(), started]).toEqual([200, "", false]);
    });

    it.each([204, 304])("sends %i without body, type and length", async (status) => {
      app.get("/", () => reply("dropped", status, { "X-Kept": "1" }));
      const response = await driver.send({ path: "/" });
      expect([response.status, await response.text(), response.header("x-kept")]).toEqual([
        status,
        "",
        ["1"],
      ]);
      expect([
        ...response.header("content-length"),
        ...response.header("content-type"),
        ...response.header("transfer-encoding"),
      ]).toEqual([]);
    });

    it("ends a stream that comes with a 204 unread", async () => {
      let chunks = 0;
      const stream = new ReadableStream<string>({ pull: () => void chunks++ }, { highWaterMark: 0 });
      app.get("/", () => reply(stream, 204));
      expect((await driver.send({ path: "/" })).status).toBe(204);
      expect(chunks).toBe(0);
    });

    it("sends an empty text with length 0", async () => {
      app.get("/", () => "");
      const response = await driver.send({ path: "/" });
      expect([response.header("content-length"), await response.text()]).toEqual([["0"], ""]);
    });

    it("sends reply(null) with length 0 and no type", async () => {
      app.post("/", () => reply(null, 201));
      const response = await driver.send({ method: "POST", path: "/" });
      expect([response.status, response.header("content-length"), response.header("content-type")]).toEqual([
        201,
        ["0"],
        [],
      ]);
    });
  });

  describe("bodies", () => {
    it("gives JSON to the view", async () => {
      app.post("/", async (request) => ({ got: await request.json() }));
      const response = await driver.send({
        method: "POST",
        path: "/",
        headers: { "content-type": "application/json" },
        body: '{"a":[1]}',
      });
      expect(JSON.parse(await response.text())).toEqual({ got: { a: [1] } });
    });

    it("gives an urlencoded form to the view", async () => {
      app.post("/", async (request) => ({ tags: (await request.form()).getAll("tag") }));
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const response = await driver.send({ method: "POST", path: "/", headers, body: "tag=a+b&tag=%C3%A9" });
      expect(JSON.parse(await response.text())).toEqual({ tags: ["a b", "é"] });
    });

    it("gives a multipart form with files to the view", async () => {
      app.post("/", async (request) => {
        const form = await request.form();
        const file = form.files.get("poster");
        return { title: form.get("title"), name: file?.filename, size: file?.size };
      });
      const body =
        '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nRan\r\n--b\r\nContent-Disposition: form-data; name="poster"; filename="ran.jpg"\r\n\r\nxyz\r\n--b--\r\n';
      const response = await driver.send({
        method: "POST",
        path: "/",
        headers: { "content-type": "multipart/form-data; boundary=b" },
        body,
      });
      expect(JSON.parse(await response.text())).toEqual({ title: "Ran", name: "ran.jpg", size: 3 });
    });

    it("streams a body to the view", async () => {
      app.put("/", async (request) => {
        let size = 0;
        for await (const chunk of request.stream()) size += chunk.byteLength;
        return { size };
      });
      const response = await driver.send({ method: "PUT", path: "/", body: "x".repeat(300_000) });
      expect(JSON.parse(await response.text())).toEqual({ size: 300_000 });
    });

    it("gives a view no bytes when there is no body", async () => {
      app.post("/", async (request) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of request.stream()) chunks.push(chunk);
        return { chunks: chunks.length };
      });
      expect(JSON.parse(await (await driver.send({ method: "POST", path: "/" })).text())).toEqual({
        chunks: 0,
      });
    });

    it.each(["json", "bytes", "form"] as const)(
      "answers 413 to a body over the route's limit, read by %s()",
      async (read) => {
        app.route("/", { methods: ["POST"], maxContentLength: 10 }, async (request) => ({
          value: await request[read](),
        }));
        const type = read === "form" ? "application/x-www-form-urlencoded" : "application/json";
        const response = await driver.send({
          method: "POST",
          path: "/",
          headers: { "content-type": type },
          body: `"${"x".repeat(20)}"`,
        });
        expect(response.status).toBe(413);
      },
    );

    it("answers 413 to a stream over the limit while the view reads it", async () => {
      app.route("/", { methods: ["POST"], maxContentLength: 1000 }, async (request) => {
        for await (const chunk of request.stream()) expect(chunk.byteLength).toBeGreaterThan(0);
        return "all";
      });
      expect((await driver.send({ method: "POST", path: "/", body: "x".repeat(200_000) })).status).toBe(413);
    });

    it("answers 400 to malformed JSON", async () => {
      app.post("/", (request) => request.json().then(() => "parsed"));
      const response = await driver.send({
        method: "POST",
        path: "/",
        headers: { "content-type": "application/json" },
        body: "{",
      });
      expect([response.status, response.header("content-type")]).toEqual([400, ["application/problem+json"]]);
    });
  });

  describe("files", () => {
    it.each(["small.txt", "large.bin", "empty.txt"])("sends %s whole", async (name) => {
      app.get("/", () => sendFile(`${folder}/${name}`));
      const response = await driver.send({ path: "/" });
      const text = await response.text();
      expect([response.status, response.header("content-length")]).toEqual([200, [String(text.length)]]);
      expect(text).toBe({ "small.txt": "Hello, file!", "large.bin": LARGE_FILE, "empty.txt": "" }[name]);
    });

    it.each([
      ["small.txt", "bytes=0-4", ["Hello", "bytes 0-4/12"]],
      ["large.bin", "bytes=10-20", ["abcdef01234", "bytes 10-20/262144"]],
      ["large.bin", "bytes=-3", ["def", "bytes 262141-262143/262144"]],
    ])("sends a range of %s for %s", async (name, range, [expected, contentRange]) => {
      app.get("/", () => sendFile(`${folder}/${name}`));
      const response = await driver.send({ path: "/", headers: { range } });
      expect([response.status, response.header("content-range"), await response.text()]).toEqual([
        206,
        [contentRange],
        expected,
      ]);
    });

    it("answers 416 to a range beyond the end [F175]", async () => {
      app.get("/", () => sendFile(`${folder}/small.txt`));
      const response = await driver.send({ path: "/", headers: { range: "bytes=100-" } });
      expect([response.status, response.header("content-range")]).toEqual([416, ["bytes */12"]]);
    });

    it("answers 304 to a client that has the file", async () => {
      app.get("/", () => sendFile(`${folder}/small.txt`));
      const [etag = ""] = (await driver.send({ path: "/" })).header("etag");
      const response = await driver.send({ path: "/", headers: { "if-none-match": etag } });
      expect([response.status, response.header("etag"), await response.text()]).toEqual([304, [etag], ""]);
    });

    it("breaks off when the file shrinks while it is sent (F46)", async () => {
      app.get("/", () => {
        const path = writeFile(folder, "shrinking.bin", "x".repeat(300_000));
        const file = sendFile(path);
        queueMicrotask(() => writeFile(folder, "shrinking.bin", "x"));
        return file;
      });
      const response = await driver.send({ path: "/" });
      expect(await response.isWhole()).toBe(false);
    });
  });

  describe("errors", () => {
    it("answers a throw with a page that leaks nothing", async () => {
      app.get("/", () => {
        throw new Error("password is hunter2");
      });
      const response = await driver.send({ path: "/", headers: { accept: "text/html" } });
      expect([response.status, response.header("content-type")]).toEqual([500, ["text/html; charset=utf-8"]]);
      expect(await response.text()).not.toMatch(/hunter2|gateways\.test|node_modules/);
      expect(logger.text).toContain("hunter2");
    });

    it("answers an unknown path with 404", async () => {
      expect((await driver.send({ path: "/none" })).status).toBe(404);
    });

    it("answers another method with 405 and Allow [F175 B8]", async () => {
      app.get("/", () => "x");
      const response = await driver.send({ method: "DELETE", path: "/" });
      expect([response.status, response.header("allow")]).toEqual([405, ["GET, HEAD, OPTIONS"]]);
    });

    it("answers OPTIONS with Allow [F31 B1]", async () => {
      app.get("/", () => "x");
      const response = await driver.send({ method: "OPTIONS", path: "/" });
      expect([response.status, response.header("allow")]).toEqual([200, ["GET, HEAD, OPTIONS"]]);
    });

    it("answers HEAD with the status of an error and no body (F33)", async () => {
      const response = await driver.send({ method: "HEAD", path: "/none" });
      expect([response.status, await response.text()]).toEqual([404, ""]);
      expect(Number(response.header("content-length")[0])).toBeGreaterThan(0);
    });
  });
});
