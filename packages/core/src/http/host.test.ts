import { describe, expect, it } from "vitest";

import { isHostTrusted, isHostValid } from "./host.ts";

describe("isHostValid", () => {
  it.each([
    "a",
    "localhost",
    "example.org",
    "EXAMPLE.org",
    "a.b-c.d_e~f",
    "127.0.0.1",
    "[::1]",
    "[2001:db8::1]:443",
    "a:0",
    "a:80",
    "a:65535",
    "a:",
    "xn--bcher-kva.example",
  ])("accepts %s", (host) => {
    expect(isHostValid(host)).toBe(true);
  });

  it.each([
    "",
    " ",
    "a b",
    "a\t",
    "a/b",
    "a?b",
    "a#b",
    "a@b",
    "a\\b",
    "a,b",
    "a;b",
    "a%b",
    "a<b",
    'a"b',
    "[",
    "]",
    "[]",
    "[::1",
    "::1",
    "[g::1]",
    "a:b",
    "a:-1",
    "a:65536",
    "a:99999",
    "a:123456",
    "a:80:80",
    "bücher.example",
    "a\u0000",
    "a\r\nb",
    ":80",
    "http://a",
  ])("refuses %j [A298 A324]", (host) => {
    expect(isHostValid(host)).toBe(false);
  });

  it("says the same when it is asked again", () => {
    expect([
      isHostValid("again.example"),
      isHostValid("again.example"),
      isHostValid("a b"),
      isHostValid("a b"),
    ]).toEqual([true, true, false, false]);
  });

  it("answers at once for 16 kB", () => {
    const started = performance.now();
    expect(isHostValid(`${"a.".repeat(8000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe("isHostTrusted [F252]", () => {
  it.each([
    ["example.org", ["example.org"]],
    ["Example.ORG", ["example.org"]],
    ["example.org", ["EXAMPLE.org"]],
    ["example.org:8080", ["example.org"]],
    ["example.org", ["example.org:443"]],
    ["example.org", [".example.org"]],
    ["www.example.org", [".example.org"]],
    ["a.b.example.org:1", [".example.org"]],
    ["[::1]:80", ["[::1]"]],
    ["b.example", ["a.example", "b.example"]],
  ])("%s is in %j", (host, trusted) => {
    expect(isHostTrusted(host, trusted)).toBe(true);
  });

  it.each([
    ["evil.example", ["example.org"]],
    ["www.example.org", ["example.org"]],
    ["example.org.evil.example", [".example.org"]],
    ["evilexample.org", [".example.org"]],
    ["", ["example.org"]],
    ["example.org", []],
    ["[::1]", ["::1:2"]],
    ["org", [".example.org"]],
    ["[::2]", ["[::1]"]],
  ])("%s is not in %j", (host, trusted) => {
    expect(isHostTrusted(host, trusted)).toBe(false);
  });
});
