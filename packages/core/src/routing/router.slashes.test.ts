import { describe, expect, it } from "vitest";

import { createRouter, matchOf } from "../../fixtures/routing.ts";
import { ConverterRegistry } from "./converters.ts";

describe("strict slashes [F42 B18]", () => {
  it.each([
    ["/x/", "/x", "/x/"],
    ["/a/b/", "/a/b", "/a/b/"],
    ["/users/<name>/", "/users/ann", "/users/ann/"],
    ["/<int:id>/", "/3", "/3/"],
    ["/<path:var>/", "/a/b", "/a/b/"],
    ["/<path:var>/edit/", "/a/b/edit", "/a/b/edit/"],
    ["/<name>.txt/", "/a.txt", "/a.txt/"],
  ])("redirect for the rule %s from %s to %s", (rule, path, location) => {
    expect(matchOf(createRouter([rule]), path)).toBe(location);
  });

  it.each([
    ["/x", "/x/"],
    ["/users/<name>", "/users/ann/"],
    ["/<name>.txt", "/a.txt/"],
  ])("make the rule %s not match %s", (rule, path) => {
    expect(matchOf(createRouter([rule]), path)).toBe(404);
  });

  it("keep what is encoded in the redirect's path as it came", () => {
    expect(matchOf(createRouter(["/<name>/"]), "/caf%c3%A9%20%2F")).toBe("/caf%c3%A9%20%2F/");
  });

  it("redirect only where the converter accepts the value", () => {
    expect(matchOf(createRouter(["/<int(max=9):id>/"]), "/10")).toBe(404);
  });

  it("redirect every method the rule has", () => {
    expect(matchOf(createRouter([{ path: "/foo/", methods: ["POST"] }]), "/foo", "POST")).toBe("/foo/");
  });

  it("do not redirect a method the rule does not have", () => {
    expect(matchOf(createRouter(["/foo/"]), "/foo", "POST")).toBe(404);
  });

  it("prefer the rule without the slash to a redirect", () => {
    const router = createRouter(["/x/", "/x"]);
    expect(matchOf(router, "/x")).toEqual(["/x", {}]);
    expect(matchOf(router, "/x/")).toEqual(["/x/", {}]);
  });

  it("redirect a method that only the rule with the slash has", () => {
    const router = createRouter([
      { path: "/bar/", methods: ["GET"] },
      { path: "/bar", methods: ["POST"] },
    ]);
    expect(matchOf(router, "/bar", "GET")).toBe("/bar/");
    expect(matchOf(router, "/bar", "POST")).toEqual(["/bar", {}]);
    expect(matchOf(router, "/bar/", "POST")).toEqual({ allow: ["GET", "HEAD"] });
  });

  it("prefer a redirect of a static rule to a variable", () => {
    expect(matchOf(createRouter(["/<name>", "/about/"]), "/about")).toEqual("/about/");
  });

  it("leave a path to the path variable that was registered first, with its slash or without", () => {
    expect(matchOf(createRouter(["/<path:p>/", "/<path:p>"]), "/a/")).toEqual(["/<path:p>/", { p: "a" }]);
    expect(matchOf(createRouter(["/<path:p>", "/<path:p>/"]), "/a/")).toEqual(["/<path:p>", { p: "a/" }]);
  });
});

describe("lenient slashes [F42 B18]", () => {
  const router = createRouter(
    ["/leaf", "/branch/", "/<int:id>", "/u/<name>/", "/<path:rest>"].map((path) => ({
      path,
      strictSlashes: false,
    })),
  );

  it.each([
    ["/leaf", "/leaf", {}],
    ["/leaf/", "/leaf", {}],
    ["/branch", "/branch/", {}],
    ["/branch/", "/branch/", {}],
    ["/3", "/<int:id>", { id: 3 }],
    ["/3/", "/<int:id>", { id: 3 }],
    ["/u/ann", "/u/<name>/", { name: "ann" }],
    ["/u/ann/", "/u/<name>/", { name: "ann" }],
    ["/a/b/", "/<path:rest>", { rest: "a/b/" }],
  ])("serve %s by the rule %s", (path, rule, params) => {
    expect(matchOf(router, path)).toEqual([rule, params]);
  });

  it("leave both forms to the rules that are there", () => {
    const both = createRouter([
      { path: "/x", endpoint: "leaf", strictSlashes: false },
      { path: "/x/", endpoint: "branch", strictSlashes: false },
    ]);
    expect(matchOf(both, "/x")).toEqual(["leaf", {}]);
    expect(matchOf(both, "/x/")).toEqual(["branch", {}]);
  });

  it("do not make two slashes one", () => {
    expect(matchOf(createRouter([{ path: "/x/", strictSlashes: false, mergeSlashes: false }]), "/x//")).toBe(
      404,
    );
  });
});

