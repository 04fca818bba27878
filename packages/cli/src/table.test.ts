import { describe, expect, it } from "vitest";

import { formatTable } from "./table.ts";

describe("formatTable", () => {
  it("aligns the columns and ends no line with blanks", () => {
    const rows = [
      ["Endpoint", "Path"],
      ["i", "/a/long/path"],
      ["show", ""],
    ];
    expect(formatTable(rows).split("\n")).toEqual([
      "Endpoint  Path",
      "--------  ------------",
      "i         /a/long/path",
      "show",
    ]);
  });

  it("is as wide as the longest cell, and takes rows of any length", () => {
    expect(formatTable([["A"], ["long", "more"], []]).split("\n")).toEqual(["A", "----", "long  more", ""]);
    expect(formatTable([])).toBe("\n");
  });
});
