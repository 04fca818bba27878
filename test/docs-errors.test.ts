import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FAILURE_CODES } from "../packages/cli/src/errors/command-failure.ts";
import { ERROR_CODES } from "../packages/core/src/errors.ts";
import { ROOT } from "./packages.ts";

const CODES: readonly string[] = Object.keys({ ...ERROR_CODES, ...FAILURE_CODES });

const HEADING = /^#{2,3} `?(MICRO_[A-Z0-9_]+)`?\s*$/gm;

function readDocumentedCodes(): string[] {
  const page = readFileSync(`${ROOT}docs/errors.md`, "utf8");
  return [...page.matchAll(HEADING)].map(([, code = ""]) => code);
}

describe("docs/errors.md", () => {
  it("has a heading for every error code [F513]", () => {
    const documented = new Set(readDocumentedCodes());
    expect(CODES.filter((code) => !documented.has(code))).toEqual([]);
  });

  it("has no heading for a code that does not exist", () => {
    expect(readDocumentedCodes().filter((code) => !CODES.includes(code))).toEqual([]);
  });

  it("explains each code once", () => {
    const documented = readDocumentedCodes();
    expect(documented).toEqual([...new Set(documented)]);
  });
});
