import { describe, expect, it } from "vitest";

import { createRouter, matchOf } from "../../fixtures/routing.ts";

const router = createRouter([
  "/",
  "/admin",
  "/admin/secret",
  "/static/<path:filename>",
  "/files/<path:name>/edit",
  "/name/<name>",
  "/number/<int:id>",
  "/<name>.txt",
]);

describe("encoded characters in a variable [F65]", () => {
  it.each([
    ["/name/a%20b", "a b"],
    ["/name/caf%C3%A9", "café"],
    ["/name/caf%c3%a9", "café"],
    ["/name/%F0%9F%8E%AC", "🎬"],
    ["/name/a%2Fb", "a/b"],
    ["/name/a%2fb", "a/b"],
    ["/name/%2F", "/"],
    ["/name/%2F%2F", "//"],
    ["/name/a%5Cb", "a\\b"],
    ["/name/100%25", "100%"],
    ["/name/%2541", "%41"],
    ["/name/a+b", "a+b"],
    ["/name/a%2Bb", "a+b"],
    ["/name/a%3Fb%23c", "a?b#c"],
    ["/name/a;b=c", "a;b=c"],
    ["/name/%3Cscript%3E", "<script>"],
    ["/name/...", "..."],
    ["/name/.hidden", ".hidden"],
    ["/name/a%0Ab", "a\nb"],
  ])("%s gives %j (A36)", (path, name) => {
    expect(matchOf(router, path)).toEqual(["/name/<name>", { name }]);
  });

  it("are decoded before a converter sees them", () => {
    expect(matchOf(router, "/number/%31%32")).toEqual(["/number/<int:id>", { id: 12 }]);
  });

  it("do not stand for the text around a variable", () => {
    expect(matchOf(router, "/a%2Ftxt")).toBe(404);
    expect(matchOf(router, "/a%2Etxt")).toEqual(["/<name>.txt", { name: "a" }]);
  });

  it("are told apart from the slash, whatever characters the value has", () => {
    expect(matchOf(router, "/name/a%F4%8F%BF%BFb")).toEqual(["/name/<name>", { name: "a\u{10FFFF}b" }]);
  });
});

describe("encoded characters in a static rule [F65 B14]", () => {
  it.each(["/%61dmin", "/adm%69n", "/%61%64%6d%69%6e"])("%s is /admin (A280)", (path) => {
    expect(matchOf(router, path)).toEqual(["/admin", {}]);
  });

  it.each(["/%2561dmin", "/%25252561dmin"])("%s is decoded once only (A325, A352)", (path) => {
    expect(matchOf(router, path)).toBe(404);
  });

  it.each(["/admin%2Fsecret", "/admin%2fsecret", "/admin%5Csecret"])(
    "%s is not /admin/secret (A309)",
    (path) => {
      expect(matchOf(router, path)).toBe(404);
    },
  );

  it.each(["/admin%0a", "/admin%0D%0A", "/admin%20", "/admin;x", "/admin%00"])(
    "%s is not /admin (A90)",
    (path) => {
      expect(matchOf(router, path)).not.toEqual(["/admin", {}]);
    },
  );
});

describe("a path variable", () => {
  it.each([
    ["/static/a/b.css", "a/b.css"],
    ["/static/caf%C3%A9/x%20y", "café/x y"],
    ["/static/a/...", "a/..."],
    ["/static/.well-known/x", ".well-known/x"],
  ])("takes %s as %j", (path, filename) => {
    expect(matchOf(router, path)).toEqual(["/static/<path:filename>", { filename }]);
  });

  it.each([
    "/static/deep%2Fsecret.txt",
    "/static/deep%2fsecret.txt",
    "/static/%2Fetc/passwd",
    "/files/a%2Fb/edit",
  ])("does not take the encoded slash of %s (A272)", (path) => {
    expect(matchOf(router, path)).toBe(404);
  });

  it.each([
    "/static/admin%5Csecret.txt",
    "/static/..%5C..%5Cx",
    "/static/%5C%5Cevil%5Cshare",
    "/files/a%5C/edit",
  ])("does not take the encoded backslash of %s (A316)", (path) => {
    expect(matchOf(router, path)).toBe(404);
  });

  it.each(["/static/..%2f..%2fpackage.json", "/static/..%2f..%2fetc/hostname", "/static//evil.com/.."])(
    "does not climb by %s (A76, A181, A190)",
    (path) => {
      expect(matchOf(router, path)).toBe(404);
    },
  );
});

describe("a path that is none [F65]", () => {
  it.each([
    ["/static/../package.json", 404],
    ["/static/foo/../deep/secret.txt", 404],
    ["/static/foo/%2E%2E/deep/secret.txt", 404],
    ["/static/%2e%2e/x", 404],
    ["/static/.%2e/x", 404],
    ["/%2e%2e/%2e%2e/etc/hostname", 404],
    ["/./admin", 404],
    ["/admin/.", 404],
    ["/admin/..", 404],
    ["/%2e", 404],
  ])("has a dot segment: %s is %i (A225, A273, A297)", (path, status) => {
    expect(matchOf(router, path)).toBe(status);
  });

  it.each([
    "/name/%",
    "/name/%4",
    "/name/%zz",
    "/name/%E0%A4",
    "/name/%FF",
    "/name/%C0%AF",
    "/name/%ED%A0%80",
    "/name/%F5%80%80%80",
    "/%",
    "/a%2",
  ])("has bad percent-encoding: %s is 400 (A389)", (path) => {
    expect(matchOf(router, path)).toBe(400);
  });

  it.each(["/name/a%00b", "/%00", "/name/%00", "/admin%00"])("has a NUL: %s is 400", (path) => {
    expect(matchOf(router, path)).toBe(400);
  });

  it.each([
    "/name/a\\b",
    "/\\evil.example",
    "/name/a#b",
    "/name/a b",
    "/name/a\u0000b",
    "/name/\t",
    "/\u007f",
    "/name/é",
  ])("has a raw character that no target may hold: %j is 400", (path) => {
    expect(matchOf(router, path)).toBe(400);
  });

  it.each(["name", "name/a", "*", "http://example.org/", "evil.example:443"])(
    "does not start with a slash: %j is 400",
    (path) => {
      expect(matchOf(router, path)).toBe(400);
    },
  );

  it("is refused whatever the method", () => {
    expect(matchOf(router, "/name/%00", "BREW")).toBe(400);
  });
});
