import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONFIG_DEFAULTS } from "../packages/core/src/config-values.ts";
import { ROOT } from "./packages.ts";

const ROW = /^\| `([A-Z][A-Z0-9_]*)`\s*\| `([^`]+)`\s*\|/gm;

describe("docs/configuration.md", () => {
  it("has a row for every key, with its default", () => {
    const page = readFileSync(`${ROOT}docs/configuration.md`, "utf8");
    const rows = [...page.matchAll(ROW)].map(([, key = "", value = ""]): [string, unknown] => [
      key,
      JSON.parse(value),
    ]);
    expect(rows.map(([key]) => key)).toEqual([...new Set(rows.map(([key]) => key))]);
    expect(Object.fromEntries(rows)).toEqual(CONFIG_DEFAULTS);
  });
});
