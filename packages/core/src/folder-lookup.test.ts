import { afterEach, describe, expect, it, vi } from "vitest";

import { safeJoin } from "./folder-lookup.ts";

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
  ])("gives null for %j on every system [A14 A117 A161]", (name) => {
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
    ])("gives null for the device %j [A15 A16 A17 A18]", (name) => {
      vi.stubGlobal("process", { ...process, platform: "win32" });
      expect(safeJoin(ROOT, name)).toBeNull();
    });

    it.each(["CONSOLE", "COM10", "icon", "nullable.txt", "a.con"])("joins %j, which is no device", (name) => {
      vi.stubGlobal("process", { ...process, platform: "win32" });
      expect(safeJoin(ROOT, name)).not.toBeNull();
    });
  });

  it("joins a device's name where it is none [A15]", () => {
    vi.stubGlobal("process", { ...process, platform: "linux" });
    expect(safeJoin(ROOT, "CON")).toBe("/srv/public/CON");
  });
});
