import { describe, expect, it, vi } from "vitest";

import { CookieJar } from "./cookie-jar.ts";

const HOME = "http://home.example.org:8888";

/** What a browser sends to `to` when `headers` have come from the pages below /pages of {@link HOME}. */
function cookiesAfter(headers: readonly string[], to: string = "/pages/next"): string {
  const jar = new CookieJar();
  for (const header of headers) jar.store(`${HOME}/pages/first?q=1`, header);
  return jar.header(new URL(to, HOME));
}

describe("a cookie jar", () => {
  it.each([
    [["a=1", "b=2"], "/pages/next", "a=1; b=2"],
    [["b=2", "a=1", "b=3"], "/pages/next", "b=3; a=1"],
    [["foo", "=x", "a=1"], "/pages/next", "a=1"],
    [["a=1; path=/other"], "/other", "a=1"],
  ])("after %j sends to %s: %s", (headers, to, expected) => {
    expect(cookiesAfter(headers, to)).toBe(expected);
  });

  it.each([
    ["/pages", true],
    ["/pages/", true],
    ["/pages/deep/er", true],
    ["/", false],
    ["/pagesque", false],
    ["/Pages/next", false],
  ])("sends what a page below /pages set without a path to %s: %s", (to, isSent) => {
    expect(cookiesAfter(["a=1"], to)).toBe(isSent ? "a=1" : "");
  });

  it("sends cookies of the longest path first, and then the oldest", () => {
    const headers = ["k=0; path=/", "k=1; path=/pages/deep", "k=2", "k=3; path=/; domain=example.org"];
    expect(cookiesAfter(headers, "/pages/deep/er")).toBe("k=1; k=2; k=0; k=3");
  });

  it("keeps the place of a cookie that gets a new value", () => {
    expect(cookiesAfter(["a=1", "b=1", "a=2"])).toBe("a=2; b=1");
  });

  it.each([
    ["a=1", "http://home.example.org/pages/", "a=1"],
    ["a=1", "http://sub.home.example.org/pages/", ""],
    ["a=1", "http://example.org/pages/", ""],
    ["a=1; domain=home.example.org", "http://sub.home.example.org/pages/", "a=1"],
    ["a=1; domain=.home.example.org", "http://sub.home.example.org/pages/", "a=1"],
    ["a=1; domain=Example.ORG", "http://sibling.example.org/pages/", "a=1"],
    ["a=1; domain=example.org", "http://badexample.org/pages/", ""],
    ["a=1; domain=sub.home.example.org", "http://sub.home.example.org/pages/", ""],
    ["a=1; domain=example.com", "http://home.example.org/pages/", ""],
    ["a=1; domain=org", "http://home.example.org/pages/", ""],
    ["a=1; domain=home..example.org", "http://home.example.org/pages/", ""],
    ["a=1; domain=home.example.org.", "http://home.example.org/pages/", ""],
    ["a=1; domain=example.com; domain=home.example.org", "http://home.example.org/pages/", "a=1"],
    ["a=1; domain=home.example.org; domain=example.com", "http://home.example.org/pages/", ""],
  ])("after %s sends to %s: %s", (header, to, expected) => {
    expect(cookiesAfter([header], to)).toBe(expected);
  });

  it("does not share the cookie of an address or of a name without a dot", () => {
    const jar = new CookieJar();
    expect(jar.store("http://127.0.0.1/", "a=1; domain=0.0.1")).toBe(false);
    expect(jar.store("http://localhost/", "b=1; domain=localhost")).toBe(true);
    expect([jar.header("http://x.localhost/"), jar.header("http://localhost/")]).toEqual(["", "b=1"]);
  });

  it.each([
    ["http://home.example.org/", false],
    ["https://home.example.org/", true],
    ["http://localhost/", true],
    ["http://app.localhost/", true],
    ["http://127.0.0.1:5000/", true],
    ["http://[::1]/", true],
    ["http://localhost.example.org/", false],
  ])("takes a Secure cookie of %s: %s", (url, isTaken) => {
    const jar = new CookieJar();
    expect(jar.store(url, "a=1; Secure")).toBe(isTaken);
    expect(jar.header(url)).toBe(isTaken ? "a=1" : "");
  });

  it("sends a Secure cookie over https only", () => {
    const jar = new CookieJar();
    jar.store("https://example.org/", "a=1; Secure");
    expect([jar.header("http://example.org/"), jar.header("https://example.org/")]).toEqual(["", "a=1"]);
  });

  it("does not let plain http stand in front of a Secure cookie", () => {
    const jar = new CookieJar();
    jar.store("https://example.org/", "a=1; Secure; Path=/x");
    expect(jar.store("http://example.org/", "a=2; Path=/x/y")).toBe(false);
    expect(jar.store("http://sub.example.org/", "a=2; Domain=example.org; Path=/x")).toBe(false);
    expect(jar.store("http://example.org/", "a=2; Path=/")).toBe(true);
    expect(jar.store("http://example.org/", "b=2; Path=/x")).toBe(true);
  });

  it.each([
    ["__Secure-a=1; Secure", true],
    ["__Secure-a=1", false],
    ["__secure-a=1", false],
    ["__Host-a=1; Secure; Path=/", true],
    ["__Host-a=1; Secure", false],
    ["__Host-a=1; Path=/", false],
    ["__Host-a=1; Secure; Path=/x", false],
    ["__HOST-a=1; Secure; Path=/; Domain=example.org", false],
  ])("takes %s: %s", (header, isTaken) => {
    expect(new CookieJar().store("https://example.org/", header)).toBe(isTaken);
  });

  it("takes 4096 bytes of name and value, and no more", () => {
    const jar = new CookieJar();
    expect(jar.store(HOME, `a=${"é".repeat(2047)}x`)).toBe(true);
    expect(jar.store(HOME, `a=${"é".repeat(2048)}`)).toBe(false);
  });

  it.each([
    ["a=1; Max-Age=0", ""],
    ["a=1; Max-Age=-1", ""],
    ["a=1; Max-Age=60", "a=1"],
    ["a=1; Max-Age=x", "a=1"],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""],
    ["a=1; Expires=Fri, 31 Dec 2200 00:00:00 GMT", "a=1"],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", "a=1"],
    ["a=1; Max-Age=0; Expires=Fri, 31 Dec 2200 00:00:00 GMT", ""],
  ])("after a=0 and %s sends %j", (header, expected) => {
    expect(cookiesAfter(["a=0", header])).toBe(expected);
  });

  it("forgets a cookie when its time is over, after 400 days at the latest", () => {
    vi.useFakeTimers();
    const jar = new CookieJar();
    jar.store(HOME, "short=1; Max-Age=60");
    jar.store(HOME, "long=1; Max-Age=99999999");
    jar.store(HOME, "session=1");
    vi.advanceTimersByTime(61_000);
    expect([...jar.keys()]).toEqual(["long", "session"]);
    vi.advanceTimersByTime(400 * 24 * 3600 * 1000);
    expect([...jar.keys()]).toEqual(["session"]);
    vi.useRealTimers();
  });

  it("is read like a map of names", () => {
    const jar = new CookieJar();
    jar.store("http://localhost/", "a=1");
    jar.store("http://localhost/x/", "a=2");
    expect([jar.size, jar.get("a"), jar.get("a", { path: "/x" }), jar.has("a"), jar.has("b")]).toEqual([
      2,
      "1",
      "2",
      true,
      false,
    ]);
    expect([...jar]).toEqual([
      ["a", "1"],
      ["a", "2"],
    ]);
    expect(jar.delete("a", { path: "/x" })).toBe(true);
    expect(jar.find("a", { domain: "localhost" })).toMatchObject({ name: "a", path: "/", hostOnly: true });
    expect([jar.delete("a"), jar.delete("a"), jar.size]).toEqual([true, false, 0]);
  });

  it("takes what a test puts in, whatever a browser would say", () => {
    const jar = new CookieJar("https://example.org/app");
    jar.set("theme", "dark ü");
    jar.set("shared", "1", { domain: "other.example" });
    jar.set("__Host-x", "y".repeat(5000));
    expect(jar.header("https://example.org/")).toMatch(/^theme=dark%20%C3%BC; __Host-x=y{5000}$/);
    expect(jar.header("https://sub.other.example/")).toBe("shared=1");
    jar.clear();
    expect(jar.size).toBe(0);
  });

  it("refuses a name that is no cookie's", () => {
    expect(() => new CookieJar().set("a;b", "1")).toThrow("MICRO_COOKIE_INVALID");
  });
});
