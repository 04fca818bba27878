import { describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { defineWatchRules } from "../reload/watch-rules.ts";
import { defineRefreshRules } from "./refresh-rules.ts";

describe("defineRefreshRules [F391 F395]", () => {
  const { folder, path } = createProject();
  const rules = defineRefreshRules(
    defineWatchRules(folder, { file: path("app.ts"), skipTemplates: true }),
    defineWatchRules(folder, { file: path("app.ts"), skipTemplates: false }),
  );
  removeProjects();

  it.each([
    "templates/index.html",
    "blog/templates/a.njk",
    "static/site.css",
    "public/app.js",
    "blog/static/img/a.svg",
  ])("has open pages show %s again", (name) => {
    expect(rules.includesFile(path(name))).toBe(true);
  });

  it.each(["app.ts", "settings.json", ".env", "static/notes.txt", "data.sqlite"])(
    "does not for %s",
    (name) => {
      expect(rules.includesFile(path(name))).toBe(false);
    },
  );

  it("looks into folders of assets, and into those of the project", () => {
    for (const name of ["static", "static/css", "blog/static", "templates"])
      expect(rules.includesFolder(path(name))).toBe(true);
    for (const name of ["node_modules", "node_modules/x/static", ".git"])
      expect(rules.includesFolder(path(name))).toBe(false);
  });
});
