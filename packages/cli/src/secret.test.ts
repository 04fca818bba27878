import { readFileSync, statSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../test/project.ts";
import { createRecordingShell } from "../test/shell.ts";
import { main } from "./main.ts";

describe("micro secret [F385]", () => {
  afterEach(removeProjects);

  it("prints 32 random bytes, other ones each time", async () => {
    const shell = createRecordingShell(createProject().folder);
    expect(await main(["secret"], shell)).toBe(0);
    await main(["secret"], shell);
    const [first, second] = shell.printed;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
  });

  it("puts one into .env, which only its owner can read", async () => {
    const project = createProject();
    const shell = createRecordingShell(project.folder);
    expect(await main(["secret", "--write"], shell)).toBe(0);
    expect(readFileSync(project.path(".env"), "utf8")).toMatch(/^MICRO_SECRET_KEY=[0-9a-f]{64}\n$/);
    expect(statSync(project.path(".env")).mode & 0o777).toBe(0o600);
    expect(shell.printed.join()).not.toMatch(/[0-9a-f]{64}/);
  });

  it("adds a line to a file that has others", async () => {
    const project = createProject({ ".env": "A=1" });
    await main(["secret", "--write"], createRecordingShell(project.folder));
    expect(readFileSync(project.path(".env"), "utf8")).toMatch(/^A=1\nMICRO_SECRET_KEY=/);
  });

  it("does not replace one, with which sessions were signed", async () => {
    const project = createProject({ ".env": "MICRO_SECRET_KEY=old\n" });
    const shell = createRecordingShell(project.folder);
    expect(await main(["secret", "--write"], shell)).toBe(1);
    expect(shell.warned.join()).toMatch(/has a MICRO_SECRET_KEY already.*\[MICRO_ENV_FILE\]/);
    expect(readFileSync(project.path(".env"), "utf8")).toBe("MICRO_SECRET_KEY=old\n");
  });
});
