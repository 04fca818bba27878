import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { type AppReference, findApp } from "./app-reference.ts";

describe("findApp", () => {
  afterEach(removeProjects);

  function find(
    files: Record<string, string>,
    option?: string,
    environment = {},
  ): AppReference & { path: string } {
    const project = createProject(files);
    const reference = findApp(project.folder, { option, environment });
    return { ...reference, path: reference.file.slice(project.folder.length + 1) };
  }

  const PACKAGE = { "package.json": '{ "micro": { "app": "lib/site.ts:site" } }', "lib/site.ts": "" };

  it("takes --app before everything else", () => {
    const found = find({ ...PACKAGE, "app.ts": "", "a.ts": "", "b.ts": "" }, "a.ts", { MICRO_APP: "b.ts" });
    expect(found).toMatchObject({ path: "a.ts", name: "", source: "--app" });
  });

  it("takes MICRO_APP before package.json", () => {
    const found = find({ ...PACKAGE, "b.ts": "" }, undefined, { MICRO_APP: "b.ts:b" });
    expect(found).toMatchObject({ path: "b.ts", name: "b", source: "MICRO_APP" });
  });

  it("takes micro.app of package.json before files named app", () => {
    const found = find({ ...PACKAGE, "app.ts": "" }, undefined, { MICRO_APP: "" });
    expect(found).toMatchObject({ path: "lib/site.ts", name: "site", source: "package.json" });
  });

  it("takes the files named app in order", () => {
    const files = { "src/app.js": "", "src/app.ts": "", "app.mjs": "", "app.js": "", "app.ts": "" };
    const found = Object.keys(files).map((_, count, names) => {
      const { path } = find(Object.fromEntries(names.slice(0, count + 1).map((name) => [name, ""])));
      return path;
    });
    expect(found).toEqual(Object.keys(files));
  });

  it("looks for the file itself where there is no package.json", () => {
    const project = createProject({ "site/app.ts": "" });
    expect(findApp(project.path("site"), { environment: {} }).file).toBe(project.path("site/app.ts"));
  });

  it("ignores a package.json that says nothing of an app", () => {
    expect(find({ "app.ts": "", "package.json": '{ "micro": 1 }' }).path).toBe("app.ts");
  });

  it.each([
    ["site", "site.ts"],
    ["site.mjs", "site.mjs"],
    ["web", "web/src/app.ts"],
    ["./web/src/app.ts", "web/src/app.ts"],
  ])("completes the path %s", (option, path) => {
    expect(find({ "site.ts": "", "site.mjs": "", "web/src/app.ts": "" }, option).path).toBe(path);
  });

  it.each([
    ["site.ts:app", "app"],
    ["site.ts:createApp", "createApp"],
    ["site.ts:$größe", "$größe"],
  ])("splits %s", (option, name) => {
    expect(find({ "site.ts": "" }, option)).toMatchObject({ path: "site.ts", name });
  });

  it("says where it looked and what to do when there is none", () => {
    const { folder } = createProject();
    expect(() => findApp(folder, { environment: {} })).toThrow(
      `There is no app in ${folder}: none of app.ts, app.js, app.mjs, src/app.ts, src/app.js exists. ` +
        'Name its file: --app path/to/file.ts, or "micro": { "app": "path/to/file.ts" } in package.json.',
    );
  });

  it("says who named a file that does not exist", () => {
    expect(() => find({}, "site.ts:app")).toThrow(
      'There is no app at "site.ts", which --app names: looked for site.ts in',
    );
    expect(() => find({}, undefined, { MICRO_APP: "site" })).toThrow(
      'There is no app at "site", which MICRO_APP names: looked for site.ts, site.mts, site.js, site.mjs, site.cjs in',
    );
  });

  it("refuses a package.json that cannot be read", () => {
    expect(() => find({ "package.json": "{" })).toThrow(
      /package\.json is not valid JSON: SyntaxError: .* Correct it\./,
    );
  });

  it("refuses an entry of package.json that is no path", () => {
    expect(() => find({ "package.json": '{ "micro": { "app": 1 } }' })).toThrow(
      'is no text. Write the path of the app: "micro": { "app": "src/site.ts" }.',
    );
  });
});
