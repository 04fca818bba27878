import { describe, expect, it } from "vitest";

import { applyDiff, readChapters } from "./tutorial.mjs";

const chapter = (name: string, ...lines: string[]) => ({
  path: `docs/tutorial/${name}.md`,
  text: lines.join("\n"),
});

describe("the chapters of the tutorial", () => {
  it("have the files of the chapters before, and their own", () => {
    const { chapters, problems } = readChapters([
      chapter("README", "```ts", "not a chapter", "```"),
      chapter("01-one", "```ts file=src/a.ts", "one", "two", "```", "```sh", "npm test", "```"),
      chapter(
        "02-two",
        "```jinja file=b.html",
        "b",
        "```",
        "```diff file=src/a.ts",
        " one",
        "-two",
        "+three",
        "```",
      ),
    ]);
    expect(problems).toEqual([]);
    expect(chapters.map(({ name, files }) => [name, Object.fromEntries(files)])).toEqual([
      ["01-one", { "src/a.ts": "one\ntwo\n" }],
      ["02-two", { "src/a.ts": "one\nthree\n", "b.html": "b\n" }],
    ]);
  });

  it("say which file a block is", () => {
    const { problems } = readChapters([
      chapter("01-one", "", "```ts", "one", "```", "```ts run file=a.ts", "```"),
    ]);
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [2, "Say which file it is: ts file=src/app.ts"],
      [5, "Say which file it is: ? file=src/app.ts"],
    ]);
  });

  it("refuse a change that fits nowhere, or in two places", () => {
    const lines = ["```ts file=a.ts", "one", "one", "```", "```diff file=a.ts", "-one", "+two", "```"];
    const more = ["```diff file=a.ts", "-three", "```", "```diff file=b.ts", "+three", "```"];
    const { problems } = readChapters([chapter("01-one", ...lines, ...more)]);
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [5, "The lines without + are not in a.ts, or more than once."],
      [9, "The lines without + are not in a.ts, or more than once."],
      [12, "The lines without + are not in b.ts, or more than once."],
    ]);
  });
});

describe("a change", () => {
  it("may have several parts, and be at both ends", () => {
    expect(applyDiff("a\nb\n\nc\nd\n", ["+0", " a", "...", "-c", " d", "+e"])).toBe("0\na\nb\n\nd\ne\n");
    expect(applyDiff("a\n\nb\n", [" a", "", "-b"])).toBe("a\n\n");
    expect(applyDiff("ab\nb\n", ["-b", "+c"])).toBe("ab\nc\n");
  });
});
