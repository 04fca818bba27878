import { describe, expect, it } from "vitest";

import { evaluateConditions, parseRange } from "./conditional.ts";

const CHANGED = Date.parse("Wed, 01 Jul 2026 12:00:00 GMT");
const VALIDATORS = { etag: '"abc"', lastModified: CHANGED + 500 };
const EARLIER = "Wed, 01 Jul 2026 11:59:59 GMT";
const EXACTLY = "Wed, 01 Jul 2026 12:00:00 GMT";
const LATER = "Wed, 01 Jul 2026 12:00:01 GMT";

function conditions(headers: Readonly<Record<string, string>>): { get(name: string): string | undefined } {
  return { get: (name) => headers[name] };
}

function evaluate(headers: Readonly<Record<string, string>>, method: string = "GET"): string {
  return evaluateConditions(conditions(headers), method, VALIDATORS);
}

describe("evaluateConditions (RFC 9110 section 13, F48)", () => {
  it.each([
    ["no condition", {}, "send"],
    ["If-None-Match with the tag", { "if-none-match": '"abc"' }, "not modified"],
    ["If-None-Match with the weak tag", { "if-none-match": 'W/"abc"' }, "not modified"],
    ["If-None-Match with a list", { "if-none-match": '"x", "abc" , "y"' }, "not modified"],
    ["If-None-Match: *", { "if-none-match": " * " }, "not modified"],
    ["If-None-Match with another tag", { "if-none-match": '"x"' }, "send"],
    ["If-None-Match without quotes", { "if-none-match": "abc" }, "send"],
    ["an empty If-None-Match", { "if-none-match": "" }, "send"],
    ["If-Match with the tag", { "if-match": '"x", "abc"' }, "send"],
    ["If-Match: *", { "if-match": "*" }, "send"],
    ["If-Match with another tag", { "if-match": '"x"' }, "failed"],
    ["If-Match with the weak tag, which is not strong enough", { "if-match": 'W/"abc"' }, "failed"],
    ["If-Modified-Since before the change", { "if-modified-since": EARLIER }, "send"],
    ["If-Modified-Since in the second of the change", { "if-modified-since": EXACTLY }, "not modified"],
    ["If-Modified-Since after the change", { "if-modified-since": LATER }, "not modified"],
    ["If-Unmodified-Since before the change", { "if-unmodified-since": EARLIER }, "failed"],
    ["If-Unmodified-Since in the second of the change", { "if-unmodified-since": EXACTLY }, "send"],
    ["If-Unmodified-Since after the change", { "if-unmodified-since": LATER }, "send"],
    [
      "If-None-Match, which makes If-Modified-Since not count",
      { "if-none-match": '"x"', "if-modified-since": LATER },
      "send",
    ],
    [
      "If-Match, which makes If-Unmodified-Since not count",
      { "if-match": '"abc"', "if-unmodified-since": EARLIER },
      "send",
    ],
    [
      "If-Match that holds beside If-None-Match that matches",
      { "if-match": '"abc"', "if-none-match": '"abc"' },
      "not modified",
    ],
    ["If-Match that fails before all others", { "if-match": '"x"', "if-none-match": '"x"' }, "failed"],
  ])("answers GET with %s", (...[, headers, expected]) => {
    expect(evaluate(headers)).toBe(expected);
  });

  it("answers HEAD like GET", () => {
    expect(evaluate({ "if-none-match": '"abc"' }, "HEAD")).toBe("not modified");
  });

  it.each(["POST", "PUT", "DELETE"])("fails %s with a tag that matches", (method) => {
    expect(evaluate({ "if-none-match": '"abc"' }, method)).toBe("failed");
    expect(evaluate({ "if-none-match": "*" }, method)).toBe("failed");
  });

  it("heeds If-Modified-Since for GET and HEAD only", () => {
    expect(evaluate({ "if-modified-since": LATER }, "POST")).toBe("send");
  });

  it("never takes a weak tag of its own for a strong one", () => {
    const weak = { ...VALIDATORS, etag: 'W/"abc"' };
    expect(evaluateConditions(conditions({ "if-match": 'W/"abc"' }), "GET", weak)).toBe("failed");
    expect(evaluateConditions(conditions({ "if-none-match": '"abc"' }), "GET", weak)).toBe("not modified");
  });

  it.each([
    "",
    "Mon, 32 Foo 99999",
    "99999",
    "0",
    "1",
    "tomorrow",
    "2099-01-01",
    "2099-01-01T00:00:00Z",
    "Wed, 01 Jul 2099 12:00:00 +0200",
    "\u0000",
    "1".repeat(1_000_000),
    "Wed, 99 Jul 2026 12:00:00 GMT",
  ])("ignores a date that is none (A338): %.40j", (date) => {
    const started = performance.now();
    expect([evaluate({ "if-modified-since": date }), evaluate({ "if-unmodified-since": date })]).toEqual([
      "send",
      "send",
    ]);
    expect(performance.now() - started).toBeLessThan(50);
  });

  it.each(["Wed, 01 Jul 2026 12:00:00 GMT", "Wednesday, 01-Jul-26 12:00:00 GMT", "Wed Jul  1 12:00:00 2026"])(
    "reads the date %s",
    (date) => {
      expect(evaluate({ "if-modified-since": date })).toBe("not modified");
    },
  );

  it("reads a list of 4000 tags at once", () => {
    const started = performance.now();
    expect(evaluate({ "if-none-match": `${'"x",'.repeat(4000)}"abc"` })).toBe("not modified");
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe("parseRange (RFC 9110 section 14)", () => {
  const parse = (
    range: string | undefined,
    headers: Readonly<Record<string, string>> = {},
    size: number = 100,
  ): unknown =>
    parseRange(conditions(range === undefined ? headers : { ...headers, range }), size, VALIDATORS);

  it.each([
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=0-99", { start: 0, end: 99 }],
    ["bytes=0-", { start: 0, end: 99 }],
    ["bytes=99-", { start: 99, end: 99 }],
    ["bytes=50-200", { start: 50, end: 99 }],
    ["bytes=-1", { start: 99, end: 99 }],
    ["bytes=-1000", { start: 0, end: 99 }],
    [" bytes=1-2 ", { start: 1, end: 2 }],
  ])("%s is %j", (range, expected) => {
    expect(parse(range)).toEqual(expected);
  });

  it.each([
    undefined,
    "",
    "bytes=",
    "bytes=-",
    "bytes=5-4",
    "bytes=a-",
    "bytes=1-2,3-4",
    "bytes =1-2",
    "items=1-2",
    "bytes=1-2-3",
    "bytes=--1",
    "bytes=1 - 2",
    `bytes=${"0-0,".repeat(4000)}1-2`,
  ])("%.30s is the whole", (range) => {
    expect(parse(range)).toBeNull();
  });

  it.each(["bytes=100-", "bytes=100-200", "bytes=999999999999999-", "bytes=-0"])(
    "%s is unsatisfiable",
    (range) => {
      expect(parse(range)).toBe("unsatisfiable");
    },
  );

  it("of nothing is unsatisfiable", () => {
    expect([parse("bytes=0-", {}, 0), parse("bytes=-5", {}, 0)]).toEqual(["unsatisfiable", "unsatisfiable"]);
  });

  it("reads the unit in any case", () => {
    expect(parse("Bytes=0-1")).toEqual({ start: 0, end: 1 });
  });

  it.each([
    ["the tag", '"abc"', { start: 0, end: 1 }],
    ["the date of the change", EXACTLY, { start: 0, end: 1 }],
    ["a later date", LATER, null],
    ["an earlier date", EARLIER, null],
    ["another tag", '"x"', null],
    ["the weak tag", 'W/"abc"', null],
    ["no date", "x", null],
  ])("with If-Range of %s", (_, ifRange, expected) => {
    expect(parse("bytes=0-1", { "if-range": ifRange })).toEqual(expected);
  });

  it("is not taken for a weak tag of one's own", () => {
    const weak = { ...VALIDATORS, etag: 'W/"abc"' };
    expect(parseRange(conditions({ range: "bytes=0-1", "if-range": 'W/"abc"' }), 100, weak)).toBeNull();
  });
});
