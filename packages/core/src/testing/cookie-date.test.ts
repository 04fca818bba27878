import { describe, expect, it } from "vitest";

import { parseCookieDate } from "./cookie-date.ts";

describe("parseCookieDate", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37.000Z"],
    ["Sun, 18-Apr-2027 21:06:29 GMT", "2027-04-18T21:06:29.000Z"],
    ["Fri 07 Aug 2039 08:04:19 GMT, baz=qux", "2039-08-07T08:04:19.000Z"],
    ["1 january 69 1:2:3", "2069-01-01T01:02:03.000Z"],
    ["1 jan 70 1:2:3", "1970-01-01T01:02:03.000Z"],
    ["29 Feb 2024 00:00:00", "2024-02-29T00:00:00.000Z"],
  ])("reads %j", (text, expected) => {
    expect(new Date(parseCookieDate(text) ?? 0).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "never",
    "06 Nov 1994",
    "Nov 1994 08:49:37",
    "06 1994 08:49:37",
    "06 Nov 08:49:37",
    "06 Nov 1600 08:49:37",
    "31 Feb 2027 08:49:37",
    "00 Nov 2027 08:49:37",
    "06 Nov 2027 24:00:00",
    "06 Nov 2027 08:60:00",
    "06 Nov 2027 08:00:60",
    "06 Nov 2027 8:4",
    "2027-11-06T08:49:37Z",
  ])("finds no date in %j", (text) => {
    expect(parseCookieDate(text)).toBeNull();
  });
});
