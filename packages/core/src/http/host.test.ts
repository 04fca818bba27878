import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { isHostTrusted, isHostValid } from "./host.ts";

describe("isHostValid", () => {
  it.each([
    "localhost",
    "example.org",
    "example.org:8080",
    "EXAMPLE.org",
    "a-b_c~d.e",
    "127.0.0.1",
    "127.0.0.1:5000",
    "[::1]",
    "[::1]:5000",
    "[2001:db8::ffff:1.2.3.4]:80",
    "example.org:",
    "example.org:0",
    "example.org:65535",
    "xn--mnchen-3ya.de",
  ])("accepts %j", (host) => {
    expect(isHostValid(host)).toBe(true);
  });

  it.each([
    "/",
    "[",
    "]",
    "[]",
    "[::1",
    "::1",
    "a b",
    "%",
    "a%20b",
    "a:99999",
    "a:65536",
    "a:-1",
    "a:+80",
    "a:80a",
    "a:80:80",
    "a,b",
    "a;b",
    "a@b",
    "user:pass@host",
    "x/allowed?a=",
    "x?a",
    "x#a",
    "x\\y",
    "http://x",
    "a\n",
    "a\0",
    "münchen.de",
    "a\u{1f3ac}",
  ])("refuses %j (A298, A324, A385)", (host) => {
    expect(isHostValid(host)).toBe(false);
  });

  it("is not misled by the host it was asked for before", () => {
    expect(isHostValid("example.org")).toBe(true);
    expect(isHostValid("example.org/")).toBe(false);
    expect(isHostValid("example.org")).toBe(true);
    expect(isHostValid("other.example")).toBe(true);
    expect(isHostValid("exämple.org")).toBe(false);
  });

  it.each([
    `${"a".repeat(100_000)}/`,
    `${"a.".repeat(50_000)}:`,
    `[${":".repeat(100_000)}`,
    ":".repeat(100_000),
  ])("takes little time for a long one (%#)", (host) => {
    expect(timeOf(() => isHostValid(host))).toBeLessThan(20);
  });
});

describe("a host that another parser would read otherwise", () => {
  it.each([
    "trusted.example%40evil.example",
    "trusted.example@evil.example",
    "/\\evil.example",
    "[::x]",
    "[::1",
    "a\\b",
  ])("is neither valid nor trusted: %j (A283)", (host) => {
    expect(isHostValid(host)).toBe(false);
    expect(isHostTrusted(host, ["trusted.example", ".trusted.example", "evil.example"])).toBe(false);
  });
});

describe("isHostTrusted", () => {
  const trusted = ["example.org", ".example.com", "[::1]", "local:8000"];

  it.each([
    "example.org",
    "EXAMPLE.ORG",
    "example.org:8080",
    "example.com",
    "a.example.com",
    "a.b.example.com:80",
    "[::1]",
    "[::1]:5000",
    "local",
    "local:9000",
  ])("trusts %s", (host) => {
    expect(isHostTrusted(host, trusted)).toBe(true);
  });

  it.each([
    "",
    "www.example.org",
    "evil-example.com",
    "evilexample.com",
    "example.com.evil.net",
    "example.org.evil.net",
    ".example.com.evil",
    "com",
    "[::2]",
    "xexample.org",
  ])("does not trust %j", (host) => {
    expect(isHostTrusted(host, trusted)).toBe(false);
  });

  it("trusts nobody without entries", () => {
    expect(isHostTrusted("localhost", [])).toBe(false);
  });
});
