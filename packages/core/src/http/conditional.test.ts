import { describe, expect, it } from "vitest";

import { createHeaders } from "../../fixtures/request.ts";
import { timeOf } from "../../fixtures/timing.ts";
import { evaluateConditions, type Precondition, type Validators } from "./conditional.ts";

const MODIFIED = Date.UTC(2026, 10, 21, 12, 0, 0, 789);
const AT_MODIFICATION = "Sat, 21 Nov 2026 12:00:00 GMT";
const BEFORE = "Sat, 21 Nov 2026 11:59:59 GMT";
const AFTER = "Sat, 21 Nov 2026 12:00:01 GMT";

const STRONG: Validators = { etag: '"v1"', lastModified: MODIFIED };
const WEAK: Validators = { etag: 'W/"v1"', lastModified: MODIFIED };

/** The outcome of a request with the given conditions. */
function outcomeOf(conditions: Record<string, string>, method = "GET", validators = STRONG): Precondition {
  return evaluateConditions(createHeaders(conditions), method, validators);
}

describe("a request without conditions", () => {
  it.each(["GET", "HEAD", "POST", "DELETE"])("is answered, by %s", (method) => {
    expect(outcomeOf({}, method)).toBe("send");
  });
});

describe("If-None-Match", () => {
  it.each(['"v1"', 'W/"v1"', '"v0", "v1"', '"v0","v1" ,"v2"', "*", " * ", ' "v1" '])(
    "of %j is not modified",
    (tags) => {
      expect(outcomeOf({ "If-None-Match": tags })).toBe("not modified");
      expect(outcomeOf({ "If-None-Match": tags }, "HEAD")).toBe("not modified");
      expect(outcomeOf({ "If-None-Match": tags }, "GET", WEAK)).toBe("not modified");
    },
  );

  it.each(['"v0"', 'W/"v0"', "v1", "'v1'", '"v1', '"V1"', "", '"v0", "v2"', '"*"'])(
    "of %j is answered",
    (tags) => {
      expect(outcomeOf({ "If-None-Match": tags })).toBe("send");
    },
  );

  it.each(["POST", "PUT", "DELETE", "PATCH"])("fails a %s that would overwrite what is there", (method) => {
    expect(outcomeOf({ "If-None-Match": "*" }, method)).toBe("failed");
    expect(outcomeOf({ "If-None-Match": '"v0"' }, method)).toBe("send");
  });

  it("goes before If-Modified-Since (RFC 9110 13.1.3)", () => {
    expect(outcomeOf({ "If-None-Match": '"v0"', "If-Modified-Since": AFTER })).toBe("send");
    expect(outcomeOf({ "If-None-Match": '"v1"', "If-Modified-Since": BEFORE })).toBe("not modified");
  });
});

describe("If-Match", () => {
  it.each(['"v1"', '"v0", "v1"', "*"])("of %j is answered", (tags) => {
    expect(outcomeOf({ "If-Match": tags }, "PUT")).toBe("send");
  });

  it.each(['"v0"', 'W/"v1"', "v1", "", '"v0", "v2"'])("of %j fails", (tags) => {
    expect(outcomeOf({ "If-Match": tags }, "PUT")).toBe("failed");
    expect(outcomeOf({ "If-Match": tags }, "GET")).toBe("failed");
  });

  it("never matches a weak tag (RFC 9110 13.1.1)", () => {
    expect(outcomeOf({ "If-Match": 'W/"v1"' }, "PUT", WEAK)).toBe("failed");
    expect(outcomeOf({ "If-Match": '"v1"' }, "PUT", WEAK)).toBe("failed");
    expect(outcomeOf({ "If-Match": "*" }, "PUT", WEAK)).toBe("send");
  });

  it("goes before If-Unmodified-Since (RFC 9110 13.1.4)", () => {
    expect(outcomeOf({ "If-Match": '"v1"', "If-Unmodified-Since": BEFORE }, "PUT")).toBe("send");
    expect(outcomeOf({ "If-Match": '"v0"', "If-Unmodified-Since": AFTER }, "PUT")).toBe("failed");
  });

  it("goes before If-None-Match", () => {
    expect(outcomeOf({ "If-Match": '"v0"', "If-None-Match": '"v1"' })).toBe("failed");
    expect(outcomeOf({ "If-Match": '"v1"', "If-None-Match": '"v1"' })).toBe("not modified");
  });
});

describe("If-Modified-Since", () => {
  it.each([
    [BEFORE, "send"],
    [AT_MODIFICATION, "not modified"],
    [AFTER, "not modified"],
  ])("of %s: %s", (date, outcome) => {
    expect(outcomeOf({ "If-Modified-Since": date })).toBe(outcome);
    expect(outcomeOf({ "If-Modified-Since": date }, "HEAD")).toBe(outcome);
  });

  it("is for GET and HEAD only", () => {
    expect(outcomeOf({ "If-Modified-Since": AFTER }, "POST")).toBe("send");
  });

  it.each(["Saturday, 21-Nov-26 12:00:00 GMT", "Sat Nov 21 12:00:00 2026"])(
    "reads the obsolete form %s as the same moment (RFC 9110 5.6.7)",
    (date) => {
      expect(outcomeOf({ "If-Modified-Since": date })).toBe("not modified");
      const later = { etag: '"v1"', lastModified: MODIFIED + 1000 };
      expect(outcomeOf({ "If-Modified-Since": date }, "GET", later)).toBe("send");
    },
  );
});

describe("If-Unmodified-Since", () => {
  it.each([
    [BEFORE, "failed"],
    [AT_MODIFICATION, "send"],
    [AFTER, "send"],
  ])("of %s: %s", (date, outcome) => {
    expect(outcomeOf({ "If-Unmodified-Since": date }, "PUT")).toBe(outcome);
    expect(outcomeOf({ "If-Unmodified-Since": date }, "GET")).toBe(outcome);
  });
});

describe("a date that is none", () => {
  it.each([
    "",
    "never",
    "Mon, 32 Foo 99999",
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

describe("the time conditions take", () => {
  it.each([
    ["commas", ",".repeat(15_000)],
    ["spaces", " ".repeat(15_000)],
    ["quotes", '"'.repeat(15_000)],
    ["tags", '"v0", '.repeat(2500)],
    ["weak marks", "W/".repeat(7500)],
    ["digits", "9".repeat(15_000)],
  ])("is small for headers full of %s (A238)", (_, text) => {
    const conditions = { "If-None-Match": text, "If-Match": text, "If-Modified-Since": text };
    expect(timeOf(() => outcomeOf(conditions))).toBeLessThan(20);
    expect(timeOf(() => outcomeOf({ "If-None-Match": text }))).toBeLessThan(20);
    expect(timeOf(() => outcomeOf({ "If-Modified-Since": text }))).toBeLessThan(20);
  });
});
