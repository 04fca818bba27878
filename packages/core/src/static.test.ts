import { symlinkSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { createFolder, removeFolder } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import { safeJoin, staticFiles } from "./static.ts";

const ROOT = "/srv/public";

describe("safeJoin", () => {
  it.each([
    ["a.txt", "/srv/public/a.txt"],
    ["deep/a.txt", "/srv/public/deep/a.txt"],
    ["a b.txt", "/srv/public/a b.txt"],
    ["a..b", "/srv/public/a..b"],
    ["a.", "/srv/public/a."],
    ["-", "/srv/public/-"],
    [".well-known/acme", "/srv/public/.well-known/acme"],
    ["über.txt", "/srv/public/über.txt"],
  ])("joins %j", (name, path) => {
    expect(safeJoin(ROOT, name)).toBe(path);
  });

  it.each([
    "",
    ".",
    "..",
    "../x",
    "a/../x",
    "a/..",
    "/etc/passwd",
    "//server/share",
    "///x",
    "a//b",
    "a/",
    "\\\\srv\\s",
    "\\\\evil\\x",
    "a\\b",
    "..\\x",
    "C:\\x",
    "C:x",
    "c:/x",
    "a\0",
    "\0",
    ".env",
    "a/.git/config",
    ".hidden/x",
    ".well-known/.env",
    "...",
    "file:stream",
  ])("gives null for %j on every system (A14, A117, A161)", (name) => {
    expect(safeJoin(ROOT, name)).toBeNull();
  });

  describe("on Windows", () => {
    afterEach(() => {
      vi.unstubAllGlobals();
    });

    it.each([
      "CON",
      "con",
      "nul.txt",
      "COM1",
      "LPT9.log",
      "PRN",
      "AUX..",
      "CON ",
      "CON.txt.html",
      "a/CON/b",
      "a/b/aux.h",
      "CONIN$",
      "CONOUT$",
      "COM\u00b9",
      "COM0",
      "lpt\u00b3.x",
    ])("gives null for the device %j (A15, A16, A17, A18)", (name) => {
      vi.stubGlobal("process", { ...process, platform: "win32" });
      expect(safeJoin(ROOT, name)).toBeNull();
    });

    it.each(["CONSOLE", "COM10", "icon", "nullable.txt", "a.con"])("joins %j, which is no device", (name) => {
      vi.stubGlobal("process", { ...process, platform: "win32" });
      expect(safeJoin(ROOT, name)).not.toBeNull();
    });
  });

  it("joins a device's name where it is none (A15)", () => {
    vi.stubGlobal("process", { ...process, platform: "linux" });
    expect(safeJoin(ROOT, "CON")).toBe("/srv/public/CON");
  });
});

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
  ])("answers %s with %i (A152)", async (name, status) => {
    const app = new Micro();
    app.use(staticFiles({ folder: `${folder}/public` }));
    expect((await app.testClient().get(`/static/${name}`)).status).toBe(status);
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
