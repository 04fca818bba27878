import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { readIgnoreFile } from "./ignore-file.ts";

describe("readIgnoreFile", () => {
  afterEach(removeProjects);

  /** Whether a path is ignored by lines; a path that ends with a slash is a folder. */
  function ignores(lines: string, path: string): boolean {
    const project = createProject({ ".gitignore": lines });
    const isIgnored = readIgnoreFile(project.path(".gitignore"));
    return isIgnored(path.replace(/\/$/, ""), { isFolder: path.endsWith("/") });
  }

  it.each([
    ["movies.json", "movies.json", true],
    ["movies.json", "lib/movies.json", true],
    ["movies.json", "movies-json", false],
    ["*.log.json", "lib/today.log.json", true],
    ["*.json", "a.json.ts", false],
    ["cache", "lib/cache/", true],
    ["cache/", "lib/cache/", true],
    ["cache/", "cache", false],
    ["/build.ts", "build.ts", true],
    ["/build.ts", "lib/build.ts", false],
    ["lib/*.ts", "lib/a.ts", true],
    ["lib/*.ts", "lib/deep/a.ts", false],
    ["lib/*.ts", "other/lib/a.ts", false],
    ["lib/**/a.ts", "lib/a.ts", true],
    ["lib/**/a.ts", "lib/very/deep/a.ts", true],
    ["lib/**", "lib/deep/a.ts", true],
    ["**/gen", "very/deep/gen/", true],
    ["a?.ts", "ab.ts", true],
    ["a?.ts", "a/.ts", false],
    ["[ab].ts", "b.ts", true],
    ["[!ab].ts", "b.ts", false],
    ["[z-a].ts", "z.ts", false],
    ["a(1).ts", "a(1).ts", true],
    ["a.ts  ", "a.ts", true],
    ["# a.ts\n\n", "a.ts", false],
    ["*.ts\n!app.ts", "app.ts", false],
    ["*.ts\n!app.ts", "lib.ts", true],
    ["!app.ts\n*.ts", "app.ts", true],
  ])("%j: %s %s", (lines, path, expected) => {
    expect(ignores(lines, path)).toBe(expected);
  });

  it("ignores nothing where there is no file", () => {
    expect(readIgnoreFile("/nowhere/.gitignore")("app.ts", { isFolder: false })).toBe(false);
  });
});
