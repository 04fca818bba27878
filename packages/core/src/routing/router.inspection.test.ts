import { describe, expect, it } from "vitest";

import { createRouter } from "../../fixtures/routing.ts";
import { ConverterRegistry } from "./converters.ts";
import { HostPolicy } from "./host-policy.ts";
import type { Router } from "./router.ts";

describe("Router.allowedMethods [F58]", () => {
  const router = createRouter([{ path: "/<foo>" }, { path: "/foo", methods: ["POST"] }, "/x/"]);

  it.each([
    ["/foo", ["GET", "HEAD", "POST"]],
    ["/bar", ["GET", "HEAD"]],
    ["/bar/baz", []],
    ["/x", ["GET", "HEAD"]],
    ["/%zz", []],
  ])("of %s are %j [F58]", (path, methods) => {
    expect(router.allowedMethods(path)).toEqual(methods);
  });
});

describe("Router.test [F58]", () => {
  const router = createRouter([{ path: "/a" }, { path: "/b/" }, { path: "/c", methods: ["POST"] }]);

  it.each([
    ["/a", undefined, true],
    ["/b", "GET", true],
    ["/c", "get", false],
    ["/c", "post", true],
    ["/d", "GET", false],
    ["/../a", "GET", false],
  ])("of %s and the method %s is %s [F58]", (path, method, isKnown) => {
    expect(router.test(path, method)).toBe(isKnown);
  });
});

/** The endpoints tried and the reasons. */
function reasonsOf(router: Router<string>, path: string, host?: string): string[] {
  return router
    .explain(path, "GET", host)
    .map(({ endpoint, matches, reason }) => `${matches ? "*" : ""}${endpoint}: ${reason}`);
}

describe("Router.explain [F67]", () => {
  it("says of each rule, in the order they are tried, why it does not match [F67]", () => {
    const router = createRouter([
      { path: "/<path:rest>", endpoint: "rest", methods: ["PUT"] },
      { path: "/users/<int:id>", endpoint: "user" },
      { path: "/users/<int:id>/edit", endpoint: "edit" },
      { path: "/users/", endpoint: "users" },
      { path: "/about", endpoint: "about" },
      { path: "/<path:page>/at/<int:line>", endpoint: "line" },
    ]);
    expect(reasonsOf(router, "/users/abc")).toEqual([
      'users: "abc" does not fit ""',
      'user: "abc" does not fit <id> of /users/<int:id>',
      'edit: "abc" does not fit <id> of /users/<int:id>/edit',
      'about: "users" does not fit "about"',
      'line: "users/abc" does not fit <page> and <line> of /<path:page>/at/<int:line>',
      "rest: it answers PUT only",
    ]);
  });

  it("says where a path is too short or too long", () => {
    const router = createRouter([
      { path: "/a/b", endpoint: "long" },
      { path: "/a", endpoint: "short", methods: ["POST"] },
    ]);
    expect(reasonsOf(router, "/a")).toEqual([
      "short: it answers POST only",
      'long: the path ends before "b"',
    ]);
    expect(reasonsOf(router, "/a/b/c%2Fd")).toEqual([
      'short: the path goes on with "b/c/d"',
      'long: the path goes on with "c/d"',
    ]);
  });

  it("says which one matches or redirects", () => {
    const router = createRouter([
      { path: "/a", endpoint: "a" },
      { path: "/b/", endpoint: "b" },
    ]);
    expect(reasonsOf(router, "/a")).toContain("*a: it matches");
    expect(reasonsOf(router, "/b")).toContain("b: it redirects to the path with a slash");
  });

  it("says that a converter refuses", () => {
    const router = createRouter([{ path: "/<int(max=9):id>", endpoint: "a" }]);
    expect(reasonsOf(router, "/10")).toEqual(['a: a converter refuses ["10"]']);
  });

  it("says what cannot stand in the rest of a path", () => {
    const router = createRouter([{ path: "/<path:rest>", endpoint: "a" }]);
    expect(reasonsOf(router, "/a%5Cb")).toEqual(["a: the rest of the path is not that of /<path:rest>"]);
  });

  it("names the rules of other hosts last", () => {
    const hosts = new HostPolicy({ subdomainMatching: true, serverName: "example.org" });
    const router = createRouter(
      [
        { path: "/", endpoint: "api", subdomain: "api" },
        { path: "/", endpoint: "user", subdomain: "<int:user>" },
        { path: "/x", endpoint: "x" },
      ],
      new ConverterRegistry(),
      hosts,
    );
    expect(reasonsOf(router, "/", "example.org")).toEqual([
      'x: "" does not fit "x"',
      'api: "example.org" is not the host api',
      'user: "example.org" is not the host <int:user>',
    ]);
  });
});
