import { describe, expect, it } from "vitest";

import { createRule } from "../../fixtures/routing.ts";
import { formsOf, isTreeSafe } from "./candidate.ts";

describe("formsOf", () => {
  it.each([
    { path: "/a", strictSlashes: true, forms: { withoutSlash: false, withSlash: false } },
    { path: "/a/", strictSlashes: true, forms: { withoutSlash: true, withSlash: false } },
    { path: "/a", strictSlashes: false, forms: { withoutSlash: false, withSlash: true } },
    { path: "/a/", strictSlashes: false, forms: { withoutSlash: true, withSlash: false } },
    { path: "/", strictSlashes: true, forms: { withoutSlash: false, withSlash: false } },
    { path: "/<path:a>", strictSlashes: false, forms: { withoutSlash: false, withSlash: false } },
    { path: "/<path:a>/", strictSlashes: true, forms: { withoutSlash: true, withSlash: false } },
  ])("of $path, strict $strictSlashes, are its own and $forms", ({ path, strictSlashes, forms }) => {
    const { exact, withoutSlash, withSlash } = formsOf(createRule(path, { strictSlashes }));
    expect(exact.redirects).toBe(false);
    expect({ withoutSlash: withoutSlash !== null, withSlash: withSlash !== null }).toEqual(forms);
  });

  it("redirect where the slash is missing and slashes are strict", () => {
    expect(formsOf(createRule("/a/")).withoutSlash?.redirects).toBe(true);
    expect(formsOf(createRule("/a/", { strictSlashes: false })).withoutSlash?.redirects).toBe(false);
  });
});

describe("Candidate.match", () => {
  it("gives the texts of the variables in the order of the path", () => {
    const { exact } = formsOf(createRule("/x/<a>-<b>/<c>"));
    expect(exact.match(["x", "1-2", "3"])).toEqual(["1", "2", "3"]);
  });

  it("gives no texts for a static rule", () => {
    expect(formsOf(createRule("/x/y")).exact.match(["x", "y"])).toEqual([]);
  });

  it.each([[["x"]], [["x", "1-2"]], [["x", "1-2", "3", ""]], [["y", "1-2", "3"]], [["x", "12", "3"]]])(
    "gives null for %j",
    (segments) => {
      expect(formsOf(createRule("/x/<a>-<b>/<c>")).exact.match(segments)).toBeNull();
    },
  );
});

describe("isTreeSafe", () => {
  it.each(["", "a", "A1_-.~"])("is true for %j", (text) => {
    expect(isTreeSafe(text)).toBe(true);
  });

  it.each([":a", "*", "a(b)", "a%20", "é", "a b", "a;b", "a+b"])("is false for %j", (text) => {
    expect(isTreeSafe(text)).toBe(false);
  });
});
