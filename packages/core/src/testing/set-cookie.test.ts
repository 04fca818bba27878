import { describe, expect, it } from "vitest";

import { parseSetCookie } from "./set-cookie.ts";

describe("parseSetCookie", () => {
  it.each([
    ["a=1", { name: "a", value: "1", isExpired: false }],
    ["a=1; Path=/; HttpOnly; SameSite=Lax", { name: "a", value: "1", isExpired: false }],
    ["a=b=c; Path=/", { name: "a", value: "b=c", isExpired: false }],
    ["a=; Path=/", { name: "a", value: "", isExpired: false }],
    [" a = 1 ; Path=/", { name: "a", value: "1", isExpired: false }],
    ["a=%20x", { name: "a", value: "%20x", isExpired: false }],
    ["flag; Path=/", { name: "", value: "flag", isExpired: false }],
  ])("reads %s", (header, expected) => {
    expect(parseSetCookie(header)).toEqual(expected);
  });

  it.each([
    ["a=1; Max-Age=0", true],
    ["a=1; Max-Age=-5", true],
    ["a=1; max-age=0", true],
    ["a=1; Max-Age=60", false],
    ["a=1; Max-Age=x", false],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true],
    ["a=1; Expires=Fri, 31 Dec 2200 00:00:00 GMT", false],
    ["a=1; Expires=never", false],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", false],
    ["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false],
  ])("of %s says it is over: %s", (header, isExpired) => {
    expect(parseSetCookie(header).isExpired).toBe(isExpired);
  });
});
