import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrokenLinks, readAnchors } from "./docs-links.mjs";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "micro-links-"));
  mkdirSync(join(root, "docs"));
  writeFileSync(join(root, "README.md"), "# Micro\n\n## Getting started\n");
  writeFileSync(join(root, "docs", "page.md"), "# Page\n");
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function explain(text: string): string[] {
  return findBrokenLinks(root, { path: "docs/page.md", text }).map(({ message }) => message);
}

describe("findBrokenLinks", () => {
  it.each([
    "[a](../README.md)",
    "[a](<../README.md>)",
    '[a](../README.md "title")',
    "[a](../README.md#getting-started)",
    "[a](#page)",
    "[a](.)",
    "![a](page.md)",
    "[a](https://example.com/nowhere) [b](mailto:nobody@example.com) [c](//example.com)",
    "`[a](nowhere.md)`",
    "```md\n[a](nowhere.md)\n```",
  ])("accepts %s", (text) => {
    expect(explain(`# Page\n${text}\n`)).toEqual([]);
  });

  it.each([
    ["[a](nowhere.md)", "There is no such file."],
    ["![a](nowhere.png)", "There is no such file."],
    ["[a]: nowhere.md", "There is no such file."],
    ['<a href="nowhere.md">', "There is no such file."],
    ['<img alt="" src="nowhere.png">', "There is no such file."],
    ["[`a`](nowhere.md)", "There is no such file."],
    ["[a](/docs/page.md)", "Write a link relative to the page."],
    ["[a](../../elsewhere.md)", "The link leaves the repository."],
    ["[a](../README.md#nothing)", "The page has no such heading."],
    ["[a](#nothing)", "The page has no such heading."],
  ])("explains %s", (text, message) => {
    expect(explain(text)).toEqual([message]);
  });

  it("tells the line and the link", () => {
    const text = "```sh\nls\n```\n\n[a](page.md) [b](b.md)\n";
    expect(findBrokenLinks(root, { path: "docs/page.md", text })).toEqual([
      { line: 5, link: "b.md", message: "There is no such file." },
    ]);
  });
});

describe("readAnchors", () => {
  it("names headings as a Markdown renderer does", () => {
    const text =
      "# Hello, World!\n## `app.get` & co\n## MICRO_ROUTE_DUPLICATE\n## Twice\n## Twice\n### [Link](a.md) ##\n";
    expect([...readAnchors(text)]).toEqual([
      "hello-world",
      "appget--co",
      "micro_route_duplicate",
      "twice",
      "twice-1",
      "link",
    ]);
  });

  it("takes explicit anchors and skips code", () => {
    expect([...readAnchors('<a id="here"></a>\n```sh\n# not a heading\n```\n')]).toEqual(["here"]);
  });
});
