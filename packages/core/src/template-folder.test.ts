import { symlinkSync, utimesSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { TemplateFolders } from "./template-folder.ts";

let folder: string;
let templates: TemplateFolders;

beforeAll(() => {
  folder = createFolder({
    "first/site.html": "first site",
    "first/blog/show.html": "show",
    "second/site.html": "second site",
    "second/only.html": "only",
    "secret.html": "secret",
  });
  templates = new TemplateFolders(() => [`${folder}/first`, `${folder}/second`, `${folder}/missing`]);
});

afterAll(() => removeFolder(folder));

describe("get", () => {
  it("gives text, path and version", () => {
    expect(templates.get("blog/show.html")).toEqual({
      source: "show",
      path: `${folder}/first/blog/show.html`,
      version: expect.any(Number),
    });
  });

  it("takes the first folder that has the name", () => {
    expect([templates.get("site.html")?.source, templates.get("only.html")?.source]).toEqual([
      "first site",
      "only",
    ]);
  });

  it.each([
    ["is in no folder", "none.html"],
    ["is a folder", "blog"],
    ["is empty", ""],
    ["leaves its folder (A360)", "../secret.html"],
    ["leaves its folder on the way (A360)", "blog/../../secret.html"],
    ["is absolute (A360)", "/etc/hostname"],
    ["has a backslash (A360)", "..\\secret.html"],
    ["has NUL (A360)", "site.html\0.txt"],
    ["has a drive (A360)", "C:/site.html"],
    ["goes through a file", "site.html/x.html"],
    ["is too long for the file system", `${"a".repeat(300)}.html`],
  ])("gives null for a name that %s", (_, name) => {
    expect(templates.get(name)).toBeNull();
  });

  it("gives null without folders", () => {
    expect(new TemplateFolders(() => []).get("site.html")).toBeNull();
  });

  it("asks for the folders each time", () => {
    const folders: string[] = [];
    const growing = new TemplateFolders(() => folders);
    expect(growing.get("site.html")).toBeNull();
    folders.push(`${folder}/second`);
    expect(growing.get("site.html")?.source).toBe("second site");
  });

  it("follows a symbolic link, which the app's author made", () => {
    symlinkSync(`${folder}/secret.html`, `${folder}/first/linked.html`);
    expect(templates.get("linked.html")?.source).toBe("secret");
  });
});

describe("version", () => {
  it("changes with the file", () => {
    const path = writeFile(folder, "first/changing.html", "one");
    const before = templates.version("changing.html");
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect(templates.version("changing.html")).not.toBe(before);
  });

  it("is null for what is not there", () => {
    expect(templates.version("none.html")).toBeNull();
  });

  it("is null for a name that goes through a file", () => {
    expect(templates.version("site.html/x")).toBeNull();
  });
});

describe("list and places", () => {
  it("name the templates of all folders, with forward slashes", () => {
    expect(templates.list()).toEqual(expect.arrayContaining(["site.html", "blog/show.html", "only.html"]));
  });

  it("name the folders in order", () => {
    expect(templates.places).toEqual([`${folder}/first`, `${folder}/second`, `${folder}/missing`]);
  });

  it("name nothing of a folder that is missing", () => {
    expect(new TemplateFolders(() => [`${folder}/missing`]).list()).toEqual([]);
  });
});
