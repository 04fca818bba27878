import { describe, expect, it } from "vitest";

import { createRouter, matchOf } from "../../fixtures/routing.ts";
import { timeOf } from "../../fixtures/timing.ts";

/** As long as a path may be. */
const LONG = 8000;

/** What a single request may take of the processor, in milliseconds (security.md, resource policy). */
const LIMIT = 200;

describe("the time a match takes [F64 F263]", () => {
  it.each([
    { rule: "/<a>", path: `/${"a".repeat(LONG)}` },
    { rule: "/<int:a>", path: `/${"1".repeat(LONG)}x` },
    { rule: "/<float:a>", path: `/${"1.".repeat(LONG / 2)}` },
    { rule: "/<path:a>", path: "/a".repeat(LONG / 2) },
    { rule: "/<path:a>/edit", path: "/a".repeat(LONG / 2) },
    { rule: "/<path:a>/edit/", path: "/edit".repeat(LONG / 5) },
    { rule: "/<path:a>/", path: `/a${"/".repeat(LONG)}b` },
    { rule: "/<path:a>/<int:id>", path: "/a".repeat(LONG / 2) },
    { rule: "/x/<a>", path: "/".repeat(LONG) },
    { rule: "/x/<a>", path: `/${"%2F".repeat(LONG / 3)}` },
    { rule: "/x/<a>", path: `/${"%FF".repeat(LONG / 3)}` },
    { rule: "/x/<a>", path: `/${"%".repeat(LONG)}` },
    { rule: "/x/<a>", path: `/${"../".repeat(LONG / 3)}` },
    { rule: "/<a>-<b>", path: `/${"-".repeat(LONG)}` },
  ])("is small for $rule and a long path (A82)", ({ rule, path }) => {
    const router = createRouter([rule]);
    expect(timeOf(() => router.match("GET", path))).toBeLessThan(20);
  });

  it.each([
    { rule: "/<a>-<b>-", path: `/${"-".repeat(LONG)}a` },
    { rule: "/<a>-<b>-<c>.txt", path: `/${"-".repeat(LONG)}a` },
    { rule: "/<a>.<b>.<int:c>", path: `/${".".repeat(LONG)}` },
    { rule: "/<path:a>/<path:b>/edit", path: "/a".repeat(LONG / 2) },
    { rule: "/<path:a>/<path:b>/<path:c>/edit", path: "/a".repeat(LONG / 2) },
  ])("is bounded for $rule, whose variables could share the text in many ways (A285)", ({ rule, path }) => {
    const router = createRouter([rule]);
    // A fifth of the longest path: what grows with the square or the cube of it shows here already.
    expect(timeOf(() => router.match("GET", path.slice(0, LONG / 5)))).toBeLessThan(LIMIT / 10);
  });

  it("is bounded without a limit for one or two variables", () => {
    const long = "a".repeat(LONG);
    expect(matchOf(createRouter(["/<a>"]), `/${long}`)).toEqual(["/<a>", { a: long }]);
    expect(matchOf(createRouter(["/<a>-<b>"]), `/${long}-b`)).toEqual(["/<a>-<b>", { a: long, b: "b" }]);
    expect(matchOf(createRouter(["/<path:a>/<b>"]), `/${long}/b`)).toEqual([
      "/<path:a>/<b>",
      { a: long, b: "b" },
    ]);
  });

  it("is bounded by 256 characters for three variables that share them", () => {
    const router = createRouter(["/<a>-<b>-<c>"]);
    const fitting = "a".repeat(252);
    expect(matchOf(router, `/${fitting}-b-c`)).toEqual(["/<a>-<b>-<c>", { a: fitting, b: "b", c: "c" }]);
    expect(matchOf(router, `/${fitting}a-b-c`)).toBe(404);
    expect(matchOf(createRouter(["/<a>/<b>/<c>"]), `/${fitting}aaa/b/c`)).not.toBe(404);
  });

  it("does not grow with the number of rules of other shapes", () => {
    const few = createRouter(["/page0/<x>"]);
    const many = createRouter(Array.from({ length: 2000 }, (_, index) => `/page${index}/<x>`));
    const match = (router: typeof few) => () => {
      for (let count = 0; count < 2000; count++) router.match("GET", "/page0/1");
    };
    expect(timeOf(match(many))).toBeLessThan(10 * timeOf(match(few)) + 1);
  });

  it("does not grow with what was asked before", () => {
    const router = createRouter(["/<path:rest>"]);
    for (let count = 0; count < 20_000; count++) router.match("GET", `/a/${count}`);
    expect(timeOf(() => router.match("GET", "/a/b"))).toBeLessThan(1);
  });
});

describe("the time a router takes to build", () => {
  it("is bearable for a thousand rules", () => {
    const paths = Array.from(
      { length: 1000 },
      (_, index) => `/section${index % 50}/<int:id>/page${index}/<name>`,
    );
    expect(timeOf(() => createRouter(paths))).toBeLessThan(3000);
  });
});
