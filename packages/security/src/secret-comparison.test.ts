import { describe, expect, it, vi } from "vitest";

import { createRandomToken, isSameSecret } from "./secret-comparison.ts";

describe("isSameSecret [F260 A210]", () => {
  it.each([
    ["", "", true],
    ["secret", "secret", true],
    ["\u20ac", "\u20ac", true],
    ["secret", "Secret", false],
    ["secret", "secret ", false],
    ["secret", "", false],
    ["a", "a".repeat(100_000), false],
  ])("of %j and %j is %j, whatever their lengths", (left, right, isSame) => {
    expect(isSameSecret(left, right)).toBe(isSame);
    expect(isSameSecret(right, left)).toBe(isSame);
  });

  it("looks at every byte, of digests that have one length (A184 A328)", () => {
    const compare = vi.spyOn(process.getBuiltinModule("node:crypto"), "timingSafeEqual");
    for (const other of ["", "s", "secrets", "secret", "\0".repeat(1000)]) isSameSecret("secret", other);
    expect(compare.mock.calls.map((values) => values.map(({ byteLength }) => byteLength))).toEqual(
      Array.from({ length: 5 }, () => [32, 32]),
    );
    compare.mockRestore();
  });
});

describe("createRandomToken [F260]", () => {
  it("is another one each time, of characters that need no escape", () => {
    const tokens = Array.from({ length: 100 }, () => createRandomToken());
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    expect(createRandomToken(16)).toHaveLength(22);
  });

  it.each([0, 15, -1, Number.NaN])("is none of %j bytes", (size) => {
    expect(() => createRandomToken(size)).toThrow(RangeError);
  });
});
