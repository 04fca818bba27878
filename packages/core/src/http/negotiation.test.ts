import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { bestMatch } from "./negotiation.ts";

const HTML_OR_JSON = ["text/html", "application/json"] as const;

describe("bestMatch", () => {
  it.each([undefined, "", "  "])("is the first offer without a preference (%j)", (header) => {
    expect(bestMatch(header, HTML_OR_JSON)).toBe("text/html");
  });

  it.each([
    ["text/html", "text/html"],
    ["application/json", "application/json"],
    ["TEXT/HTML", "text/html"],
    ["*/*", "text/html"],
    ["text/*", "text/html"],
    ["application/*", "application/json"],
    ["application/json, text/html", "text/html"],
    ["application/json, text/html;q=0.5", "application/json"],
    ["application/json;q=0.4, text/html;q=0.5", "text/html"],
    ["application/json;q=0.5, text/html;q=0.4", "application/json"],
    ["text/html;q=0, */*", "application/json"],
    ["*/*;q=0.1, application/json", "application/json"],
    ["text/*;q=0.9, text/html;q=0.1, application/json;q=0.5", "application/json"],
    ["text/html;level=1", "text/html"],
    ["text/html ; q = 0.5 , application/json", "application/json"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"],
    [",,application/json,,", "application/json"],
    ["application/json;Q=1, text/html;Q=0.9", "application/json"],
  ])("for %j is %s", (header, best) => {
    expect(bestMatch(header, HTML_OR_JSON)).toBe(best);
  });

  it.each([
    "image/png",
    "text/html;q=0",
    "text/plain, image/*",
    "application/json;q=0, text/html;q=0.0",
    "*/*;q=0",
    "html",
  ])("is nothing for %j", (header) => {
    expect(bestMatch(header, HTML_OR_JSON)).toBeUndefined();
  });

  it.each([
    ["text/html;q=5, application/json;q=0.9", "text/html"],
    ["text/html;q=-1, application/json;q=0.1", "application/json"],
    ["text/html;q=abc, application/json;q=0.1", "application/json"],
    ["text/html;q=, application/json;q=0.1", "application/json"],
  ])("puts a weight that is none between 0 and 1: %j is %s", (header, best) => {
    expect(bestMatch(header, HTML_OR_JSON)).toBe(best);
  });

  it("is the first of equals, in the server's order", () => {
    expect(bestMatch("application/json, text/html", ["application/json", "text/html"])).toBe(
      "application/json",
    );
    expect(bestMatch("application/json, text/html", ["text/html", "application/json"])).toBe("text/html");
  });

  it("is an offer as it was written", () => {
    expect(bestMatch("TEXT/html", ["Text/HTML"])).toBe("Text/HTML");
  });

  it("is nothing without offers", () => {
    expect(bestMatch("*/*", [])).toBeUndefined();
    expect(bestMatch(undefined, [])).toBeUndefined();
  });

  it.each([
    ["en", "en"],
    ["fr, de;q=0.5", "de"],
    ["*", "en"],
    ["de;q=0, *", "en"],
  ])("serves other lists too: languages %j give %s", (header, best) => {
    expect(bestMatch(header, ["en", "de"])).toBe(best);
  });

  it.each(["constructor", "__proto__", "toString"])("finds nothing under %s", (header) => {
    expect(bestMatch(header, HTML_OR_JSON)).toBeUndefined();
  });

  it("says the same every time", () => {
    const headers = Array.from(
      { length: 500 },
      (_, index) => `application/json;q=0.${index}, text/html;q=0.5`,
    );
    const first = headers.map((header) => bestMatch(header, HTML_OR_JSON));
    expect(headers.map((header) => bestMatch(header, HTML_OR_JSON))).toEqual(first);
    expect(new Set(first)).toEqual(new Set(HTML_OR_JSON));
  });

  it.each([
    ["commas", ",".repeat(15_000)],
    ["spaces", " ".repeat(15_000)],
    ["commas and spaces", " ,".repeat(7500)],
    ["semicolons", `a${";".repeat(15_000)}`],
    ["equals signs", `a;${"=".repeat(15_000)}`],
    ["ranges", "text/html;q=0.1,".repeat(900)],
    ["hyphens", "a-".repeat(7000)],
    ["quotes", '"'.repeat(15_000)],
  ])("takes little time for a header full of %s [A100 A238 A321 A349]", (_, header) => {
    let run = 0;
    expect(timeOf(() => bestMatch(`${header}${run++}`, HTML_OR_JSON))).toBeLessThan(20);
  });

  it("keeps a bounded number of headers in memory (F23)", () => {
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 20_000; index++)
      bestMatch(`text/html;q=0.${index},${"x".repeat(2000)}`, HTML_OR_JSON);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  });
});
