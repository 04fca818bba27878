import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { heapInUse } from "../../fixtures/memory.ts";
import { createRequest, LIMITS, splitBytes } from "../../fixtures/request.ts";
import { createFolder, removeFolder } from "../../test/temporary-folder.ts";
import type { Request } from "./request.ts";

const HEADERS = { "Content-Type": "multipart/form-data; boundary=x" };
const FIELD = 'Content-Disposition: form-data; name="title"\r\n\r\n';
const FILE =
  'Content-Disposition: form-data; name="poster"; filename="C:\\a\\b.png"\r\nContent-Type: image/png\r\n\r\n';
const BODY = `--x\r\n${FIELD}One\r\n--x\r\n${FILE}content\r\n--x\r\n${FIELD}Two\r\n--x--\r\n`;

let folder: string;
beforeAll(() => {
  folder = createFolder();
});
afterAll(() => removeFolder(folder));

function post(body: string | readonly Uint8Array[] = BODY): Request {
  return createRequest({
    method: "POST",
    headers: HEADERS,
    body: typeof body === "string" ? splitBytes(Buffer.from(body), 10) : body,
  });
}

describe("the parts of a form as they arrive", () => {
  it("are fields and files in order, with what the client says of them [F82]", async () => {
    const seen: unknown[] = [];
    for await (const part of post().parts()) {
      const { name, filename, contentType, isFile } = part;
      seen.push([name, filename, contentType, isFile, await part.text()]);
    }
    expect(seen).toEqual([
      ["title", undefined, "", false, "One"],
      ["poster", "b.png", "image/png", true, "content"],
      ["title", undefined, "", false, "Two"],
    ]);
  });

  it("are skipped when they are not read, or not to their end [F82]", async () => {
    const names: unknown[] = [];
    for await (const part of post().parts()) {
      names.push(part.name);
      if (part.isFile) for await (const chunk of part) if (chunk.byteLength > 0) break;
    }
    expect(names).toEqual(["title", "poster", "title"]);
  });

  it("can be saved as they arrive [F82 W26]", async () => {
    for await (const part of post().parts()) if (part.isFile) await part.save(`${folder}/poster`);
    expect(readFileSync(`${folder}/poster`, "utf8")).toBe("content");
  });

  it("leave nothing of a file when the client leaves in the middle (F15) [A249 A269]", async () => {
    const request = post(`--x\r\n${FILE}half of it`);
    const save = async (): Promise<void> => {
      for await (const part of request.parts()) await part.save(`${folder}/half`);
    };
    await expect(save()).rejects.toMatchObject({ status: 400 });
    expect(existsSync(`${folder}/half`)).toBe(false);
  });

  it("count as parts and as fields [F80 F82]", async () => {
    const read = async (limit: "maxFormParts" | "maxFormMemorySize"): Promise<void> => {
      const request = post();
      request[limit] = 2;
      for await (const part of request.parts()) void part.name;
    };
    await expect(read("maxFormParts")).rejects.toMatchObject({ status: 413 });
    await expect(read("maxFormMemorySize")).rejects.toMatchObject({ status: 413 });
  });

  it("are a 415 of another Content-Type", async () => {
    const request = createRequest({ method: "POST", body: "a=1", headers: { "Content-Type": "text/plain" } });
    const parts = request.parts()[Symbol.asyncIterator]();
    await expect(parts.next()).rejects.toMatchObject({ status: 415 });
  });

  it("need little memory for a large file [F82 A113]", async () => {
    const chunk = Buffer.alloc(64 * 1024, "a");
    const count = 4000; // 250 MiB
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--x\r\n${FILE}`);
      for (let index = 0; index < count; index++) yield chunk;
      yield Buffer.from("\r\n--x--");
    }
    const { readParts } = await import("./multipart.ts");
    const before = process.memoryUsage().rss;
    let size = 0;
    let highest = 0;
    for await (const part of readParts(source(), "x", { maxFormMemorySize: 1000, maxFormParts: 2 })) {
      for await (const piece of part) size += piece.byteLength;
      highest = Math.max(highest, process.memoryUsage().rss);
    }
    expect(size).toBe(count * chunk.byteLength);
    expect(highest - before).toBeLessThan(128 * 1024 * 1024);
  });
});

describe("a file of a form", () => {
  it("of 64 MiB of nothing but zeros is not kept in memory, wherever it is read (A257)", async () => {
    const chunk = Buffer.alloc(64 * 1024);
    const count = 1024;
    let highest = 0;
    await heapInUse();
    const before = process.memoryUsage().arrayBuffers;
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--x\r\n${FILE}`);
      for (let index = 0; index < count; index++) {
        if (index % 128 === 0) await heapInUse();
        if (index % 128 === 0) highest = Math.max(highest, process.memoryUsage().arrayBuffers - before);
        yield chunk;
      }
      yield Buffer.from("\r\n--x--");
    }
    const { parseMultipart } = await import("./multipart.ts");
    const listeners: (() => void)[] = [];
    const options = { ...LIMITS, onClose: (listener: () => void) => void listeners.push(listener) };
    const form = await parseMultipart(source(), "x", options);
    expect(form.files.get("poster")?.size).toBe(count * chunk.byteLength);
    listeners.forEach((listener) => listener());
    expect(highest).toBeLessThan(10 * 1024 * 1024);
  }, 30_000);
});

