import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { projectFolderOf } from "./project-folder.ts";

describe("projectFolderOf", () => {
  afterEach(removeProjects);

  it("is the nearest folder with a package.json", () => {
    const project = createProject({ "apps/shop/package.json": "{}", "apps/shop/src/app.ts": "" });
    expect(projectFolderOf(project.path("apps/shop/src/app.ts"), project.folder)).toBe(
      project.path("apps/shop"),
    );
    expect(projectFolderOf(project.path("apps/other/app.ts"), project.folder)).toBe(project.folder);
  });

  it("is the current folder at most", () => {
    const project = createProject({ "apps/app.ts": "" });
    expect(projectFolderOf(project.path("apps/app.ts"), project.path("apps"))).toBe(project.path("apps"));
  });

  it("is the folder of the module when it lies elsewhere and has no package.json above", () => {
    const project = createProject({ "site/app.ts": "" });
    rmSync(project.path("package.json"));
    expect(projectFolderOf(project.path("site/app.ts"), "/somewhere/else")).toBe(project.path("site"));
  });
});
