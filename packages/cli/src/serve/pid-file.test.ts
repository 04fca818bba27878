import { existsSync, readFileSync } from "node:fs";

import { afterEach, describe, expect, it, vi } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { PidFile } from "./pid-file.ts";

describe("PidFile", () => {
  let project: Project;

  afterEach(() => {
    vi.restoreAllMocks();
    removeProjects();
  });

  function create(files: Record<string, string> = {}): { file: PidFile; path: string } {
    project = createProject(files);
    const path = project.path("site.pid");
    return { file: new PidFile(path), path };
  }

  it("has the number while the process runs", () => {
    const { file, path } = create();
    file.write(process.pid);
    expect(readFileSync(path, "utf8")).toBe(`${process.pid}\n`);
    file.remove(process.pid);
    expect(existsSync(path)).toBe(false);
  });

  it("replaces the number of a process that is gone", () => {
    const { file, path } = create({ "site.pid": "999999999\n" });
    file.write(1234);
    expect(readFileSync(path, "utf8")).toBe("1234\n");
  });

  it("is left to another process that runs, its own user's or another's", () => {
    const { file } = create({ "site.pid": `${process.pid}\n` });
    expect(() => file.write(1234)).toThrow(
      new RegExp(`site\\.pid says that process ${process.pid} serves already.*\\[MICRO_SERVE_PID\\]`),
    );
    vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error(), { code: "EPERM" });
    });
    expect(() => file.write(1234)).toThrow("serves already");
    file.remove(1234);
    expect(existsSync(project.path("site.pid"))).toBe(true);
  });

  it("says that it cannot be written", () => {
    expect(() => new PidFile("/nix/site.pid").write(1)).toThrow(
      /^The file \/nix\/site\.pid cannot be written: .*\[MICRO_SERVE_PID\]$/,
    );
  });

  it("is left to a successor, and taken back from one that has ended", () => {
    const { file, path } = create();
    file.write(11);
    file.moveAway();
    const successor = new PidFile(path);
    successor.write(12);
    expect(readFileSync(`${path}.old`, "utf8")).toBe("11\n");
    successor.remove(12);
    file.moveBack();
    expect(readFileSync(path, "utf8")).toBe("11\n");
    file.moveBack();
    file.moveAway();
    successor.write(12);
    file.remove(11);
    expect([existsSync(`${path}.old`), existsSync(path)]).toEqual([false, true]);
  });

  it("is none where it has no name", () => {
    const file = new PidFile("");
    expect(() => {
      file.write(1);
      file.moveAway();
      file.moveBack();
      file.remove(1);
    }).not.toThrow();
  });
});
