import { describe, expect, it } from "vitest";

import { createRule } from "../../fixtures/routing.ts";
import { formsOf } from "./candidate.ts";
import { CandidateIndex } from "./candidate-index.ts";

/** The paths of the rules that could match what the shape of a path matches. */
function overlapping(shape: string, ...paths: readonly string[]): string[] {
  const index = new CandidateIndex(paths.map((path) => formsOf(createRule(path)).exact));
  return index.overlapping(createRule(shape).segments).map(({ rule }) => rule.path);
}

describe("CandidateIndex.overlapping", () => {
  it.each([
    ["/a/<x>", "/<y>/b", true],
    ["/a/<x>", "/b/<y>", false],
    ["/a/b", "/a/<int:x>", false],
    ["/a/1", "/a/<int:x>", true],
    ["/a/<x>", "/a", false],
    ["/a/b/c", "/a/<path:x>", true],
    ["/b/c", "/a/<path:x>", false],
    ["/a/<path:x>", "/a/b/c", true],
    ["/a/<path:x>", "/a/<b>/c", true],
    ["/a/<path:x>", "/a", false],
    ["/a/<path:x>", "/<path:y>", true],
  ])("of %s has %s: %s", (shape, path, overlaps) => {
    expect(overlapping(shape, path)).toEqual(overlaps ? [path] : []);
  });

  it("keeps the order of the candidates", () => {
    expect(overlapping("/<a>/<b>", "/<path:x>", "/b/<y>", "/<x>/a", "/b/<y>")).toEqual([
      "/<path:x>",
      "/b/<y>",
      "/<x>/a",
      "/b/<y>",
    ]);
  });
});
