import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { lookAtFile } from "./known-file.ts";

let folder: string;
beforeAll(() => {
  folder = createFolder();
});
afterAll(() => removeFolder(folder));

describe("lookAtFile", () => {
  it("gives the same file while it has not changed", () => {
    const path = writeFile(folder, "same.txt", "text");
    const file = lookAtFile(path);
    expect(file).toMatchObject({ path, name: "same.txt", size: 4 });
    expect(lookAtFile(path)).toBe(file);
  });

  it("gives another one when it has changed, with other validators", () => {
    const path = writeFile(folder, "changed.txt", "old");
    const before = lookAtFile(path);
    writeFile(folder, "changed.txt", "longer");
    const after = lookAtFile(path);
    expect(after?.size).toBe(6);
    expect(after?.validators.etag).not.toBe(before?.validators.etag);
  });

  it("gives nothing where nothing is, or is no more", () => {
    const path = writeFile(folder, "gone.txt", "text");
    expect(lookAtFile(path)?.read()?.byteLength).toBe(4);
    rmSync(path);
    expect(lookAtFile(path)).toBeUndefined();
    expect(lookAtFile(`${folder}/none.txt`)).toBeUndefined();
  });

  it("knows a thousand files, and then begins anew", () => {
    const first = writeFile(folder, "many/first.txt", "text");
    const before = lookAtFile(first);
    for (let index = 0; index < 1000; index++) lookAtFile(writeFile(folder, `many/${index}.txt`, "text"));
    expect(lookAtFile(first)).not.toBe(before);
  });
});

describe("the bytes of a file", () => {
  it("are read once", () => {
    const file = lookAtFile(writeFile(folder, "once.txt", "text"));
    expect(file?.isKept).toBe(false);
    const bytes = file?.read();
    expect(String(bytes)).toBe("text");
    expect(file?.isKept).toBe(true);
    expect(file?.read()).toBe(bytes);
  });

  it("are not kept of a large one", () => {
    const file = lookAtFile(writeFile(folder, "large.txt", "x".repeat(128 * 1024 + 1)));
    expect([file?.read(), file?.isKept]).toEqual([undefined, false]);
  });

  it("are kept up to 16 MiB of all together, and then begin anew", () => {
    const content = "x".repeat(128 * 1024);
    const files = Array.from({ length: 129 }, (_, index) =>
      lookAtFile(writeFile(folder, `kept/${index}.txt`, content)),
    );
    for (const file of files) file?.read();
    const kept = files.filter((file) => file?.isKept);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(129);
    expect(files.at(-1)?.isKept).toBe(true);
    expect(lookAtFile(files[0]?.path ?? "")).toBe(files[0]);
  });
});
