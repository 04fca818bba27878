import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";

import { findErrorDocs } from "./error-docs.ts";

describe("findErrorDocs()", () => {
  it("finds what the documentation says of a code, and where [F513]", () => {
    const docs = findErrorDocs("MICRO_COMMAND_DUPLICATE");
    expect(docs?.text).toMatch(/^Two extensions add a command of the same name[^#]*extension's\.$/);
    const lines = readFileSync(docs?.file ?? "", "utf8").split("\n");
    expect(lines[(docs?.line ?? 0) - 1]).toBe("## MICRO_COMMAND_DUPLICATE");
  });

  it("finds the last one of the page", () => {
    const page = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");
    const last = page.slice(page.lastIndexOf("## ") + 3).split("\n")[0] ?? "";
    expect(findErrorDocs(last)?.text).not.toBe("");
  });

  it.each(["ENOENT", "", "MICRO_OF_ANOTHER"])("knows nothing of others: %j", (code) => {
    expect(findErrorDocs(code)).toBeNull();
  });

  it("finds nothing where there are no files", () => {
    vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
      throw new Error("no such module");
    });
    expect(findErrorDocs("MICRO_APP_FROZEN")).toBeNull();
    vi.restoreAllMocks();
  });

  it("finds nothing where the page is not beside the package", () => {
    const real = process.getBuiltinModule("node:fs");
    const { getBuiltinModule } = process;
    vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) =>
      name === "node:fs" ? { ...real, existsSync: () => false } : getBuiltinModule(name),
    );
    expect(findErrorDocs("MICRO_APP_FROZEN")).toBeNull();
    vi.restoreAllMocks();
  });
});
