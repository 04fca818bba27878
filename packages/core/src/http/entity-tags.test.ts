import { describe, expect, it } from "vitest";

import { EntityTags } from "./entity-tags.ts";

describe("EntityTags", () => {
  it("reads strong and weak tags [F87]", () => {
    const tags = new EntityTags('"a", W/"b" ,"c,d"');
    expect(tags).toMatchObject({ isAny: false, strong: ["a", "c,d"], weak: ["b"] });
    expect([tags.has("a"), tags.has("b"), tags.hasWeak("b"), tags.hasWeak("x")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("reads a tag without quotes, as old clients write it", () => {
    expect(new EntityTags("abc").strong).toEqual(["abc"]);
  });

  it("is any version for a star [F87]", () => {
    expect([new EntityTags(" * ").has("x"), new EntityTags("*").hasWeak("y")]).toEqual([true, true]);
  });

  it("ends at what is no tag", () => {
    expect(new EntityTags('"a", "b').strong).toEqual(["a"]);
  });
});
