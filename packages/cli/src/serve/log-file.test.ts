import fs, { existsSync, readFileSync, renameSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { LogFile } from "./log-file.ts";

describe("LogFile", () => {
  let project: Project;

  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    removeProjects();
  });

  function open(warn?: (text: string) => void): { log: LogFile; path: string } {
    project = createProject();
    const path = project.path("access.log");
    return { log: new LogFile(path, warn), path };
  }

  function expectWritten(path: string, text: string): Promise<void> {
    return vi.waitFor(() => expect(readFileSync(path, "utf8")).toBe(text));
  }

  it("adds lines to a file, after those that are there", async () => {
    const { log, path } = open();
    log.add("one");
    log.add("two");
    await expectWritten(path, "one\ntwo\n");
    new LogFile(path).add("three");
    await expectWritten(path, "one\ntwo\nthree\n");
  });

  it("goes on in a new file when the old one was moved away, and loses no line (F7) [F427]", async () => {
    const { log, path } = open();
    for (let index = 0; index < 1000; index++) log.add(`old ${index}`);
    renameSync(path, `${path}.1`);
    log.reopen();
    for (let index = 0; index < 1000; index++) log.add(`new ${index}`);
    await vi.waitFor(() => {
      const all = readFileSync(path, "utf8") + readFileSync(`${path}.1`, "utf8");
      expect(all.split("\n")).toHaveLength(2001);
    });
  });

  it("says when the file cannot be opened again, and goes on with the old one", async () => {
    const warn = vi.fn<(text: string) => void>();
    const { log, path } = open(warn);
    renameSync(path, `${path}.1`);
    project.write("access.log/folder", "");
    log.reopen();
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/access\.log cannot be opened again: .*EISDIR/));
    log.add("one");
    await expectWritten(`${path}.1`, "one\n");
  });

  it("writes what is left before the process ends", async () => {
    const { log, path } = open();
    log.add("one");
    await log.flush();
    await log.flush();
    expect(readFileSync(path, "utf8")).toBe("one\n");
  });

  it("throws when the file cannot be opened", () => {
    expect(() => new LogFile("/nix/nix.log")).toThrow("ENOENT");
    expect(existsSync("/nix")).toBe(false);
  });

  it("drops lines when they are taken too slowly, and says how many (F43)", async () => {
    const warn = vi.fn<(text: string) => void>();
    const { log } = open(warn);
    log.add("x".repeat(1_100_000));
    log.add("dropped");
    log.add("dropped");
    await vi.waitFor(() =>
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/2 lines of the log .* were dropped/)),
    );
  });

  it("goes on when the file cannot be written (F43)", async () => {
    const warn = vi.fn<(text: string) => void>();
    const log = new LogFile("/dev/full", warn);
    log.add("one");
    await vi.waitFor(() =>
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/\/dev\/full cannot be written: ENOSPC/)),
    );
    log.add("two");
    await log.flush();
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it("goes on with a pipe that is full for a moment, or takes a part", async () => {
    const { log, path } = open();
    const write: unknown = fs.write;
    const results = [
      (done: (error: Error) => void) => done(Object.assign(new Error("full"), { code: "EAGAIN" })),
    ];
    vi.spyOn(fs, "write").mockImplementation((...values: unknown[]) => {
      const next = results.shift();
      const done = values.at(-1);
      if (next !== undefined && typeof done === "function") return next((error) => void done(error, 0));
      // All but the last byte, while there are several.
      const [descriptor, bytes, from, length, position] = values;
      if (typeof write === "function")
        write(descriptor, bytes, from, Math.max(1, Number(length) - 1), position, done);
    });
    syncBuiltinESMExports();
    log.add("one");
    await expectWritten(path, "one\n");
  });

  it("has the standard output, which is never opened again", () => {
    const log = new LogFile("-");
    expect(() => log.reopen()).not.toThrow();
    log.add("");
    return log.flush();
  });
});
