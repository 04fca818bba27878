import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { safeRedirectTarget } from "./redirect-target.ts";

const REQUEST = createRequest({ target: "/login?next=x", scheme: "https", host: "example.org" });

describe("safeRedirectTarget", () => {
  it.each([
    ["/", "/"],
    ["/a/b?c=d#e", "/a/b?c=d#e"],
    ["/a/../b", "/b"],
    ["/caf\u00e9", "/caf%C3%A9"],
    ["https://example.org/a?b", "/a?b"],
    ["https://example.org", "/"],
    ["HTTPS://EXAMPLE.org/a", "/a"],
    ["/a?next=https://evil.example/", "/a?next=https://evil.example/"],
  ])("lets %j lead to %j", (target, path) => {
    expect(safeRedirectTarget(target, REQUEST)).toBe(path);
  });

  it.each([
    undefined,
    "",
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "/////evil.com/path",
    "/\\evil.example",
    "\\\\\\evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "https://example.org@evil.example/",
    "https://example.org:443@evil.example/",
    "https://user@example.org/",
    "https://example.org.evil.example/",
    "https://evil.example\\.example.org",
    "https://evil.example%5C.example.org",
    "http://example.org/",
    "https://example.org:8443/",
    "/%09/evil.example\t",
    "\t//evil.example",
    "\x08//evil.com",
    "/\t/evil.example",
    "/\n/evil.example",
    " /a",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "javascript:alert(1)",
    "\njavascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "http:999999999",
    "http://[::1",
    "evil.example",
    "a/b",
    "?a",
    "/a%0d%0aSet-Cookie:x",
    "/a%5c%5cb",
    "https://",
    "ftp://example.org/",
    "//example.org@evil.example",
    "\u3002//evil.example",
    "ws://example.org/",
    "https://example.org//evil.example/x",
    "https://example.org///evil.example",
    "https://example.org/\\evil.example",
    "https://example.org/.//evil.example",
    "/%00/evil.example",
    "/\u202e//evil.example",
    "/\u200b",
    "\ufeff/a",
  ])("goes to the fallback for %j [A40 A42 A44 A46 A53 A69 A216 A218 A294 A326 A334]", (target) => {
    expect(safeRedirectTarget(target, REQUEST, "/home")).toBe("/home");
    expect(safeRedirectTarget(target, REQUEST)).toBe("/");
  });

  it("goes to the fallback for what is longer than any link", () => {
    expect(safeRedirectTarget(`/${"a".repeat(2047)}`, REQUEST, "/home")).toHaveLength(2048);
    expect(safeRedirectTarget(`/${"a".repeat(2048)}`, REQUEST, "/home")).toBe("/home");
  });

  it("goes to the fallback for a request of no known host", () => {
    expect(safeRedirectTarget("/a", createRequest({ host: "" }))).toBe("/");
  });
});
