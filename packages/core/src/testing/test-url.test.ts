import { describe, expect, it } from "vitest";

import { addQuery, baseUrlOf, formatTestUrl, parseTestUrl } from "./test-url.ts";

const CONFIG = { SERVER_NAME: null, APPLICATION_ROOT: "/", PREFERRED_URL_SCHEME: "http" };

describe("baseUrlOf", () => {
  it.each([
    [{}, "http://localhost/"],
    [{ SERVER_NAME: "example.org:8080" }, "http://example.org:8080/"],
    [{ SERVER_NAME: "example.org", APPLICATION_ROOT: "/app" }, "http://example.org/app"],
    [{ PREFERRED_URL_SCHEME: "https" }, "https://localhost/"],
  ])("of %j is %s [B160]", (config, expected) => {
    expect(baseUrlOf({ ...CONFIG, ...config })).toBe(expected);
  });
});

describe("parseTestUrl", () => {
  it.each([
    ["/x?a=1", "http://localhost/", ["http", "localhost", "", "/x?a=1"]],
    ["x", "http://localhost", ["http", "localhost", "", "/x"]],
    ["", "http://localhost", ["http", "localhost", "", "/"]],
    ["?a=1", "http://localhost", ["http", "localhost", "", "/?a=1"]],
    ["/x", "https://example.org/app/", ["https", "example.org", "/app", "/x"]],
    ["//a/../b%2F", "http://localhost", ["http", "localhost", "", "//a/../b%2F"]],
    ["/é b\ud800#top", "http://localhost", ["http", "localhost", "", "/%C3%A9%20b%EF%BF%BD"]],
    ["https://Other.example:443/x?a=1#top", "http://localhost", ["https", "other.example", "", "/x?a=1"]],
    ["http://sub.localhost:81", "http://localhost", ["http", "sub.localhost:81", "", "/"]],
    ["http://localhost/app/x", "http://localhost/app", ["http", "localhost", "/app", "/x"]],
    ["http://localhost/app?a=1", "http://localhost/app", ["http", "localhost", "/app", "/?a=1"]],
    ["http://localhost/application", "http://localhost/app", ["http", "localhost", "", "/application"]],
  ])("takes %j on %s apart [B161]", (path, base, [scheme, host, rootPath, target]) => {
    expect(parseTestUrl(path, base)).toEqual({ scheme, host, rootPath, target });
  });

  it("refuses a host that is none", () => {
    expect(() => parseTestUrl("http://a b/", "http://localhost")).toThrow(TypeError);
  });
});

describe("addQuery", () => {
  it.each([
    ["/x", { a: 1, b: "x y", c: true }, "/x?a=1&b=x+y&c=true"],
    ["/x?z=0", { a: [1, 2], b: null, c: undefined }, "/x?z=0&a=1&a=2"],
    ["/x", {}, "/x"],
    ["/x", "a=ü&b", "/x?a=%C3%BC&b"],
    ["/x", "?a=1", "/x?a=1"],
  ])("of %s and %j is %s", (path, query, expected) => {
    expect(formatTestUrl(addQuery(parseTestUrl(path, "http://h/r"), query))).toBe(`http://h/r${expected}`);
  });
});
