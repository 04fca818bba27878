import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../test/project.ts";
import { createRecordingShell } from "../test/shell.ts";
import { main } from "./main.ts";

afterEach(removeProjects);

describe("micro new", () => {
  it("makes a project in the current folder, without an app there [F382]", async () => {
    const shell = createRecordingShell(createProject().folder);
    expect(await main(["new", "site", "my-site", "--no-install", "--no-git"], shell)).toBe(0);
    expect(shell.printed[0]).toMatch(/^Made my-site, pages, a form, .*: \d+ files\.$/);
    expect(existsSync(join(shell.folder, "my-site/src/create-app.ts"))).toBe(true);
  });

  it("makes an extension [F382 F543]", async () => {
    const shell = createRecordingShell(createProject().folder);
    expect(await main(["new", "extension", "hello", "--no-install", "--no-git"], shell)).toBe(0);
    expect(readFileSync(join(shell.folder, "micro-web-hello/src/hello.test.ts"), "utf8")).toContain(
      "testExtension(hello, {",
    );
  });

  it("has a help of its own, and ends with 2 for what it cannot do", async () => {
    const shell = createRecordingShell(createProject().folder);
    expect(await main(["new", "--help"], shell)).toBe(0);
    expect(shell.printed.join("\n")).toContain("Usage: micro new [template] [folder] [options]");
    expect(await main(["new", "nothing", "here"], shell)).toBe(2);
    expect(shell.warned).toEqual([
      'There is no template "nothing". Choose one of minimal, site, api, extension.',
    ]);
  });
});
