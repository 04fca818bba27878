import { mkdirSync, renameSync, rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { FolderWatcher } from "./folder-watcher.ts";
import { defineWatchRules } from "./watch-rules.ts";

describe("FolderWatcher", () => {
  let watcher: FolderWatcher | undefined;
  let project: Project;
  const changed = new Set<string>();
  const errors: Error[] = [];

  afterEach(() => {
    watcher?.close();
    changed.clear();
    errors.length = 0;
    removeProjects();
  });

  function watch(files: Record<string, string>): void {
    project = createProject(files);
    const rules = defineWatchRules(project.folder, { file: project.path("app.ts"), skipTemplates: false });
    watcher = new FolderWatcher(project.folder, {
      rules,
      onChange: (path) => changed.add(path.slice(project.folder.length + 1)),
      onError: (error) => errors.push(error),
    });
  }

  /** What has been seen once all of the given paths have, or after a second; it is forgotten then. */
  async function seen(...paths: string[]): Promise<string[]> {
    const end = performance.now() + 1000;
    while (performance.now() < end && !paths.every((path) => changed.has(path))) await pause();
    await pause();
    const all = [...changed];
    changed.clear();
    return all;
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** What has been seen before a change of a file that is watched, and this file. */
  function seenWithProbe(): Promise<string[]> {
    project.write("probe.ts", String(Math.random()));
    return seen("probe.ts");
  }

  it("sees files that are changed, added, renamed and deleted, in every folder", async () => {
    watch({ "app.ts": "1", "lib/deep/models.ts": "1" });
    project.write("lib/deep/models.ts", "2");
    expect(await seen("lib/deep/models.ts")).toEqual(expect.arrayContaining(["lib/deep/models.ts"]));
    project.write("lib/routes.ts", "1");
    expect(await seen("lib/routes.ts")).toEqual(expect.arrayContaining(["lib/routes.ts"]));
    renameSync(project.path("lib/routes.ts"), project.path("lib/views.ts"));
    expect(await seen("lib/routes.ts", "lib/views.ts")).toEqual(
      expect.arrayContaining(["lib/routes.ts", "lib/views.ts"]),
    );
    rmSync(project.path("lib/views.ts"));
    expect(await seen("lib/views.ts")).toEqual(expect.arrayContaining(["lib/views.ts"]));
  });

  it("sees every one of several saves that replace the file", async () => {
    watch({ "app.ts": "1" });
    for (const text of ["2", "3", "4"]) {
      project.replace("app.ts", text);
      expect(await seen("app.ts")).toEqual(expect.arrayContaining(["app.ts"]));
    }
  });

  it("sees what is in folders that are added, and later changes there", async () => {
    watch({ "app.ts": "1" });
    project.write("shop/views/cart.ts", "1");
    expect(await seen("shop/views/cart.ts")).toEqual(expect.arrayContaining(["shop/views/cart.ts"]));
    project.write("shop/views/cart.ts", "2");
    expect(await seen("shop/views/cart.ts")).toEqual(expect.arrayContaining(["shop/views/cart.ts"]));
  });

  it("sees folders that are renamed and deleted", async () => {
    watch({ "app.ts": "1", "shop/cart.ts": "1" });
    renameSync(project.path("shop"), project.path("store"));
    expect(await seen("shop", "store/cart.ts")).toEqual(expect.arrayContaining(["shop", "store/cart.ts"]));
    project.write("store/cart.ts", "2");
    expect(await seen("store/cart.ts")).toEqual(expect.arrayContaining(["store/cart.ts"]));
    rmSync(project.path("store"), { recursive: true });
    expect(await seen("store/cart.ts")).toEqual(expect.arrayContaining(["store/cart.ts"]));
  });

  it("sees nothing of folders that are skipped, of files of other kinds, and of empty folders", async () => {
    watch({ "app.ts": "1", "data/movies.json": "1", "node_modules/a/index.js": "" });
    project.write("data/movies.json", "2");
    project.write("node_modules/a/index.js", "2");
    project.write("tmp/new/a.ts", "1");
    project.write("notes.txt", "1");
    mkdirSync(project.path("empty"));
    expect(await seenWithProbe()).toEqual(["probe.ts"]);
    rmSync(project.path("empty"), { recursive: true });
    expect(await seenWithProbe()).toEqual(["probe.ts"]);
  });

  it("sees nothing more after it is closed", async () => {
    watch({ "app.ts": "1" });
    watcher?.close();
    project.write("app.ts", "2");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([...changed]).toEqual([]);
  });

  it("sees changes of what was a folder when it looked, and is none", () => {
    watch({ "app.ts": "1" });
    const rules = { includesFile: () => true, includesFolder: () => true };
    const options = { rules, onChange: () => {}, onError: (error: Error) => errors.push(error) };
    new FolderWatcher(project.path("app.ts"), options).close();
    expect(errors).toEqual([]);
  });

  it("tells of a folder that it cannot watch, but for one that does not exist", async () => {
    watch({ "app.ts": "1" });
    watcher?.close();
    const rules = { includesFile: () => true, includesFolder: () => true };
    const options = { rules, onChange: () => {}, onError: (error: Error) => errors.push(error) };
    new FolderWatcher(project.path("gone"), options).close();
    expect(errors).toEqual([]);
    new FolderWatcher("bad\0name", options).close();
    expect(errors).toHaveLength(1);
  });
});
