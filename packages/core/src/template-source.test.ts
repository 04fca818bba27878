import { describe, expect, it } from "vitest";

import { attemptsIn, templateNotFound, TemplateSources, TemplateTexts } from "./template-source.ts";

describe("TemplateTexts [F208]", () => {
  const source = new TemplateTexts({ "a.html": "A" });

  it("has the templates it was given", () => {
    expect(source.get("a.html")).toEqual({ source: "A", path: "a.html", version: "A" });
    expect([source.version("a.html"), source.list(), source.places]).toEqual(["A", ["a.html"], ["memory"]]);
  });

  it("may change", () => {
    const changing = new TemplateTexts({});
    changing.set("a.html", "one");
    const before = changing.version("a.html");
    changing.set("a.html", "two");
    expect([changing.get("a.html")?.source, changing.version("a.html") === before]).toEqual(["two", false]);
  });

  it.each(["b.html", "constructor", ""])("has no %j", (name) => {
    expect([source.get(name), source.version(name)]).toEqual([null, null]);
  });
});

describe("TemplateSources [F208]", () => {
  const first = new TemplateTexts({ "a.html": "first" });
  const second = new TemplateTexts({ "a.html": "second", "b.html": "b" });
  const source = new TemplateSources([first, second]);

  it("gives the template of the first that has it", () => {
    expect([source.get("a.html")?.source, source.get("b.html")?.source, source.get("c.html")]).toEqual([
      "first",
      "b",
      null,
    ]);
  });

  it("has versions that change when a template moves", () => {
    const moved = new TemplateSources([second, first]);
    expect(source.version("b.html")).not.toBe(moved.version("b.html"));
    expect([source.version("b.html"), source.version("c.html")]).toEqual([
      source.get("b.html")?.version,
      null,
    ]);
  });

  it("lists names once, and all places", () => {
    expect([source.list(), source.places]).toEqual([
      ["a.html", "b.html"],
      ["memory", "memory"],
    ]);
  });

  it("tells what each has", () => {
    expect(attemptsIn(source, "b.html")).toEqual([
      { place: "memory", path: null },
      { place: "memory", path: "b.html" },
    ]);
  });
});

describe("templateNotFound [B124]", () => {
  const source = {
    get: () => null,
    version: () => null,
    list: () => ["home.html"],
  };

  it("offers the nearest name and says where it looked", () => {
    const { message, code } = templateNotFound("hoem.html", { ...source, places: ["/srv/templates"] });
    expect(message).toBe(
      'There is no template "hoem.html". Did you mean "home.html"? Searched in: /srv/templates. [MICRO_TEMPLATE_NOT_FOUND]',
    );
    expect(code).toBe("MICRO_TEMPLATE_NOT_FOUND");
  });

  it("says who asks, and that there is no folder", () => {
    expect(templateNotFound("xyz.html", { ...source, places: [] }, "the job").message).toContain(
      "Searched in: no folder (the app has no templates folder). It is asked for by the job.",
    );
  });
});
