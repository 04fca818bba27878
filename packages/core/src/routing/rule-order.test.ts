import { describe, expect, it } from "vitest";

import { createRule } from "../../fixtures/routing.ts";
import { orderCandidates } from "./rule-order.ts";

/** The paths of rules in the order in which they are tried; with `>` those that redirect. */
function orderOf(paths: readonly string[], strictSlashes = true): string[] {
  const rules = paths.map((path) => createRule(path, { strictSlashes }));
  return orderCandidates(rules).map(({ rule, redirects }) => (redirects ? `${rule.path}>` : rule.path));
}

describe("orderCandidates", () => {
  it("puts texts before variables and light variables before heavy ones", () => {
    expect(orderOf(["/<path:x>", "/<x>", "/<int:x>", "/x"])).toEqual(["/x", "/<int:x>", "/<x>", "/<path:x>"]);
  });

  it("compares segment by segment from the left", () => {
    expect(orderOf(["/<a>/x", "/a/<x>", "/a/b"])).toEqual(["/a/b", "/a/<x>", "/<a>/x"]);
  });

  it("keeps the order of registration among equals", () => {
    expect(orderOf(["/<any(b):x>", "/<any(a):x>"])).toEqual(["/<any(b):x>", "/<any(a):x>"]);
    expect(orderOf(["/<any(a):x>", "/<any(b):x>"])).toEqual(["/<any(a):x>", "/<any(b):x>"]);
  });

  it("puts segments with more and longer text first", () => {
    expect(orderOf(["/<a>", "/v<a>", "/version<a>", "/v<a>.<b>"])).toEqual([
      "/v<a>.<b>",
      "/version<a>",
      "/v<a>",
      "/<a>",
    ]);
  });

  it("tries a rule, then the redirect to its place, then what is below it", () => {
    expect(orderOf(["/a/", "/a", "/a/b"])).toEqual(["/a", "/a/>", "/a/", "/a/b"]);
  });

  it("tries a lenient rule with the slash it does not have last", () => {
    const lenient = orderCandidates([createRule("/a", { strictSlashes: false }), createRule("/a/<b>")]);
    expect(lenient.map(({ rule, segments }) => [rule.path, segments.length])).toEqual([
      ["/a", 1],
      ["/a/<b>", 2],
      ["/a", 2],
    ]);
  });

  it("has no redirect where slashes are not strict", () => {
    expect(orderOf(["/a/"], false)).toEqual(["/a/", "/a/"]);
  });

  it("has no candidates without rules", () => {
    expect(orderOf([])).toEqual([]);
  });
});
