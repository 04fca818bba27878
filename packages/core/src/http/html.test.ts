import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { createEscape, escapeHtml } from "./html.ts";

describe("escapeHtml", () => {
  it.each([
    ["&", "&amp;"],
    ["<", "&lt;"],
    [">", "&gt;"],
    ['"', "&#34;"],
    ["'", "&#39;"],
  ])("writes %s as %s", (character, entity) => {
    expect(escapeHtml(character)).toBe(entity);
  });

  it("writes every one of them, wherever it stands", () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
      "&lt;a href=&#34;x&#34; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
    );
  });

  it.each(["", "plain", "café 🎬", "a=b;c\n\t\0"])("leaves %j alone", (text) => {
    expect(escapeHtml(text)).toBe(text);
  });

  it.each([`"><script>alert(1)</script>`, `'onmouseover='x`, "</title><script>"])(
    "lets no tag or quote of %j live",
    (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    },
  );

  it("takes linear time", () => {
    expect(timeOf(() => escapeHtml("<".repeat(1_000_000)))).toBeLessThan(1000);
  });
});

describe("createEscape", () => {
  it("puts references in the place of its characters, and of no others", () => {
    const escape = createEscape({ "\\": "/", "`": "'", a: "A" });
    expect([escape(""), escape("xyz"), escape("a\\`b^]é🎬a")]).toEqual(["", "xyz", "A/'b^]é🎬A"]);
  });
});
