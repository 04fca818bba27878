import { describe, expect, it } from "vitest";

import { createRule } from "../../fixtures/routing.ts";
import { ConverterRegistry } from "./converters.ts";
import { findPatternFault } from "./pattern-fault.ts";

describe("findPatternFault", () => {
  it.each([
    "[0-9a-f]+",
    "\\d{4}-\\d{2}-\\d{2}",
    "(?:[a-f0-9]{2})*",
    "(?:a|b)+",
    "[()+*]+",
    "\\(a+\\)+",
    "(?:\\d{1,3}\\.){3}\\d{1,3}",
    "(?=a)a+",
    "(?<!-)x*",
    "a+b*c{2,}",
    "(?:a(?:b)?)+",
    "[^/]+(?:,[^/]{2})*",
  ])("finds nothing wrong with %s [F39]", (pattern) => {
    expect(findPatternFault(pattern)).toBeNull();
  });

  it.each(["(?:a+)+", "(?:a*)*b", "(?:a+){2,}", "(?:(?:a+)b)*", "(?:a|(?:b+))+", "(?:(?:a)+)+"])(
    "names the repetition in a repetition of %s [F39]",
    (pattern) => {
      expect(findPatternFault(pattern)).toContain("repeats a repetition");
    },
  );

  it.each(["(a)", "(?<name>a)", "a(b|c)"])("names the group that %s captures", (pattern) => {
    expect(findPatternFault(pattern)).toContain("(?:...)");
  });

  it.each(["(", "[", "a{2,1}", "\\"])("does not take %s, which is no expression", (pattern) => {
    expect(findPatternFault(pattern)).toContain("is not a regular expression");
  });
});

describe("a converter of the app's own", () => {
  it("is refused with such a pattern, and its path named [F39]", () => {
    const registry = new ConverterRegistry();
    registry.add("slow", () => ({ pattern: "(?:a+)+", parse: String, format: String }));
    expect(() => createRule("/x/<slow:y>", {}, registry)).toThrow(
      expect.objectContaining({
        code: "MICRO_CONVERTER_INVALID",
        message: expect.stringContaining('<slow:y> of the path "/x/<slow:y>"'),
      }),
    );
  });

  it("may throw in its factory, for arguments it does not take [F39]", () => {
    const registry = new ConverterRegistry();
    registry.add("strict", () => {
      throw new RangeError("only numbers");
    });
    expect(() => createRule("/<strict(a):y>", {}, registry)).toThrow(
      expect.objectContaining({
        code: "MICRO_CONVERTER_ARGUMENT",
        message: expect.stringMatching(/<strict:y> of the path .*: only numbers\./),
      }),
    );
  });
});
