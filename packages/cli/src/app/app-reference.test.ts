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

  it("takes the files named app in order [B174 F372]", () => {
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

  it.each([
    ["site:createApp()", []],
    ['site.ts:createApp("test", {"a": [1, null]})', ["test", { a: [1, null] }]],
    ["site.ts:createApp( 'it\\'s \"b:c\"', { debug: true, }, )", ['it\'s "b:c"', { debug: true }]],
  ])("reads the call in %s [B173 F372]", (option, values) => {
    expect(find({ "site.ts": "" }, option)).toMatchObject({ path: "site.ts", name: "createApp", values });
  });

  it.each(["x", "...[1]", "process.exit()", '"a', "1)("])(
    "runs nothing of the values (%s) [B173]",
    (text) => {
      expect(() => find({ "site.ts": "" }, `site.ts:createApp(${text})`)).toThrow(
        `The arguments (${text}) that --app gives to a factory cannot be read. Write them as JSON`,
      );
    },
  );

  it.each(["site.ts:app.name", "site.ts:createApp(", "site:create-app"])(
    "refuses %s, which is neither a name nor a call [B173]",
    (option) => {
      expect(() => find({ "site.ts": "" }, option)).toThrow(
        `after the path ${JSON.stringify(option.split(":")[0])}, is neither a name nor a call. Write the name`,
      );
    },
  );

  it("says where it looked and what to do when there is none", () => {
    const { folder } = createProject();
    expect(() => findApp(folder, { environment: {} })).toThrow(
      `There is no app in ${folder}: none of app.ts, app.js, app.mjs, src/app.ts, src/app.js exists. ` +
        'Name its file: --app path/to/file.ts, or "micro": { "app": "path/to/file.ts" } in package.json.',
    );
  });

  it("says who named a file that does not exist [B173]", () => {
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
