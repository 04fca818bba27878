import { describe, expect, it } from "vitest";

import { createHeaders } from "../../fixtures/request.ts";
import { timeOf } from "../../fixtures/timing.ts";
import { type ByteRange, parseRange, type Validators } from "./conditional.ts";

const MODIFIED = "Sat, 21 Nov 2026 12:00:00 GMT";
const STRONG: Validators = { etag: '"v1"', lastModified: Date.parse(MODIFIED) };

/** The range that a request for a file of 1,000 bytes gets. */
function rangeOf(
  range: string,
  { size = 1000, ifRange = "", validators = STRONG } = {},
): ByteRange | string | null {
  const condition = ifRange === "" ? {} : { "If-Range": ifRange };
  return parseRange(createHeaders({ Range: range, ...condition }), size, validators);
}

describe("parseRange", () => {
  it("is the whole without a Range", () => {
    expect(parseRange(createHeaders({}), 1000, STRONG)).toBeNull();
  });

  it.each([
    ["bytes=0-0", 0, 0],
    ["bytes=0-499", 0, 499],
    ["bytes=500-999", 500, 999],
    ["bytes=999-999", 999, 999],
    ["bytes=0-", 0, 999],
    ["bytes=999-", 999, 999],
    ["bytes=-1", 999, 999],
    ["bytes=-500", 500, 999],
    ["bytes=-1000", 0, 999],
    ["bytes=-1001", 0, 999],
    ["bytes=0-5000", 0, 999],
    ["bytes=0-999999999999999", 0, 999],
    [" bytes=1-2 ", 1, 2],
    ["bytes=007-010", 7, 10],
  ])("of %j is bytes %i to %i", (range, start, end) => {
    expect(rangeOf(range)).toEqual({ start, end });
  });

  it.each(["bytes=1000-", "bytes=1000-1001", "bytes=5000-6000", "bytes=-0", "bytes=999999999999999-"])(
    "of %j cannot be satisfied",
    (range) => {
      expect(rangeOf(range)).toBe("unsatisfiable");
    },
  );

  it.each(["bytes=0-", "bytes=0-0", "bytes=-1"])("of %j cannot be satisfied in an empty file", (range) => {
    expect(rangeOf(range, { size: 0 })).toBe("unsatisfiable");
  });

  it.each([
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=a-b",
    "bytes=1-a",
    "bytes=5-4",
    "bytes=1",
    "bytes=--1",
    "bytes=-1-2",
    "bytes=+1-2",
    "bytes=0x0-0xf",
    "bytes=1.5-2",
    "bytes = 0-1",
    "bytes=0 - 1",
    "items=0-1",
    "0-1",
    "bytes=0-9999999999999999999999",
    "bytes=０-１",
  ])("is the whole for %j, which is no range", (range) => {
    expect(rangeOf(range)).toBeNull();
  });

  it.each([
    ["two", "bytes=0-1,5-6"],
    ["overlapping ones", "bytes=0-10,5-15"],
    [
      "four thousand",
      `bytes=${Array.from({ length: 4000 }, (_, index) => `${2 * index}-${2 * index}`).join()}`,
    ],
    ["one that cannot be satisfied", "bytes=0-0,5000-"],
    ["repeated ones", `bytes=${"0-,".repeat(1000)}0-`],
  ])("is the whole for several ranges: %s (F47) [A114]", (_, range) => {
    expect(rangeOf(range)).toBeNull();
  });

  it.each([
    ["digits", `bytes=${"9".repeat(16_000)}-`],
    ["dashes", `bytes=${"-".repeat(16_000)}`],
    ["ranges", `bytes=${"0-0,".repeat(4000)}`],
    ["spaces", `bytes=${" ".repeat(16_000)}0-1`],
  ])("takes little time for %s [A114]", (_, range) => {
    expect(timeOf(() => rangeOf(range))).toBeLessThan(10);
  });
});

describe("If-Range", () => {
  it.each(['"v1"', MODIFIED, ' "v1" '])("of %j gives the range", (ifRange) => {
    expect(rangeOf("bytes=0-1", { ifRange })).toEqual({ start: 0, end: 1 });
  });

  it.each([
    '"v0"',
    'W/"v1"',
    "v1",
    "*",
    '"v1", "v2"',
    "Sat, 21 Nov 2026 11:59:59 GMT",
    "Sat, 21 Nov 2026 12:00:01 GMT",
    "never",
  ])("of %j gives the whole", (ifRange) => {
    expect(rangeOf("bytes=0-1", { ifRange })).toBeNull();
  });

  it("of a weak tag gives the whole, even of the same one (RFC 9110 13.1.5)", () => {
    const validators = { ...STRONG, etag: 'W/"v1"' };
    expect(rangeOf("bytes=0-1", { ifRange: 'W/"v1"', validators })).toBeNull();
  });

  it("that does not hold gives the whole rather than an error", () => {
    expect(rangeOf("bytes=5000-", { ifRange: '"v0"' })).toBeNull();
  });
});
