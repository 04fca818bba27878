import { describe, expect, it } from "vitest";

import { render, renderBlock, Rendering, renderStream, renderString } from "./rendering.ts";

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

describe("its kin", () => {
  it("are a text, a block and a stream", () => {
    expect(renderString("{{ a }}", { a: 1 })).toMatchObject({ source: "{{ a }}", context: { a: 1 } });
    expect(renderBlock("a.html", "list")).toMatchObject({ template: "a.html", block: "list", context: {} });
    expect(renderStream("a.html", { a: 1 })).toMatchObject({ isStream: true, context: { a: 1 } });
    expect([renderString("").context, renderStream("").context]).toEqual([{}, {}]);
  });
});

describe("the Content-Type", () => {
  it.each([
    ["page.html", "text/html; charset=utf-8"],
    ["page.njk", "text/html; charset=utf-8"],
    ["page.constructor", "text/html; charset=utf-8"],
    ["page", "text/html; charset=utf-8"],
    ["mail.txt", "text/plain; charset=utf-8"],
    ["MAIL.TXT", "text/plain; charset=utf-8"],
    ["mail.txt.j2", "text/plain; charset=utf-8"],
    ["feed.xml", "application/xml"],
    ["icon.svg", "image/svg+xml"],
    ["data.json.jinja2", "application/json"],
  ])("of %s is %s", (name, type) => {
    expect(render(name).contentType).toBe(type);
  });

  it("of a list is that of the first name, of a text HTML", () => {
    expect(render(["a.txt", "b.html"]).contentType).toBe("text/plain; charset=utf-8");
    expect([render([]).contentType, renderString("a.txt").contentType]).toEqual([
      "text/html; charset=utf-8",
      "text/html; charset=utf-8",
    ]);
  });
});
