import { rmSync, symlinkSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import { sendFromDirectory, staticFiles, type StaticFilesOptions } from "./static.ts";

describe("staticFiles", () => {
  let folder: string;

  beforeAll(() => {
    folder = createFolder({
      "public/a.txt": "A",
      "public/deep/b.css": "B",
      "outside.txt": "secret",
      "public-private/s.txt": "secret",
    });
    symlinkSync(`${folder}/outside.txt`, `${folder}/public/out.txt`);
    symlinkSync(`${folder}/public/a.txt`, `${folder}/public/in.txt`);
    symlinkSync(`${folder}/public`, `${folder}/link-to-public`);
  });

  afterAll(() => removeFolder(folder));

  it("serves a folder as an extension", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public` }));
    expect(app.buildUrl("static", { filename: "deep/b.css" })).toBe("/static/deep/b.css");
    expect((await app.testClient().get("/static/deep/b.css")).text).toBe("B");
  });

  it("serves it under another prefix, with an age", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public`, prefix: "/assets", maxAge: 60 }));
    const response = await app.testClient().get("/assets/a.txt");
    expect([response.text, response.headers.get("cache-control")]).toEqual(["A", "public, max-age=60"]);
  });

  it("serves a folder that is itself a symbolic link", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/link-to-public` }));
    expect((await app.testClient().get("/static/a.txt")).text).toBe("A");
  });

  it.each([
    ["in.txt", 200],
    ["out.txt", 404],
    ["none.txt", 404],
    ["deep", 404],
  ])("answers %s with %i [A152]", async (name, status) => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public` }));
    expect((await app.testClient().get(`/static/${name}`)).status).toBe(status);
  });

  it("looks again at what has changed since it was served [A152]", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    const text = async (): Promise<string | number> => {
      const response = await client.get("/static/swapped.txt");
      return response.status === 200 ? response.text : response.status;
    };
    const path = writeFile(folder, "public/swapped.txt", "first");
    expect([await text(), await text()]).toEqual(["first", "first"]);
    writeFile(folder, "public/swapped.txt", "second one");
    expect(await text()).toBe("second one");
    rmSync(path);
    expect(await text()).toBe(404);
    symlinkSync(`${folder}/outside.txt`, path);
    expect(await text()).toBe(404);
    rmSync(path);
    symlinkSync(`${folder}/public/a.txt`, path);
    expect(await text()).toBe("A");
    rmSync(path);
  });

  it.each([
    [{ STATIC_CHECK_INTERVAL: 60 }, "old"],
    [{ STATIC_CHECK_INTERVAL: 0 }, "new!"],
    [{}, "new!"],
  ])("has a file looked at again by the interval of %j", async (config, expected) => {
    const path = writeFile(folder, "public/checked.txt", "old");
    const app = new Micro(null, { config });
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    expect((await client.get("/static/checked.txt")).text).toBe("old");
    writeFile(folder, "public/checked.txt", "new!");
    expect((await client.get("/static/checked.txt")).text).toBe(expected);
    rmSync(path);
  });

  it("looks again at what it has not in memory: nobody gets the tag of one version with the bytes of another", async () => {
    const path = writeFile(folder, "public/asked.txt", "old");
    const app = new Micro(null, { config: { STATIC_CHECK_INTERVAL: 60 } });
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    const since = { "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT" };
    const first = await client.get("/static/asked.txt", { headers: since });
    writeFile(folder, "public/asked.txt", "new, longer");
    const second = await client.get("/static/asked.txt");
    expect([first.status, second.text]).toEqual([304, "new, longer"]);
    expect(second.headers.get("etag")).not.toBe(first.headers.get("etag"));
    rmSync(path);
  });

  it("tells a browser that it has the file without looking again within the interval", async () => {
    const path = writeFile(folder, "public/there.txt", "old");
    const app = new Micro(null, { config: { STATIC_CHECK_INTERVAL: 60 } });
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    const since = { "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT" };
    const first = await client.get("/static/there.txt", { headers: since });
    const tag = { "If-None-Match": first.headers.get("etag") ?? "" };
    writeFile(folder, "public/there.txt", "new, longer");
    expect((await client.get("/static/there.txt", { headers: tag })).status).toBe(304);
    rmSync(path);
  });

  it("answers 404 for a file that vanishes before it was read", async () => {
    const path = writeFile(folder, "public/gone.txt", "old");
    const app = new Micro(null, { config: { STATIC_CHECK_INTERVAL: 60 } });
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    const since = { "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT" };
    expect((await client.get("/static/gone.txt", { headers: since })).status).toBe(304);
    rmSync(path);
    expect((await client.get("/static/gone.txt")).status).toBe(404);
  });

  it("sees a change when the interval is over", async () => {
    const path = writeFile(folder, "public/late.txt", "old");
    const app = new Micro(null, { config: { STATIC_CHECK_INTERVAL: 0.05 } });
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    expect((await client.get("/static/late.txt")).text).toBe("old");
    rmSync(path);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await client.get("/static/late.txt")).status).toBe(404);
  });

  it("looks at a large file for every request", async () => {
    const path = writeFile(folder, "public/large.txt", "a".repeat(200_000));
    const app = new Micro(null, { config: { STATIC_CHECK_INTERVAL: 60 } });
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    expect((await client.get("/static/large.txt")).text).toHaveLength(200_000);
    writeFile(folder, "public/large.txt", "b".repeat(150_000));
    expect((await client.get("/static/large.txt")).text).toBe("b".repeat(150_000));
    rmSync(path);
  });

  it("takes a second for the interval in production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const path = writeFile(folder, "public/live.txt", "old");
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public` }));
    const client = app.testClient();
    expect((await client.get("/static/live.txt")).text).toBe("old");
    writeFile(folder, "public/live.txt", "new!");
    expect((await client.get("/static/live.txt")).text).toBe("old");
    vi.unstubAllEnvs();
    rmSync(path);
  });

  it("answers 404 when none of several folders has the file, or the name is longer than any", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: [`${folder}/public`, `${folder}/public-private`] }));
    const client = app.testClient();
    expect((await client.get("/static/s.txt")).text).toBe("secret");
    expect((await client.get("/static/none.txt")).status).toBe(404);
    expect((await client.get(`/static/${"a".repeat(300)}`)).status).toBe(404);
  });

  it("answers 404 while the folder is missing", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/missing` }));
    expect((await app.testClient().get("/static/a.txt")).status).toBe(404);
  });

  it("hands its 404 to the app's error handler", async () => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public` }));
    app.onError(404, () => "not here");
    expect((await app.testClient().get("/static/none.txt")).text).toBe("not here");
  });

  it("can be installed once", () => {
    const app = new Micro();
    app.use(staticFiles({ folder }));
    expect(() => app.use(staticFiles({ folder, prefix: "/other" }))).toThrow("MICRO_EXTENSION_DUPLICATE");
  });
});

describe("static files with more than the default", () => {
  let public_: string;
  let second: string;

  beforeAll(() => {
    public_ = createFolder({
      "app.js": "plain",
      "app.js.br": "brotli",
      "app.js.gz": "gzipped",
      "docs/index.html": "<h1>Docs</h1>",
      "docs/a.html": "a",
      "index.html": "<h1>Home</h1>",
      "notes.txt.gz": "gzip",
    });
    second = createFolder({ "other.txt": "other", "app.js": "hidden" });
    symlinkSync("/etc/hostname", `${public_}/out.txt`);
    symlinkSync("/etc/hostname", `${public_}/docs/a.html.gz`);
  });
  afterAll(() => {
    removeFolder(public_);
    removeFolder(second);
  });

  function clientOf(options: Partial<StaticFilesOptions> = {}): ReturnType<Micro["testClient"]> {
    const app = new Micro();
    app.use(staticFiles({ folder: public_, ...options }));
    return app.testClient();
  }

  it.each([
    ["br, gzip", "br", "brotli"],
    ["gzip, br;q=0.5", "gzip", "gzipped"],
    ["identity", null, "plain"],
    ["", null, "plain"],
    [undefined, null, "plain"],
  ])("send a compressed file to a client that takes %j [F226]", async (accept, coding, text) => {
    const client = clientOf({ precompressed: true });
    const headers: Record<string, string> = accept === undefined ? {} : { "Accept-Encoding": accept };
    const response = await client.get("/static/app.js", { headers });
    expect([response.text, response.headers.get("Content-Encoding")]).toEqual([text, coding]);
    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
    expect(response.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
  });

  it("send no compressed file that is a symlink [F224 F226 A152]", async () => {
    const response = await clientOf({ precompressed: true }).get("/static/docs/a.html", {
      headers: { "Accept-Encoding": "gzip" },
    });
    expect([response.text, response.headers.get("Content-Encoding")]).toEqual(["a", null]);
  });

  it("send a compressed file by its own name with its coding [F225]", async () => {
    const { headers } = await clientOf().get("/static/notes.txt.gz");
    expect([headers.get("Content-Encoding"), headers.get("Content-Type")]).toEqual([
      "gzip",
      "text/plain; charset=utf-8",
    ]);
  });

  it("have an index file for a folder, which a slash leads to [F228]", async () => {
    const client = clientOf({ index: "index.html" });
    expect((await client.get("/static/")).text).toBe("<h1>Home</h1>");
    expect((await client.get("/static/docs/")).text).toBe("<h1>Docs</h1>");
    const moved = await client.get("/static/docs");
    expect([moved.status, moved.headers.get("Location")]).toEqual([308, "/static/docs/"]);
    expect((await client.get("/static/docs/a.html")).text).toBe("a");
    expect((await client.get("/static/none/")).status).toBe(404);
    expect((await clientOf().get("/static/docs/")).status).toBe(404);
    expect((await clientOf().get("/static/docs")).status).toBe(404);
  });

  it("come from the first of several folders that has them [F228]", async () => {
    const client = clientOf({ folder: [public_, second] });
    expect((await client.get("/static/other.txt")).text).toBe("other");
    expect((await client.get("/static/app.js")).text).toBe("plain");
  });

  it("may be below any prefix, with a slash at its end or empty [F221 B69 B70]", async () => {
    expect((await clientOf({ prefix: "/assets/" }).get("/assets/app.js")).text).toBe("plain");
    expect((await clientOf({ prefix: "" }).get("/app.js")).text).toBe("plain");
    expect((await clientOf({ folder: pathToFileURL(`${public_}/`) }).get("/static/app.js")).text).toBe(
      "plain",
    );
    expect((await clientOf({ folder: `${public_}/` }).get("/static/app.js")).text).toBe("plain");
  });
});

describe("sendFromDirectory", () => {
  let folder: string;
  beforeAll(() => {
    folder = createFolder({ "a.txt": "a", "deep/b.txt": "b", ".env": "SECRET" });
    symlinkSync("/etc/hostname", `${folder}/out`);
    symlinkSync("a.txt", `${folder}/in`);
  });
  afterAll(() => removeFolder(folder));

  async function ask(name: string): Promise<number | string> {
    const app = new Micro();
    app.get("/", () => sendFromDirectory(folder, name, { maxAge: 5 }));
    const { status, text } = await app.testClient().get("/");
    return status === 200 ? text : status;
  }

  it.each([
    ["a.txt", "a"],
    ["deep/b.txt", "b"],
    ["in", "a"],
  ])("sends %s [F114 B73]", async (name, text) => {
    expect(await ask(name)).toBe(text);
  });

  it.each([
    "../a.txt",
    "/etc/passwd",
    "a.txt\0",
    "deep",
    "",
    ".env",
    "none",
    "out",
    "deep/../a.txt",
    "C:\\x",
  ])("is a 404 for %j [F114 F224 B73 A14 A152]", async (name) => {
    expect(await ask(name)).toBe(404);
  });
});
