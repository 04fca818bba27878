import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createRequest } from "../fixtures/request.ts";
import { createFolder, removeFolder } from "../test/temporary-folder.ts";
import type { FileHandover } from "./http/request.ts";
import { Response } from "./http/response.ts";
import { toResponse } from "./http/to-response.ts";
import { sendFile, type SendFileOptions } from "./send-file.ts";

let folder: string;
beforeAll(() => {
  folder = createFolder({
    "a b.txt": "0123456789",
    "inside/c.txt": "c",
    "page.html.gz": "gzip",
    "data.tar.gz": "tar",
  });
});
afterAll(() => removeFolder(folder));

/** The response of a view value for a request with certain headers. */
async function answer(
  value: unknown,
  headers: Record<string, string> = {},
  fileHandover: FileHandover = false,
): Promise<Response> {
  const response = new Response();
  await toResponse(value, response, createRequest({ headers, services: { fileHandover } }));
  return response;
}

describe("bytes sent as a file", () => {
  const send = (options: SendFileOptions = {}) => sendFile(Buffer.from("0123456789"), options); // prettier-ignore

  it("have the type of their name, and no validators of their own [F113 B71]", async () => {
    const response = await answer(send({ downloadName: "a.txt", asAttachment: true }));
    expect([response.text, Object.fromEntries(response.headers)]).toEqual([
      "0123456789",
      {
        "Cache-Control": "no-cache",
        "Content-Disposition": 'attachment; filename="a.txt"',
        "Content-Type": "text/plain; charset=utf-8",
        "Accept-Ranges": "bytes",
      },
    ]);
  });

  it("are of any type without a name", async () => {
    expect((await answer(send())).type).toBe("application/octet-stream");
    expect((await answer(send({ type: "image/png" }))).type).toBe("image/png");
  });

  it("have the validators they are given, and answer conditions [F113 B71]", async () => {
    const lastModified = new Date("2026-11-21T10:00:00Z");
    const value = send({ etag: "v7", lastModified });
    expect(await answer(value)).toMatchObject({ etag: '"v7"', lastModified, status: 200 });
    expect((await answer(value, { "If-None-Match": '"v7"' })).status).toBe(304);
    expect((await answer(value, { "If-Modified-Since": lastModified.toUTCString() })).status).toBe(304);
    await expect(answer(value, { "If-Match": '"v6"' })).rejects.toMatchObject({ status: 412 });
  });

  it("give ranges [F113 F223 B71]", async () => {
    const response = await answer(send(), { Range: "bytes=2-4" });
    expect([response.status, response.text, response.contentRange]).toEqual([206, "234", "bytes 2-4/10"]);
    await expect(answer(send(), { Range: "bytes=10-" })).rejects.toMatchObject({
      status: 416,
      headers: { "Content-Range": "bytes */10", "Accept-Ranges": "bytes" },
    });
  });

  it("heed no conditions when they are told not to [F113]", async () => {
    const value = send({ etag: "v7", conditional: false });
    expect(await answer(value, { "If-None-Match": '"v7"', Range: "bytes=0-0" })).toMatchObject({
      status: 200,
      etag: '"v7"',
      text: "0123456789",
    });
  });
});

