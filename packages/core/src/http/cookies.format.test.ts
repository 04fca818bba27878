import { describe, expect, it } from "vitest";

import { type CookieOptions, formatCookie, parseCookies } from "./cookies.ts";

const isInvalid = expect.objectContaining({ code: "MICRO_COOKIE_INVALID" });

/** The attributes of a cookie, sorted. */
function attributesOf(options: CookieOptions): string[] {
  return formatCookie("a", "b", options).split("; ").slice(1).toSorted();
}

describe("formatCookie", () => {
  it("is for the whole site and lax unless told otherwise", () => {
    expect(formatCookie("a", "b")).toBe("a=b; Path=/; SameSite=Lax");
  });

  it.each<[CookieOptions, string[]]>([
    [{ maxAge: 3600 }, ["Max-Age=3600", "Path=/", "SameSite=Lax"]],
    [{ maxAge: 0 }, ["Max-Age=0", "Path=/", "SameSite=Lax"]],
    [{ expires: new Date(0) }, ["Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Path=/", "SameSite=Lax"]],
    [{ path: "/blog" }, ["Path=/blog", "SameSite=Lax"]],
    [{ domain: "example.org" }, ["Domain=example.org", "Path=/", "SameSite=Lax"]],
    [{ secure: true }, ["Path=/", "SameSite=Lax", "Secure"]],
    [{ httpOnly: true }, ["HttpOnly", "Path=/", "SameSite=Lax"]],
    [{ secure: false, httpOnly: false }, ["Path=/", "SameSite=Lax"]],
    [{ sameSite: "strict" }, ["Path=/", "SameSite=Strict"]],
    [{ sameSite: "none", secure: true }, ["Path=/", "SameSite=None", "Secure"]],
  ])("writes %j as %j", (options, attributes) => {
    expect(attributesOf(options)).toEqual(attributes);
  });

  it("makes a partitioned cookie secure", () => {
    expect(attributesOf({ partitioned: true })).toEqual(["Partitioned", "Path=/", "SameSite=Lax", "Secure"]);
  });

  it("makes a partitioned cookie secure even when told not to, since browsers drop it otherwise", () => {
    expect(attributesOf({ partitioned: true, secure: false })).toContain("Secure");
  });

  it.each([
    "",
    "plain",
    "a b",
    "café 🎬",
    'a;b,c"d\\e',
    "100%",
    "a=b",
    "x\r\nSet-Cookie: evil=1",
    "\0",
    "<script>",
  ])("writes the value %j so that it is read back", (value) => {
    const cookie = formatCookie("a", value);
    expect(cookie).toMatch(/^a=[\x21-\x7e]*; Path=\/; SameSite=Lax$/);
    expect(parseCookies(cookie.split("; ")[0])["a"]).toBe(value);
  });

  it.each(["a", "session", "__Host-session", "a-b_c.d", "!#$%&'*+-.^_`|~"])("accepts the name %j", (name) => {
    expect(formatCookie(name, "x").startsWith(`${name}=x;`)).toBe(true);
  });

  it.each(["", "a b", "a=b", "a;b", "a\r\nb", "a\0", "é", "a=b; Max-Age=1; x", "\ud800"])(
    "refuses the name %j [A234]",
    (name) => {
      expect(() => formatCookie(name, "x")).toThrow(isInvalid);
    },
  );

  it.each([
    "/; HttpOnly",
    "/;Domain=evil.example",
    "/\r\nX: y",
    "/\0",
    "/a\u007f",
    "/é",
    "/; Domain=evil.example",
  ])("refuses the path %j [A144 A234 A308]", (path) => {
    expect(() => formatCookie("a", "b", { path })).toThrow(isInvalid);
  });

  it.each(["a;b", "a b", "example.org; HttpOnly", "a\r\nb", "exämple.org", "a/b", ","])(
    "refuses the domain %j [A144 A234 A308]",
    (domain) => {
      expect(() => formatCookie("a", "b", { domain })).toThrow(isInvalid);
    },
  );

  it.each(["lax; HttpOnly", "sometimes", "strict\r\n"])("refuses SameSite=%j [A144 A308]", (sameSite) => {
    const options: CookieOptions = JSON.parse(JSON.stringify({ sameSite }));
    expect(() => formatCookie("a", "b", options)).toThrow(isInvalid);
  });

  it.each([1.5, Number.NaN, Infinity])("refuses the lifetime %d", (maxAge) => {
    expect(() => formatCookie("a", "b", { maxAge })).toThrow(isInvalid);
  });

  it("refuses a date that is none", () => {
    expect(() => formatCookie("a", "b", { expires: new Date("never") })).toThrow(isInvalid);
  });

  it("refuses a value that no encoding has, by its code", () => {
    expect(() => formatCookie("a", "\ud800")).toThrow(isInvalid);
  });

  it("names the cookie and keeps the cause", () => {
    expect(() => formatCookie("a b", "x")).toThrow('The cookie "a b" cannot be set');
    expect(() => formatCookie("a b", "x")).toThrow(expect.objectContaining({ cause: expect.any(TypeError) }));
  });
});
