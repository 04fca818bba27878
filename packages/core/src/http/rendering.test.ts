import { describe, expect, it } from "vitest";

import { render, Rendering } from "./rendering.ts";

describe("render", () => {
  it("makes a value that tests can look at", () => {
    const rendering = render("blog/show.html", { post: { id: 3 } });
    expect(rendering).toBeInstanceOf(Rendering);
    expect(rendering).toMatchObject({ template: "blog/show.html", context: { post: { id: 3 } } });
  });

  it("needs no values", () => {
    expect(render("index.html").context).toEqual({});
  });

  it("takes names to try in turn", () => {
    expect(render(["mine.html", "default.html"]).template).toEqual(["mine.html", "default.html"]);
  });
});
