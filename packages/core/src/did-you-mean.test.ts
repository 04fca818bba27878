import { describe, expect, it } from "vitest";

import { timeOf } from "../fixtures/timing.ts";
import { didYouMean } from "./did-you-mean.ts";

describe("didYouMean", () => {
  it.each([
    ["blog.shwo", ["index", "blog.show"], "blog.show"],
    ["sho", ["show", "index"], "show"],
    ["SHOW", ["show", "index"], "show"],
    ["usr_id", ["user_id", "post_id"], "user_id"],
    ["a", ["b"], "b"],
    ["strng", ["int", "string"], "string"],
  ])("offers for %j of %j the nearest: %j", (name, known, nearest) => {
    expect(didYouMean(name, known)).toBe(` Did you mean "${nearest}"?`);
  });

  it.each([
    ["cat", ["cats", "bat", "at"], "cats"],
    ["cat", ["bat", "at", "cats"], "bat"],
    ["cat", ["at", "cats", "bat"], "at"],
    ["cat", ["ct", "cats", "bat"], "ct"],
    ["cat", ["caat", "ct", "cot"], "caat"],
  ])(
    "takes for %j of %j a missing, an extra and a wrong letter for equally near: %j",
    (name, known, first) => {
      expect(didYouMean(name, known)).toBe(` Did you mean "${first}"?`);
    },
  );

  it.each([
    ["completely.different", ["index", "show"]],
    ["xyz", ["abcdef"]],
    ["anything", []],
  ])("offers nothing for %j of %j", (name, known) => {
    expect(didYouMean(name, known)).toBe("");
  });

  it("allows more mistakes in longer names", () => {
    expect(didYouMean("administratoin.useres", ["administration.users"])).toContain("administration.users");
    expect(didYouMean("abc", ["xyzc"])).toBe("");
  });

  it("takes names from anything that gives some", () => {
    expect(didYouMean("shwo", new Map([["show", 1]]).keys())).toContain("show");
  });

  it("quotes what it offers", () => {
    expect(didYouMean('a"c', ['a"b'])).toBe(' Did you mean "a\\"b"?');
  });

  it("takes no time for a long name among short ones, which a visitor may have sent", () => {
    const known = Array.from({ length: 1000 }, (_, index) => `endpoint_number_${index}`);
    expect(timeOf(() => didYouMean("x".repeat(8000), known))).toBeLessThan(20);
    expect(didYouMean("x".repeat(8000), known)).toBe("");
  });

  it("takes bearable time for long names", () => {
    expect(timeOf(() => didYouMean("a".repeat(1000), ["b".repeat(1000)]))).toBeLessThan(500);
  });
});
