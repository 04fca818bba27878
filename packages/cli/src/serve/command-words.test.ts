import { describe, expect, it } from "vitest";

import { splitWords } from "./command-words.ts";

describe("splitWords", () => {
  it.each([
    ["", []],
    ["  -w  2 ", ["-w", "2"]],
    [`--access-logformat '%h "%r" %s' -w 2`, ["--access-logformat", '%h "%r" %s', "-w", "2"]],
    [`--bind="unix:/run/my site.sock"`, ["--bind=unix:/run/my site.sock"]],
    [String.raw`a\ b "c\"d" 'e\f'`, ["a b", 'c"d', String.raw`e\f`]],
    ['"" x', ["", "x"]],
  ])("splits %o as a shell does", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});
