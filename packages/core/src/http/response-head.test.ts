import { describe, expect, it } from "vitest";

import { Response } from "./response.ts";

const DATE = new Date("2026-11-21T10:00:00Z");
const HTTP_DATE = "Sat, 21 Nov 2026 10:00:00 GMT";

describe("the head of a response", () => {
  it.each([
    ["location", "Location", "/a", "/a"],
    ["lastModified", "Last-Modified", DATE, HTTP_DATE],
    ["expires", "Expires", DATE, HTTP_DATE],
    ["date", "Date", DATE, HTTP_DATE],
    ["age", "Age", 5, "5"],
    ["retryAfter", "Retry-After", 120, "120"],
    ["retryAfter", "Retry-After", DATE, HTTP_DATE],
    ["contentRange", "Content-Range", "bytes 0-1/2", "bytes 0-1/2"],
    ["acceptRanges", "Accept-Ranges", "none", "none"],
    ["contentEncoding", "Content-Encoding", "gzip", "gzip"],
    ["contentLength", "Content-Length", 7, "7"],
    ["wwwAuthenticate", "WWW-Authenticate", "Basic", "Basic"],
    ["accessControlAllowOrigin", "Access-Control-Allow-Origin", "*", "*"],
    ["accessControlMaxAge", "Access-Control-Max-Age", 600, "600"],
    ["crossOriginOpenerPolicy", "Cross-Origin-Opener-Policy", "same-origin", "same-origin"],
    ["crossOriginEmbedderPolicy", "Cross-Origin-Embedder-Policy", "require-corp", "require-corp"],
    ["crossOriginResourcePolicy", "Cross-Origin-Resource-Policy", "same-site", "same-site"],
  ] as const)("has %s as the header %s: %s [F106]", (property, header, ...[value, text]) => {
    const response = new Response();
    expect(response[property]).toBeUndefined();
    Object.assign(response, { [property]: value });
    expect(response.headers.get(header)).toBe(text);
    expect(response[property]).toEqual(value);
    Object.assign(response, { [property]: undefined });
    expect(response.headers.has(header)).toBe(false);
  });

  it("has headers that are lists of names [F106]", () => {
    const response = new Response();
    response.vary.add("Cookie");
    response.allow.add("GET").add("HEAD");
    response.contentLanguage.add("de");
    response.accessControlAllowMethods.add("PUT");
    response.accessControlAllowHeaders.add("X-A");
    response.accessControlExposeHeaders.add("X-B");
    expect(Object.fromEntries(response.headers)).toEqual({
      Vary: "Cookie",
      Allow: "GET, HEAD",
      "Content-Language": "de",
      "Access-Control-Allow-Methods": "PUT",
      "Access-Control-Allow-Headers": "X-A",
      "Access-Control-Expose-Headers": "X-B",
    });
  });

  it("has policies and the word of caches [F106]", () => {
    const response = new Response();
    response.contentSecurityPolicy.set("default-src", "'none'");
    response.contentSecurityPolicyReportOnly.set("img-src", "*");
    response.cacheControl.noStore = true;
    expect(Object.fromEntries(response.headers)).toEqual({
      "Content-Security-Policy": "default-src 'none'",
      "Content-Security-Policy-Report-Only": "img-src *",
      "Cache-Control": "no-store",
    });
  });

  it("says whether other sites may send cookies", () => {
    const response = new Response();
    expect(response.accessControlAllowCredentials).toBe(false);
    response.accessControlAllowCredentials = true;
    expect(response.accessControlAllowCredentials).toBe(true);
    response.accessControlAllowCredentials = false;
    expect(response.headers.has("Access-Control-Allow-Credentials")).toBe(false);
  });

  it("knows its type [F102]", () => {
    const response = new Response();
    expect([response.type, response.mimetype, response.isJson]).toEqual(["", "", false]);
    response.type = "application/problem+json; charset=utf-8";
    expect([response.mimetype, response.isJson]).toEqual(["application/problem+json", true]);
  });

  it.each(["a\r\nSet-Cookie: a=b", "a\0", "a\nb"])("refuses %j in a header [F101 A132]", (value) => {
    expect(() => new Response().headers.set("X-A", value)).toThrow("MICRO_HEADER_INVALID");
    expect(() => {
      new Response().location = value;
    }).toThrow("MICRO_HEADER_INVALID");
  });
});
