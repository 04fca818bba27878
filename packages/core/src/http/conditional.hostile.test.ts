import { describe, expect, it, vi } from "vitest";

import { createHeaders } from "../../fixtures/request.ts";
import { timeOf } from "../../fixtures/timing.ts";
import { evaluateConditions, type Precondition } from "./conditional.ts";

const MODIFIED = Date.UTC(2026, 10, 21, 12, 0, 0, 789);

/** The outcome of a request with the given conditions. */
function outcomeOf(
  conditions: Record<string, string>,
  method = "GET",
  lastModified = MODIFIED,
): Precondition {
  return evaluateConditions(createHeaders(conditions), method, { etag: '"v1"', lastModified });
}

describe("a date that is none", () => {
  it.each([
    "",
    "never",
    "Mon, 32 Foo 2999 12:00:00 GMT",
    "Sat, 21 Nov 2999 25:61:61 GMT",
    "\0",
    "1",
    "0",
    "99999",
    "2999",
    "2999-01-01",
    "2999-01-01T00:00:00Z",
    "Jan 1 2999",
    "Sat, 21 Nov 2999 12:00:00 +0000",
    "1".repeat(1_000_000),
  ])("is ignored (%#, A338)", (date) => {
    expect(outcomeOf({ "If-Modified-Since": date })).toBe("send");
    expect(outcomeOf({ "If-Unmodified-Since": date }, "PUT")).toBe("send");
  });
});

describe("a date without a zone", () => {
  it.each(["UTC", "America/New_York", "Asia/Tokyo"])("is in GMT, whatever the server's zone: %s", (zone) => {
    vi.stubEnv("TZ", zone);
    const date = "Sat Nov 21 12:00:00 2026";
    expect(outcomeOf({ "If-Modified-Since": date })).toBe("not modified");
    expect(outcomeOf({ "If-Modified-Since": date }, "GET", MODIFIED + 1000)).toBe("send");
  });
});

describe("tags", () => {
  it.each(["v1", "'v1'", '"v1', 'v1"', '"V1"', '"*"', "W/v1", 'w/"v1"'])(
    "are compared as they are: %s is another",
    (tag) => {
      expect(outcomeOf({ "If-None-Match": tag })).toBe("send");
      expect(outcomeOf({ "If-Match": tag }, "PUT")).toBe("failed");
    },
  );

  it("let a client create what is not there, and nothing else", () => {
    expect(outcomeOf({ "If-None-Match": "*" }, "PUT")).toBe("failed");
    expect(outcomeOf({ "If-None-Match": '"v0"' }, "PUT")).toBe("send");
  });
});

describe("the time conditions take", () => {
  it.each([
    ["commas", ",".repeat(15_000)],
    ["spaces", " ".repeat(15_000)],
    ["quotes", '"'.repeat(15_000)],
    ["tags", '"v0", '.repeat(2500)],
    ["weak marks", "W/".repeat(7500)],
    ["digits", "9".repeat(15_000)],
  ])("is small for headers full of %s [A238]", (_, text) => {
    expect(timeOf(() => outcomeOf({ "If-None-Match": text }))).toBeLessThan(20);
    expect(timeOf(() => outcomeOf({ "If-Match": text }))).toBeLessThan(20);
    expect(timeOf(() => outcomeOf({ "If-Modified-Since": text }))).toBeLessThan(20);
  });
});
