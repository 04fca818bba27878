import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { FileStore } from "./file-store.ts";
import { sessionStoreChecks } from "./store-checks.ts";

let parent = "";
let folder = "";

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "micro-sessions-"));
  folder = join(parent, "sessions");
});

afterEach(() => rmSync(parent, { recursive: true }));

/** Every file and folder of the store. */
function listAll(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
}

describe("FileStore [F238]", () => {
  it.each(sessionStoreChecks)("$name", async ({ run }) => {
    await expect(run(new FileStore(folder))).resolves.toBeUndefined();
  });

  it("is one store for all processes that have the folder", async () => {
    await new FileStore(folder).create("id", "data", 60);
    const other = new FileStore(folder);
    expect(await other.read("id")).toBe("data");
    await other.delete("id");
    expect(await new FileStore(folder).update("id", "late", 60)).toBe(false);
  });

  it("leaves one file for a session, whose names tell nothing of the id", async () => {
    const store = new FileStore(folder);
    await store.create("../secret-id", "a", 60);
    for (let change = 0; change < 5; change++) await store.update("../secret-id", String(change), 60);
    const [name = "", data] = listAll();
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect([data, listAll().length]).toEqual([join(name, "data"), 2]);
    expect(readdirSync(parent)).toEqual(["sessions"]);
  });

  it("can be read by its owner only", async () => {
    await new FileStore(folder).create("id", "a", 60);
    const [name = ""] = listAll();
    const modes = [folder, join(folder, name), join(folder, name, "data")].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  it("has nothing to clean up before its first session", async () => {
    expect(await new FileStore(folder).cleanup()).toBe(0);
  });

  it("cleans up what a process left that died, and leaves what is being made", async () => {
    for (const name of ["trash-1", "old", "new"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "old", "draft"), "half");
    utimesSync(join(folder, "old"), 0, 0);
    expect(await new FileStore(folder).cleanup()).toBe(2);
    expect(listAll()).toEqual(["new"]);
  });

  it("says what the file system does not allow", async () => {
    writeFileSync(folder, "a file");
    const store = new FileStore(folder);
    await expect(store.create("id", "a", 60)).rejects.toThrow(folder);
    await expect(store.read("id")).rejects.toThrow("ENOTDIR");
  });
});
