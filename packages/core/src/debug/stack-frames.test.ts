import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { editorLink } from "./editor-link.ts";
import { parseStack, readExcerpt } from "./stack-frames.ts";

describe("parseStack", () => {
  it("reads functions, files and places, and tells libraries", () => {
    const stack = [
      "Error: x",
      "    at async load (/srv/site/db.ts:12:9)",
      "    at Array.show (file:///srv/my%20site/app.ts:3:1)",
      "    at Object.<anonymous> (/srv/site/a.js:1:2)",
      "    at /srv/site/app.ts:7:5",
      "    at run (/srv/site/node_modules/x/index.js:1:1)",
      "    at node:internal/process/task_queues:95:5",
      "    at root (eval at compile (/srv/c.js:1:1), <anonymous>:40:28)",
      "    at file://%/x.js:1:1",
      "    at <anonymous>",
    ].join("\n");
    expect(
      parseStack(stack).map(({ name, file, line, column, isLibrary }) => [
        name,
        file,
        line,
        column,
        isLibrary,
      ]),
    ).toEqual([
      ["load", "/srv/site/db.ts", 12, 9, false],
      ["show", "/srv/my site/app.ts", 3, 1, false],
      ["", "/srv/site/a.js", 1, 2, false],
      ["", "/srv/site/app.ts", 7, 5, false],
      ["run", "/srv/site/node_modules/x/index.js", 1, 1, true],
      ["", "node:internal/process/task_queues", 95, 5, true],
      ["", "file://%/x.js", 1, 1, false],
    ]);
  });

  it("ends after sixty frames", () => {
    expect(parseStack("    at f (/a.ts:1:1)\n".repeat(200))).toHaveLength(60);
  });
});

describe("readExcerpt [A387]", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "micro-excerpt-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("has five lines before and after the line, fewer at the ends", () => {
    const file = join(folder, "a.ts");
    writeFileSync(file, Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join("\n"));
    expect(readExcerpt({ file, line: 10, column: 1 })).toEqual({
      first: 5,
      lines: Array.from({ length: 11 }, (_, index) => `line ${index + 5}`),
    });
    expect(readExcerpt({ file, line: 1, column: 1 })?.lines).toHaveLength(6);
  });

  it("is nothing for a line that is not there, a file that is not there, a folder, and a file of megabytes", () => {
    const file = join(folder, "large.js");
    writeFileSync(file, "x".repeat(2_000_001));
    for (const place of [
      { file, line: 1 },
      { file: `${folder}/none`, line: 1 },
      { file: folder, line: 1 },
    ])
      expect(readExcerpt({ ...place, column: 1 })).toBeNull();
    writeFileSync(file, "one");
    expect(readExcerpt({ file, line: 2, column: 1 })).toBeNull();
    expect(readExcerpt({ file, line: 0, column: 1 })).toBeNull();
  });
});

describe("editorLink [A384 A386]", () => {
  it("is a URL that the system hands to the editor: no server opens anything", () => {
    const place = { file: "/srv/my site/a#b.ts", line: 3, column: 0 };
    expect(editorLink(place)).toBe("vscode://file/srv/my%20site/a%23b.ts:3:1");
    expect(editorLink(place, "idea")).toBe("idea://open?file=/srv/my%20site/a%23b.ts&line=3&column=1");
    expect(editorLink({ ...place, file: "C:\\site\\a.ts" })).toBe("vscode://file/C:/site/a.ts:3:1");
  });

  it("is none for files of Node, and when there is no such editor", () => {
    expect(editorLink({ file: "node:fs", line: 1, column: 1 })).toBe("");
    expect(editorLink({ file: "/a", line: 1, column: 1 }, "none")).toBe("");
  });
});
