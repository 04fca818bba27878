import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { excerptOf } from "./excerpt.ts";

describe("excerptOf", () => {
  afterEach(removeProjects);

  function excerpt(text: string, line: number, column: number): string[] {
    const project = createProject({ "app.ts": text });
    return excerptOf({ file: project.path("app.ts"), line, column }).split("\n");
  }

  it("shows the lines around the place and marks the column", () => {
    expect(excerpt("1;\n2;\n3;\nfoo bar;\n5;\n6;\n7;\n", 4, 5)).toEqual([
      "  2 | 2;",
      "  3 | 3;",
      "> 4 | foo bar;",
      "    |     ^",
      "  5 | 5;",
      "  6 | 6;",
    ]);
  });

  it("aligns line numbers of different length", () => {
    const text = Array.from({ length: 12 }, (_, index) => `${index + 1};`).join("\n");
    expect(excerpt(text, 10, 0)).toEqual([
      "   8 | 8;",
      "   9 | 9;",
      "> 10 | 10;",
      "  11 | 11;",
      "  12 | 12;",
    ]);
  });

  it("keeps tabs before the mark", () => {
    expect(excerpt("\t\tfoo bar;", 1, 7)).toEqual(["> 1 | \t\tfoo bar;", "    | \t\t    ^"]);
  });

  it("is empty for a line that the file does not have", () => {
    expect(excerpt("1;\n", 9, 1)).toEqual([""]);
  });

  it("is empty for a file that cannot be read", () => {
    expect(excerptOf({ file: "/nowhere/app.ts", line: 1, column: 1 })).toBe("");
  });
});
