import { describe, expect, it } from "vitest";

import { TemplateModules } from "./template-modules.ts";

describe("TemplateModules [F208 F211]", () => {
  const show = (): string => "compiled";
  const source = new TemplateModules({ "blog/show.html": show, __proto__x: 1 });

  it("gives what an engine has compiled, without a text and always of one version", () => {
    expect(source.get("blog/show.html")).toEqual({
      source: "",
      path: "blog/show.html",
      version: 1,
      compiled: show,
    });
    expect(source.version("blog/show.html")).toBe(1);
  });

  it("has no templates but its own", () => {
    expect(source.list()).toEqual(["blog/show.html", "__proto__x"]);
    for (const name of ["missing.html", "constructor", "__proto__"]) {
      expect(source.get(name)).toBeNull();
      expect(source.version(name)).toBeNull();
    }
    expect(source.places).toEqual(["compiled templates"]);
  });
});