describe("a part", () => {
  it("has its header block", async () => {
    const headers = [];
    for await (const part of post().parts()) headers.push(part.headers["content-type"]);
    expect(headers).toEqual([undefined, ["image/png"], undefined]);
  });

  it("may begin a line with the boundary, if the line goes on", async () => {
    const value = "a\r\n--x-ray\r\n--xy\r\n--x \t!\r\n--x\ty";
    for (const size of [1, 3, 1000]) {
      const body = splitBytes(Buffer.from(`--x  \r\n${FIELD}${value}\r\n--x--`), size);
      expect((await post(body).form()).get("title")).toBe(value);
    }
  });

  it("takes so many spaces behind the boundary for content", async () => {
    const value = `\r\n--x${" ".repeat(1000)}`;
    expect((await post(`--x\r\n${FIELD}${value}\r\n--x--`).form()).get("title")).toBe(value);
  });
});

describe("the files of a form", () => {
  const large = "x".repeat(600_000);
  const form = (count: number): string => `${`--x\r\n${FILE}${large}\r\n`.repeat(count)}--x--`;

  /** A request whose end the test decides. */
  function open(count: number, listeners: (() => void)[]): Request {
    const request = createRequest({
      method: "POST",
      headers: HEADERS,
      body: splitBytes(Buffer.from(form(count)), 64 * 1024),
      onClose: (listener) => listeners.push(listener),
    });
    request.maxContentLength = 10_000_000;
    return request;
  }

  it("over 500 kB are on the disk until the request is over [F81]", async () => {
    const listeners: (() => void)[] = [];
    const { files } = await open(2, listeners).form();
    const [one] = files.getAll("poster");
    expect([files.getAll("poster").length, one?.size, (await one?.text()) === large]).toEqual([
      2,
      600_000,
      true,
    ]);
    expect(listeners).toHaveLength(1);
    for (const listener of listeners) listener();
    await expect(one?.bytes()).rejects.toThrow("its request is over");
  });

  it("stay in memory where nothing tells that the request is over", async () => {
    const request = createRequest({ method: "POST", headers: HEADERS, body: form(1) });
    expect((await (await request.form()).files.get("poster")?.text())?.length).toBe(600_000);
  });

  it("are given up when the form is refused [A246 A256]", async () => {
    const listeners: (() => void)[] = [];
    const request = open(3, listeners);
    request.maxFormParts = 2;
    await expect(request.form()).rejects.toMatchObject({ status: 413 });
    expect(() => listeners.forEach((listener) => listener())).not.toThrow();
  });
});
