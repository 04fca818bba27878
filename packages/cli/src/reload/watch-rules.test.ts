import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { defineWatchRules, extraPlaces, type WatchRules } from "./watch-rules.ts";

describe("defineWatchRules", () => {
  afterEach(removeProjects);

  /** The rules of a project; paths are relative to it. */
  function define(
    ignored = "",
    { file = "app.ts", skipTemplates = false, excluded = [""] } = {},
  ): WatchRules {
    const project = createProject({ ".gitignore": ignored });
    const rules = defineWatchRules(project.folder, { file: project.path(file), skipTemplates, excluded });
    return {
      includesFile: (path) => rules.includesFile(project.path(path)),
      includesFolder: (path) => rules.includesFolder(project.path(path)),
    };
  }

  it.each(["app.ts", "a.mts", "a.cts", "a.tsx", "a.js", "a.mjs", "a.cjs", "a.jsx"])(
    "includes the code %s",
    (path) => {
      expect(define().includesFile(path)).toBe(true);
    },
  );

  it.each(["a.html", "a.njk", "blog/templates/a.j2"])(
    "includes the template %s, but not in debug",
    (path) => {
      expect(define().includesFile(path)).toBe(true);
      expect(define("", { skipTemplates: true }).includesFile(path)).toBe(false);
    },
  );

  it.each([".env", ".env.local", "config.json", "a.toml", "a.yml", "a.yaml", "site.env"])(
    "includes the settings %s",
    (path) => {
      expect(define().includesFile(path)).toBe(true);
    },
  );

  it.each(["style.css", "movies.sqlite", "today.log", "app.ts~", ".app.ts.swp", "environment", "README.md"])(
    "leaves out %s",
    (path) => {
      expect(define().includesFile(path)).toBe(false);
    },
  );

  it("leaves out the files that .gitignore names, .env excepted", () => {
    const rules = define("movies.json\n.env\n");
    expect(rules.includesFile("lib/movies.json")).toBe(false);
    expect(rules.includesFile("lib/other.json")).toBe(true);
    expect(rules.includesFile(".env")).toBe(true);
  });

  it.each(["src", "templates", "lib/deep"])("looks into the folder %s", (path) => {
    expect(define().includesFolder(path)).toBe(true);
  });

  it.each([
    "node_modules",
    ".git",
    "dist",
    "coverage",
    "data",
    "instance",
    "tmp",
    "uploads",
    "static",
    "lib/public",
    "gen",
  ])("does not look into the folder %s", (path) => {
    expect(define("gen/").includesFolder(path)).toBe(false);
  });

  it("always looks into the folders on the way to the app", () => {
    const rules = define("dist", { file: "dist/web/app.js" });
    expect(rules.includesFolder("dist")).toBe(true);
    expect(rules.includesFolder("dist/web")).toBe(true);
    expect(rules.includesFolder("lib/dist")).toBe(false);
  });

  it("excludes what patterns say, the app's own file and .env too [B183]", () => {
    const rules = define("", { excluded: ["*_generated.ts", "/models/", ".env", "app.ts"] });
    expect(["a_generated.ts", "x/b_generated.ts", ".env", "app.ts"].map(rules.includesFile)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(rules.includesFile("a.ts")).toBe(true);
    expect(rules.includesFolder("models")).toBe(false);
    expect(rules.includesFolder("x/models")).toBe(true);
  });

  it.each([".env", ".micro.env"])("includes the variables of %s [B180]", (path) => {
    expect(define().includesFile(path)).toBe(true);
  });
});

describe("extraPlaces", () => {
  afterEach(removeProjects);

  it("watches a file alone, and all that is in a folder [B183]", () => {
    const project = createProject({ "data/movies.json": "", "words/a.txt": "" });
    const [file, folder, missing] = extraPlaces(["data/movies.json", "words", "none.csv"], project.folder);
    expect([file?.folder, folder?.folder, missing?.folder]).toEqual([
      project.path("data"),
      project.path("words"),
      project.folder,
    ]);
    expect(file?.rules.includesFile(project.path("data/movies.json"))).toBe(true);
    expect(file?.rules.includesFile(project.path("data/other.json"))).toBe(false);
    expect(file?.rules.includesFolder(project.path("data/more"))).toBe(false);
    expect(folder?.rules.includesFile(project.path("words/b"))).toBe(true);
    expect(folder?.rules.includesFolder(project.path("words/more"))).toBe(true);
    expect(missing?.rules.includesFile(project.path("none.csv"))).toBe(true);
  });
});