describe("merged slashes [F43 B19]", () => {
  it.each([
    ["/a/b", "//a///b", "/a/b"],
    ["/a/b", "/a//b", "/a/b"],
    ["/a/", "/a//", "/a/"],
    ["/a/", "//a", "/a/"],
    ["/", "//", "/"],
    ["/", "////", "/"],
    ["/users/<name>/edit", "/users//ann/edit", "/users/ann/edit"],
    ["/merge/<some>/path", "/merge/%25//path", "/merge/%25/path"],
    ["/<path:p>", "//a/b", "/a/b"],
  ])("redirect for the rule %s from %s to %s", (rule, path, location) => {
    expect(matchOf(createRouter([rule]), path)).toBe(location);
  });

  it("do not redirect when the rule says so", () => {
    expect(matchOf(createRouter([{ path: "/a/b", mergeSlashes: false }]), "/a//b")).toBe(404);
  });

  it("do not redirect to a path that does not exist", () => {
    expect(matchOf(createRouter(["/a/b"]), "//a/c")).toBe(404);
  });

  it("do not redirect a method the rule does not have", () => {
    expect(matchOf(createRouter([{ path: "/a", methods: ["POST"] }]), "//a", "DELETE")).not.toBe("/a");
  });

  it("do not redirect to a value that the converter refuses", () => {
    expect(matchOf(createRouter(["/<int(max=9):id>"]), "//10")).toBe(404);
  });

  it("redirect to the rule that a request for the path would find", () => {
    const rules = [{ path: "/<int:id>", mergeSlashes: false }, "/<name>"];
    expect(matchOf(createRouter(rules), "//7")).toBe(404);
    expect(matchOf(createRouter(rules), "//seven")).toBe("/seven");
  });

  it("are part of what a path variable matches", () => {
    expect(matchOf(createRouter(["/p/<path:rest>"]), "/p/a//b")).toEqual([
      "/p/<path:rest>",
      { rest: "a//b" },
    ]);
  });

  it("do not hide an encoded slash", () => {
    expect(matchOf(createRouter(["/a/<name>"]), "/a/%2F")).toEqual(["/a/<name>", { name: "/" }]);
  });
});

describe("a redirect never leaves the host", () => {
  const hostile = [
    "//evil.example",
    "//evil.example/",
    "///evil.example",
    "//evil.example/%2e%2e",
    "//evil.example/..",
    "//a//youtube.com/%2e%2e%2f..",
    "//^/..",
    "/%2Fevil.example",
    "/%5Cevil.example",
    "/\\evil.example",
    "//evil.example//",
  ];

  it.each(hostile)("for %s on rules of one and two segments (A8, A77, A270)", (path) => {
    const match = createRouter(["/", "/<a>/", "/<a>/<b>/", "/evil.example/"]).match("GET", path);
    expect(match.kind === "redirect" ? match.path : "/").toMatch(/^\/(?![/\\])/);
  });

  it.each(hostile)("for %s on a rule that takes every path (A8, A354)", (path) => {
    const match = createRouter(["/<path:all>/", "/<path:all>/x/"]).match("GET", path);
    expect(match.kind === "redirect" ? match.path : "/").toMatch(/^\/(?![/\\])/);
  });

  it("for a converter of the app's own that takes an empty start (A8)", () => {
    const registry = new ConverterRegistry();
    registry.add("all", () => ({
      pattern: ".*",
      matchesSlashes: true,
      parse: (text) => text,
      format: String,
    }));
    const match = createRouter(["/<all:rest>/"], registry).match("GET", "//evil.example");
    expect(match.kind === "redirect" ? match.path : "/").toMatch(/^\/(?![/\\])/);
  });
});
