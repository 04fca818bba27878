import { describe, expect, it } from "vitest";
import { findBrokenLinks } from "../scripts/docs-links.mjs";
import { readPages } from "../scripts/markdown.mjs";
import { ROOT } from "./packages.ts";

describe("the documentation", () => {
  it.each(readPages(ROOT))("has no broken link on $path", (page) => {
    expect(findBrokenLinks(ROOT, page)).toEqual([]);
  });
});
