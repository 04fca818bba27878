import { describe, expect, it } from "vitest";

import { folderBelow, folderOf } from "./module-folder.ts";

describe("folderOf", () => {
  it.each([
    ["the folder that a module names", { dirname: "/srv/app", url: "file:///other/x.js" }, "/srv/app"],
    ["the folder of its URL", { url: "file:///srv/my%20app/app.js" }, "/srv/my app"],
    ["nothing for a URL that is no file", { url: "https://deno.land/x/app.ts" }, ""],
    ["nothing for an empty meta", {}, ""],
    ["nothing without a meta", null, ""],
  ])("gives %s", (_, meta, folder) => {
    expect(folderOf(meta)).toBe(folder);
  });
});

describe("folderBelow", () => {
  it.each([
    ["/srv/app", "templates", "/srv/app/templates"],
    ["/srv/app", "/srv/templates", "/srv/templates"],
    ["C:/app", "D:\\templates", "D:\\templates"],
    ["", "/srv/templates", "/srv/templates"],
    ["", "templates", ""],
    ["/srv/app", "", ""],
  ])("of %j and %j is %j", (folder, name, below) => {
    expect(folderBelow(folder, name)).toBe(below);
  });
});