describe("a stream sent as a file", () => {
  async function* chunks(ended: string[] = []): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from("0123");
      yield Buffer.from("4567");
    } finally {
      ended.push("ended");
    }
  }

  it("is sent whole [F113 B71]", async () => {
    const response = await answer(sendFile(chunks(), { downloadName: "a.csv" }), { Range: "bytes=0-1" });
    const read: Uint8Array[] = [];
    if (typeof response.body === "object" && response.body !== null && Symbol.asyncIterator in response.body)
      for await (const chunk of response.body) read.push(Buffer.from(chunk));
    expect([response.status, response.mimetype, Buffer.concat(read).toString()]).toEqual([
      200,
      "text/csv",
      "01234567",
    ]);
  });

  it("is not sent to a client that has it, and ends", async () => {
    const stream = chunks();
    const response = await answer(sendFile(stream, { etag: "v7" }), { "If-None-Match": '"v7"' });
    expect([response.status, response.body]).toEqual([304, null]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe("a file on the disk", () => {
  it("may be given by its URL [F113]", async () => {
    const response = await answer(sendFile(pathToFileURL(`${folder}/a b.txt`)));
    expect(response.text).toBe("0123456789");
  });

  it("may have validators of the app's own, or none [F113]", async () => {
    const path = `${folder}/a b.txt`;
    expect((await answer(sendFile(path, { etag: "v7" }))).etag).toBe('"v7"');
    expect((await answer(sendFile(path, { etag: false }))).etag).toBeUndefined();
    const lastModified = new Date("2020-01-01T00:00:00Z");
    expect((await answer(sendFile(path, { lastModified }))).lastModified).toEqual(lastModified);
  });

  it("says until when it is fresh [F113 F222 B72]", async () => {
    const response = await answer(sendFile(`${folder}/a b.txt`, { maxAge: 3600 }));
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
    expect(Math.abs(Number(response.expires) - Date.now() - 3_600_000)).toBeLessThan(5000);
    expect((await answer(sendFile(`${folder}/a b.txt`))).headers.get("Cache-Control")).toBe("no-cache");
  });

  it("is shown decoded when it is compressed, and saved as it is [F113 F225]", async () => {
    const shown = await answer(sendFile(`${folder}/page.html.gz`));
    expect([shown.type, shown.contentEncoding]).toEqual(["text/html; charset=utf-8", "gzip"]);
    const saved = await answer(sendFile(`${folder}/page.html.gz`, { asAttachment: true }));
    expect([saved.type, saved.contentEncoding]).toEqual(["application/gzip", undefined]);
    const archive = await answer(sendFile(`${folder}/data.tar.gz`));
    expect([archive.type, archive.contentEncoding]).toEqual(["application/gzip", undefined]);
    const typed = await answer(sendFile(`${folder}/page.html.gz`, { type: "application/x-mine" }));
    expect([typed.type, typed.contentEncoding]).toEqual(["application/x-mine", undefined]);
  });
});

describe("a file that the server before the app sends", () => {
  it("is named in X-Sendfile [F115]", async () => {
    const response = await answer(sendFile(`${folder}/a b.txt`), {}, true);
    expect([response.headers.get("X-Sendfile"), response.body]).toEqual([`${folder}/a%20b.txt`, null]);
    expect(response.type).toBe("text/plain; charset=utf-8");
  });

  it("has its ranges cut by that server [F115]", async () => {
    const response = await answer(sendFile(`${folder}/a b.txt`), { Range: "bytes=0-1" }, true);
    expect([response.status, response.contentRange]).toEqual([200, undefined]);
  });

  it("is named in X-Accel-Redirect, by a URL [F115]", async () => {
    const handover = { folder, prefix: "/protected" };
    const response = await answer(sendFile(`${folder}/a b.txt`), {}, handover);
    expect(response.headers.get("X-Accel-Redirect")).toBe("/protected/a%20b.txt");
  });

  it("is sent by the app when the server has no URL for it [F115]", async () => {
    const response = await answer(
      sendFile(`${folder}/a b.txt`),
      {},
      { folder: "/srv/other/", prefix: "/p/" },
    );
    expect([response.headers.has("X-Accel-Redirect"), response.text]).toEqual([false, "0123456789"]);
  });

  it("is not named by a URL that leads out of the folder (A110, A273)", async () => {
    const handover = { folder: `${folder}/inside`, prefix: "/protected" };
    const response = await answer(sendFile(`${folder}/inside/../a b.txt`), {}, handover);
    expect([response.headers.has("X-Accel-Redirect"), response.text]).toEqual([false, "0123456789"]);
  });

  it("is not named where it is not modified [F115]", async () => {
    const { etag = "" } = await answer(sendFile(`${folder}/a b.txt`));
    const response = await answer(sendFile(`${folder}/a b.txt`), { "If-None-Match": etag }, true);
    expect([response.status, response.headers.has("X-Sendfile")]).toEqual([304, false]);
  });
});
