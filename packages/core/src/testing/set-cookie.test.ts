import { describe, expect, it } from "vitest";

import { parseSetCookie } from "./set-cookie.ts";

const PLAIN = {
  domain: "",
  path: "",
  maxAge: null,
  expires: null,
  secure: false,
  httpOnly: false,
  sameSite: "",
  partitioned: false,
};

describe("parseSetCookie", () => {
  it("reads all attributes", () => {
    const header =
      "a=1; Domain=.Example.org; Path=/x; Max-Age=60; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Secure; HttpOnly; SameSite=Lax; Partitioned";
    expect(parseSetCookie(header)).toEqual({
      name: "a",
      value: "1",
      domain: "example.org",
      path: "/x",
      maxAge: 60,
      expires: new Date("1994-11-06T08:49:37Z"),
      secure: true,
      httpOnly: true,
      sameSite: "lax",
      partitioned: true,
    });
  });

  it.each([
    ["a=1", "a", "1"],
    ["a=b=c", "a", "b=c"],
    ["a=", "a", ""],
    [" a = 1 ", "a", "1"],
    ["a=%20x", "a", "%20x"],
    ['a="x y"', "a", '"x y"'],
    ["a=\t1", "a", "1"],
  ])("reads %j", (header, name, value) => {
    expect(parseSetCookie(header)).toEqual({ ...PLAIN, name, value });
  });

  it.each(["flag", "", "=x", "=", "a=\0", "a=1\x7f", "a=1; Path=/\nX"])("finds no cookie in %j", (header) => {
    expect(parseSetCookie(header)).toBeNull();
  });

  it.each([
    ["a=1; Path=/x; Path=/y", { path: "/y" }],
    ["a=1; Path=/x; Path=", { path: "" }],
    ["a=1; Path=x", { path: "" }],
    ["a=1; SECURE = no", { secure: true }],
    ["a=1; Max-Age=-5", { maxAge: -5 }],
    ["a=1; Max-Age=60; Max-Age=x", { maxAge: 60 }],
    ["a=1; Max-Age=2.5", { maxAge: null }],
    ["a=1; Expires=never", { expires: null }],
    [`a=1; Path=/${"x".repeat(1024)}`, { path: "" }],
    ["a=1; Unknown=2", {}],
  ])("takes of %j what can be read", (header, attributes) => {
    expect(parseSetCookie(header)).toEqual({ ...PLAIN, name: "a", value: "1", ...attributes });
  });
});
