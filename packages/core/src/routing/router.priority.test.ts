import { describe, expect, it } from "vitest";

import { createRouter, matchOf } from "../../fixtures/routing.ts";
import { ConverterRegistry } from "./converters.ts";

const UUID = "a8098c1a-f86e-11da-bd1a-00112444be1e";

/** Every order in which rules can be registered. */
function permutationsOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutationsOf(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

/** What matches a path, for every order of registration. */
function targetsOf(rules: readonly string[], path: string): string[] {
  const targets = permutationsOf(rules).map((ordered) => {
    const match = createRouter(ordered).match("GET", path);
    return match.kind === "route" ? match.target : match.kind;
  });
  return [...new Set(targets)];
}

describe("the order in which rules are tried [F41 B23]", () => {
  it.each([
    { rules: ["/<name>", "/about"], path: "/about", first: "/about" },
    { rules: ["/<int:id>", "/1"], path: "/1", first: "/1" },
    { rules: ["/<path:rest>", "/<name>"], path: "/a", first: "/<name>" },
    { rules: ["/<name>", "/<int:id>"], path: "/1", first: "/<int:id>" },
    { rules: ["/<name>", "/<float:x>"], path: "/1.5", first: "/<float:x>" },
    { rules: ["/a/<path:rest>", "/<path:rest>"], path: "/a/b", first: "/a/<path:rest>" },
    { rules: ["/a/<x>/c", "/a/b/<y>"], path: "/a/b/c", first: "/a/b/<y>" },
    { rules: ["/<x>/b", "/a/<y>"], path: "/a/b", first: "/a/<y>" },
    { rules: ["/<path:path>/c", "/<path:path>/<a>/<b>"], path: "/a/b/c", first: "/<path:path>/c" },
    { rules: ["/v<name>", "/<name>"], path: "/v2", first: "/v<name>" },
    { rules: ["/version-<name>", "/v<name>"], path: "/version-2", first: "/version-<name>" },
    { rules: ["/<name>.txt", "/<name>"], path: "/a.txt", first: "/<name>.txt" },
    { rules: ["/<a>-<b>", "/<name>"], path: "/x-y", first: "/<a>-<b>" },
    { rules: ["/<path:rest>", "/<path:rest>/edit"], path: "/a/edit", first: "/<path:rest>/edit" },
  ])("is $first before the others for $path, however they were registered", ({ rules, path, first }) => {
    expect(targetsOf(rules, path)).toEqual([first]);
  });

  it("is the order of registration among equals", () => {
    expect(matchOf(createRouter(["/<any(a,b):x>", "/<y>"]), "/a")).toEqual(["/<any(a,b):x>", { x: "a" }]);
    expect(matchOf(createRouter(["/<y>", "/<any(a,b):x>"]), "/a")).toEqual(["/<y>", { y: "a" }]);
  });

  it("is the order of registration among rules that are the same", () => {
    const twice = (path: string) => [
      { path, endpoint: "first" },
      { path, endpoint: "second" },
    ];
    expect(matchOf(createRouter(twice("/x")), "/x")).toEqual(["first", {}]);
    expect(matchOf(createRouter(twice("/<x>")), "/a")).toEqual(["first", { x: "a" }]);
  });

  it("is by the weight that a converter of the app's own has", () => {
    const registry = new ConverterRegistry();
    const echo = { pattern: "[a-z]+", parse: (text: string) => text, format: String };
    registry.add("light", () => ({ ...echo, weight: 10 }));
    registry.add("heavy", () => ({ ...echo, weight: 150 }));
    const router = createRouter(["/<heavy:x>", "/<y>", "/<light:z>"], registry);
    expect(matchOf(router, "/abc")).toEqual(["/<light:z>", { z: "abc" }]);
    expect(matchOf(createRouter(["/<heavy:x>", "/<y>"], registry), "/abc")).toEqual(["/<y>", { y: "abc" }]);
  });
});

describe("a rule that does not fit [F40 B20]", () => {
  it.each([
    { path: "/a/7", match: ["/a/<int:id>", { id: 7 }] },
    { path: `/a/${UUID}`, match: ["/a/<uuid:u>", { u: UUID }] },
    { path: "/a/seven", match: ["/a/<s>", { s: "seven" }] },
    { path: "/a/7.5", match: ["/a/<s>", { s: "7.5" }] },
    { path: "/a/b/c", match: ["/a/<path:rest>", { rest: "b/c" }] },
  ])("leaves $path to the next converter at its place", ({ path, match }) => {
    const router = createRouter(["/a/<path:rest>", "/a/<uuid:u>", "/a/<s>", "/a/<int:id>"]);
    expect(matchOf(router, path)).toEqual(match);
  });

  it("leaves a value out of its converter's bounds to the next rule", () => {
    const router = createRouter(["/<int(max=9):digit>", "/<int(min=100):large>", "/<text>"]);
    expect(matchOf(router, "/5")).toEqual(["/<int(max=9):digit>", { digit: 5 }]);
    expect(matchOf(router, "/500")).toEqual(["/<int(min=100):large>", { large: 500 }]);
    expect(matchOf(router, "/50")).toEqual(["/<text>", { text: "50" }]);
  });

  it("leaves a path to the next rule when its converter throws", () => {
    const registry = new ConverterRegistry();
    registry.add("picky", () => ({
      pattern: "[a-z]+",
      weight: 10,
      parse: (text) => {
        if (text === "no") throw new Error("refused");
        return text.toUpperCase();
      },
      format: String,
    }));
    const router = createRouter(["/<picky:x>", "/<y>"], registry);
    expect(matchOf(router, "/yes")).toEqual(["/<picky:x>", { x: "YES" }]);
    expect(matchOf(router, "/no")).toEqual(["/<y>", { y: "no" }]);
  });

  it("is 404 when no other rule fits", () => {
    expect(matchOf(createRouter(["/<int(max=9):digit>"]), "/10")).toBe(404);
  });

  it("lets the search go back to an earlier segment", () => {
    const router = createRouter(["/a/<int:x>/end", "/<y>/<z>/stop", "/<path:rest>"]);
    expect(matchOf(router, "/a/1/stop")).toEqual(["/<y>/<z>/stop", { y: "a", z: "1" }]);
    expect(matchOf(router, "/a/x/end")).toEqual(["/<path:rest>", { rest: "a/x/end" }]);
  });

  it("leaves a method it does not have to a rule that has it", () => {
    const router = createRouter([
      { path: "/about", methods: ["GET"] },
      { path: "/<name>", methods: ["POST"] },
    ]);
    expect(matchOf(router, "/about", "POST")).toEqual(["/<name>", { name: "about" }]);
    expect(matchOf(router, "/about", "GET")).toEqual(["/about", {}]);
  });
});
