import { describe, expect, it } from "vitest";

import { canonicalRedirect, type Redirect, redirect, Reply, reply } from "./reply.ts";
import { Response } from "./response.ts";

function applied(value: Reply | Redirect): { response: Response; body: unknown } {
  const response = new Response();
  const body = value.applyTo(response);
  return { response, body };
}

/** Where a redirect leads from a page; "refused" when there is none. */
function hostOf(location: string, page: string): string {
  try {
    return new URL(redirect(location).location, page).hostname;
  } catch {
    return "refused";
  }
}

describe("reply", () => {
  it("is a value that a test can look at", () => {
    const value = reply("x", 201, { Location: "/x" });
    expect([value instanceof Reply, value.body, value.status, value.headers]).toEqual([
      true,
      "x",
      201,
      { Location: "/x" },
    ]);
  });

  it("has status 200 and no headers by default", () => {
    expect(reply("x")).toMatchObject({ status: 200, headers: {} });
  });

  it("sets status and headers, and gives the body [F125]", () => {
    const { response, body } = applied(reply({ id: 1 }, 201, { Location: "/1", "X-A": "1" }));
    expect([response.status, response.headers.get("location"), response.headers.get("x-a"), body]).toEqual([
      201,
      "/1",
      "1",
      { id: 1 },
    ]);
  });

  it("replaces headers that were staged", () => {
    const response = new Response();
    response.headers.set("Cache-Control", "public");
    reply("x", 200, { "cache-control": "no-store" }).applyTo(response);
    expect(response.headers.getAll("Cache-Control")).toEqual(["no-store"]);
  });

  it("adds a field for each item of a list", () => {
    expect(
      applied(reply("x", 200, { "Set-Cookie": ["a=1", "b=2"], Link: [] })).response.headers.flat,
    ).toEqual(["Set-Cookie", "a=1", "Set-Cookie", "b=2"]);
  });

  it.each(["a\r\nX: y", "a\nb", "a\0"])(
    "refuses the header value %j (A132, A168, MICRO_HEADER_INVALID)",
    (value) => {
      expect(() => applied(reply("x", 200, { "X-A": value }))).toThrow("MICRO_HEADER_INVALID");
    },
  );

  it("refuses a header name that is none (MICRO_HEADER_INVALID)", () => {
    expect(() => applied(reply("x", 200, { "X A": "1" }))).toThrow("MICRO_HEADER_INVALID");
  });

  it("refuses a status that is none (MICRO_STATUS_INVALID)", () => {
    expect(() => applied(reply("x", 1000))).toThrow("MICRO_STATUS_INVALID");
  });
});

describe("redirect", () => {
  it("answers 303 with Location and a short page", () => {
    const { response, body } = applied(redirect("/users/3?tab=a&b=c"));
    expect([response.status, response.headers.get("location"), response.type]).toEqual([
      303,
      "/users/3?tab=a&b=c",
      "text/html; charset=utf-8",
    ]);
    expect(body).toBe(
      '<!doctype html>\n<html lang="en">\n<title>Redirecting...</title>\n<p>You are being redirected to ' +
        '<a href="/users/3?tab=a&amp;b=c">/users/3?tab=a&amp;b=c</a>.\n',
    );
  });

  it.each([301, 302, 303, 307, 308])("may answer %i", (status) => {
    expect(redirect("/", status).status).toBe(status);
  });

  it.each([200, 300, 304, 305, 306, 309, 404, Number.NaN])(
    "may not answer %s (MICRO_REDIRECT_INVALID)",
    (status) => {
      expect(() => redirect("/", status)).toThrow(
        `redirect() was given the status ${status}. Use one of 301, 302, 303, 307, 308. [MICRO_REDIRECT_INVALID]`,
      );
    },
  );

  it.each([
    ["/a b", "/a%20b"],
    ["/ü", "/%C3%BC"],
    ["/%C3%BC?q=%20", "/%C3%BC?q=%20"],
    ["/😀", "/%F0%9F%98%80"],
    ["/x\r\nSet-Cookie: a=b", "/x%0D%0ASet-Cookie:%20a=b"],
    ["/\0", "/%00"],
    ["/\ud800", "/%EF%BF%BD"],
    ['/"><script>', "/%22%3E%3Cscript%3E"],
    ["/{a}|^`", "/%7Ba%7D%7C%5E%60"],
    ["", ""],
  ])("encodes %j [A168 A187 A348]", (location, expected) => {
    expect(redirect(location).location).toBe(expected);
  });

  it.each([
    "/\\evil.example",
    "/\\/evil.example",
    "\\evil.example",
    "\\\\evil.example",
    "/a\\..\\\\evil.example",
    "?\\\\evil.example",
    "http:\\evil.example",
    "http:/evil.example",
    "https:evil.example",
    "https://good.example\\@evil.example",
    "https://good.example\\.evil.example",
  ])("never leads to a host that is not plain to see: %j [A216]", (location) => {
    const hosts = ["http://own.example/x", "https://own.example/x"].map((own) => hostOf(location, own));
    expect(hosts).not.toContain("evil.example");
  });

  it.each([
    "https://example.org/x",
    "http://example.org",
    "/path",
    "path",
    "?q=1",
    "//cdn.example/x",
    "#top",
    "HTTPS://EXAMPLE.ORG",
  ])("accepts %s", (location) => {
    expect(redirect(location).location).toBe(location);
  });

  it.each([
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\u0001javascript:x",
    "data:text/html,x",
    "ftp://x",
    "vbscript:x",
    "file:///etc/passwd",
  ])("refuses the scheme of %j (A293, MICRO_REDIRECT_INVALID)", (location) => {
    expect(() => redirect(location)).toThrow(
      /redirect\(\) was given a \w+: URL\. Redirect to a path or to an http\(s\) URL\. \[MICRO_REDIRECT_INVALID\]$/i,
    );
  });

  it("refuses a location over 2,048 characters, however long (A106, MICRO_REDIRECT_INVALID)", () => {
    const started = performance.now();
    expect(() => redirect(`/${"a".repeat(2048)}`)).toThrow(
      "redirect() was given a location of 2049 characters. Stay below 2048. [MICRO_REDIRECT_INVALID]",
    );
    expect(() => redirect("a".repeat(1_000_000))).toThrow("MICRO_REDIRECT_INVALID");
    expect(performance.now() - started).toBeLessThan(200);
  });

  it("escapes the location in its page [A217]", () => {
    expect(String(applied(redirect("/?a='b'&c=d")).body)).toContain("/?a=&#39;b&#39;&amp;c=d");
  });
});

describe("canonicalRedirect", () => {
  it("keeps the method and may be as long as the request was", () => {
    const value = canonicalRedirect(`/users/?${"q".repeat(8000)}`);
    expect([value.status, value.location.length]).toEqual([308, 8008]);
  });
});
