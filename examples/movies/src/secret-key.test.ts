import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { createTemporaryFolder, removeTemporaryFolders } from "../test/temporary-folder.ts";
import { readSecretKey } from "./secret-key.ts";

afterEach(removeTemporaryFolders);

describe("readSecretKey", () => {
  it("makes a key once, in a file that only its owner may read", () => {
    const path = join(createTemporaryFolder(), "data", "secret-key");
    const key = readSecretKey(path, undefined);
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(readSecretKey(path, "development")).toBe(key);
    expect(readFileSync(path, "utf8")).toBe(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("differs from one file to the next", () => {
    const folder = createTemporaryFolder();
    expect(readSecretKey(join(folder, "a"), undefined)).not.toBe(readSecretKey(join(folder, "b"), undefined));
  });

  it("makes none in production", () => {
    expect(() => readSecretKey("secret-key", "production")).toThrow("Set MICRO_SECRET_KEY");
  });

  it("tells of a folder it cannot write to", () => {
    expect(() => readSecretKey(createTemporaryFolder(), undefined)).toThrow("EISDIR");
  });
});
