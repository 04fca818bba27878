import { describe, expect, it } from "vitest";

import { isEscapedTemplate, templateMediaType } from "./template-extension.ts";

describe("isEscapedTemplate [F193]", () => {
  it.each([
    "page.html",
    "page.htm",
    "page.XHTML",
    "feed.xml",
    "icon.svg",
    "page.html.j2",
    "icon.svg.njk",
    "page.njk",
    "page.eta",
    "page.pt",
    "blog/page.v2.eta",
    "page.html.eta",
  ])("is so for %s", (name) => {
    expect(isEscapedTemplate(name)).toBe(true);
  });

  it.each([
    "mail.txt",
    "mail.txt.eta",
    "mail.txt.njk",
    "data.json.eta",
    "style.css",
    "page.j2",
    "page.jinja",
  ])("is not so for %s", (name) => {
    expect(isEscapedTemplate(name)).toBe(false);
  });

  it("is so for whatever is sent as HTML, but Jinja's templates without another extension", () => {
    for (const name of ["page.unknown", "page.txt.html", "constructor.toString", "a.__proto__"])
      expect([templateMediaType(name), isEscapedTemplate(name)]).toEqual(["text/html; charset=utf-8", true]);
  });
});

describe("templateMediaType", () => {
  it.each([
    ["mail.txt", "text/plain; charset=utf-8"],
    ["mail.TXT.eta", "text/plain; charset=utf-8"],
    ["feed.xml.j2", "application/xml"],
    ["data.json.pt", "application/json"],
    ["page.eta", "text/html; charset=utf-8"],
  ])("of %s is %s", (name, type) => {
    expect(templateMediaType(name)).toBe(type);
  });
});
