import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { exchange } from "../test/raw-socket.ts";
import { serveForTest } from "../test/running-server.ts";
import { Micro } from "./app.ts";
import { compress, type CompressOptions } from "./compression.ts";
import type { View } from "./hooks.ts";
import { reply } from "./http/reply.ts";
import { sendFile } from "./send-file.ts";
import type { TestResponse } from "./testing/test-response.ts";

const TEXT = "All work and no play makes Jack a dull boy. ".repeat(100);

/** Asks a view of an app that compresses. */
function ask(
  view: View<object> | string | object,
  headers: Record<string, string> = { "Accept-Encoding": "gzip" },
  { method = "GET", ...options }: CompressOptions & { method?: string } = {},
): Promise<TestResponse> {
  const app = new Micro();
  app.use(compress(options));
  app.get("/", typeof view === "function" ? (view as View<object>) : () => view); // a view is a function
  return app.testClient().request(method, "/", { headers });
}

describe("compress", () => {
  it.each([
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
  ])("compresses in %s, and says so [F119]", async (coding, decompress) => {
    const response = await ask(TEXT, { "Accept-Encoding": coding });
    expect(response.headers.get("Content-Encoding")).toBe(coding);
    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
    expect(response.headers.get("Content-Length")).toBe(String(response.bytes.byteLength));
    expect(response.bytes.byteLength).toBeLessThan(500);
    expect(decompress(response.bytes).toString()).toBe(TEXT);
  });

  it("compresses in zstd where the runtime can [F119]", async () => {
    const isThere = "createZstdCompress" in process.getBuiltinModule("node:zlib");
    const { headers } = await ask(TEXT, { "Accept-Encoding": "zstd" });
    expect(headers.get("Content-Encoding")).toBe(isThere ? "zstd" : null);
  });

  it("chooses what the client likes best, and of equals the app's first [F119]", async () => {
    const codingOf = async (header: string, options?: CompressOptions): Promise<string | null> =>
      (await ask(TEXT, { "Accept-Encoding": header }, options)).headers.get("Content-Encoding");
    expect(await codingOf("gzip, br")).toBe("br");
    expect(await codingOf("gzip, br;q=0.5")).toBe("gzip");
    expect(await codingOf("gzip, br", { codings: ["gzip", "br"] })).toBe("gzip");
    expect(await codingOf("*;q=0.1")).toBe("br");
    expect(await codingOf("gzip;q=0")).toBeNull();
  });

  it("compresses text from bytes, and JSON [F119]", async () => {
    const bytes = (): object => reply(Buffer.from(TEXT), 200, { "Content-Type": "text/plain" });
    expect(gunzipSync((await ask(bytes)).bytes).toString()).toBe(TEXT);
    const list = Array.from({ length: 500 }, (_, index) => index);
    expect(JSON.parse(gunzipSync((await ask(list)).bytes).toString())).toEqual(list);
  });

  it.each([
    ["for a client that asks for none", TEXT, {}],
    ["for a client that knows none", TEXT, { "Accept-Encoding": "identity, sdch" }],
    ["for a client that wants none", TEXT, { "Accept-Encoding": "" }],
    ["for a client that refuses all", TEXT, { "Accept-Encoding": "*;q=0" }],
  ])("sends the body as it is %s, with Vary [F119]", async (_, view, headers: Record<string, string>) => {
    const response = await ask(view, headers);
    expect([response.text, response.headers.get("Content-Encoding"), response.headers.get("Vary")]).toEqual([
      TEXT,
      null,
      "Accept-Encoding",
    ]);
  });

  it.each([
    ["is small", () => "small"],
    ["does not get smaller", () => reply(TEXT, 200, { "Content-Type": "image/png" })],
    ["is encoded already", () => reply(TEXT, 200, { "Content-Encoding": "br" })],
    ["is a range", () => reply(TEXT, 206, { "Content-Range": "bytes 0-1/2" })],
    ["must not be changed", () => reply(TEXT, 200, { "Cache-Control": "no-transform" })],
    ["is empty", () => reply(null, 200, { "Content-Type": "text/plain" })],
    ["is not modified", () => reply("", 304)],
  ])("leaves a body that %s [F119]", async (_, view) => {
    const { headers } = await ask(view);
    expect(headers.get("Content-Encoding")).not.toBe("gzip");
    expect(headers.has("Vary")).toBe(false);
  });

  it("begins at the threshold", async () => {
    const codingOf = async (threshold: number): Promise<string | null> =>
      (await ask("12345", undefined, { threshold })).headers.get("Content-Encoding");
    expect([await codingOf(5), await codingOf(6)]).toEqual(["gzip", null]);
  });

  it("makes the entity tag weak, and takes ranges away", async () => {
    const view = (): object => reply(TEXT, 200, { ETag: '"v7"', "Accept-Ranges": "bytes" });
    const { headers } = await ask(view);
    expect([headers.get("ETag"), headers.has("Accept-Ranges")]).toEqual(['W/"v7"', false]);
    const weak = await ask(() => reply(TEXT, 200, { ETag: 'W/"v7"' }));
    expect(weak.headers.get("ETag")).toBe('W/"v7"');
  });

  it("compresses files", async () => {
    const path = import.meta.filename;
    const response = await ask(() => sendFile(path, { type: "text/plain" }));
    expect(gunzipSync(response.bytes).toString()).toContain("makes Jack a dull boy");
  });

  it("compresses a stream chunk by chunk, as it comes [F119]", async () => {
    const waiting: (() => void)[] = [];
    const app = new Micro();
    app.use(compress());
    app.get("/", async function* stream() {
      yield "first ";
      await new Promise<void>((resolve) => void waiting.push(resolve));
      yield "second";
    });
    const response = await app.fetch(
      new Request("http://localhost/", { headers: { "Accept-Encoding": "gzip" } }),
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      if (chunks.length === 1) waiting.pop()?.(); // the first chunk is here while the second is not
    }
    expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe("first second");
  });

  it("ends a stream whose reader leaves [F118 F119]", async () => {
    let isEnded = false;
    const response = await ask(
      async function* stream() {
        try {
          for (;;) yield TEXT;
        } finally {
          isEnded = true;
        }
      },
      { "Accept-Encoding": "gzip" },
      { method: "HEAD" },
    );
    expect(response.status).toBe(200);
    await expect.poll(() => isEnded).toBe(true);
  });

  it("breaks the connection off when the stream fails", async () => {
    const app = new Micro(null, { logger: { error: () => undefined } });
    app.use(compress());
    app.get("/", async function* stream() {
      yield TEXT;
      throw new Error("broken");
    });
    const port = await serveForTest(app);
    const bytes = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";
    const { responses, isClosed } = await exchange(port, bytes);
    expect([responses, isClosed]).toEqual([[], true]);
  });
});
