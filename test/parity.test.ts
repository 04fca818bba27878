import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import {
  findMissing,
  findProofs,
  formatPage,
  proofsIn,
  readExceptions,
  readParity,
  readRows,
} from "../scripts/parity.mjs";
import { ROOT } from "./packages.ts";

describe("parity with Flask", () => {
  it("has a test or a reason for every row", () => {
    expect(findMissing(readParity()).map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });

  it("has tests for rows that exist only", () => {
    const known = new Set(readRows().map(({ id }) => id));
    const unknown = findProofs().flatMap(({ file, rows }) =>
      rows.filter((id) => /^[FBW]\d/.test(id) && !known.has(id)).map((id) => `${id} in ${file}`),
    );
    expect(unknown).toEqual([]);
  });

  it("has no reason for a row that a test proves, or that does not exist", () => {
    const proven = new Set(readParity().flatMap(({ row, proofs }) => (proofs.length > 0 ? [row.id] : [])));
    const known = new Set(readRows().map(({ id }) => id));
    expect(Object.keys(readExceptions()).filter((id) => proven.has(id) || !known.has(id))).toEqual([]);
  });

  it("is what docs/flask-parity.md says (npm run parity)", async () => {
    expect(readFileSync(`${ROOT}docs/flask-parity.md`, "utf8")).toBe(await formatPage(readParity()));
  });
});

describe("proofsIn", () => {
  it("finds the ids at the end of names of tests and of their groups", () => {
    const text =
      'describe("a thing [F1]", () => { it(\n "does (x) [F2 B3]",\n () => {}); it.each([[1]])("%s [B4], too", () => {}) });';
    expect(proofsIn(text, "x.test.ts").map(({ name, rows }) => [name, rows])).toEqual([
      ["a thing", ["F1"]],
      ["does (x)", ["F2", "B3"]],
      ["%s", ["B4"]],
    ]);
  });

  it("finds nothing in a test that is skipped, or in other texts", () => {
    expect(proofsIn('it.skip("x [F1]", () => {}); it.todo("y [F2]"); ', "x")).toEqual([]);
    expect(proofsIn('const a = "x [F1]";', "x")).toEqual([]);
  });
});
