import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { isHostTrusted, isHostValid } from "./host.ts";

const TRUSTED = ["trusted.example", ".trusted.example"];

describe("a host that another parser would read otherwise", () => {
  it.each([
    "trusted.example%40evil.example",
    "trusted.example@evil.example",
    "evil.example\\@trusted.example",
    "evil.example/.trusted.example",
    "evil.example?.trusted.example",
    "evil.example#.trusted.example",
    "x/allowed?a=",
    "/\\evil.example",
    "[::x]",
    "[::1",
    "[",
    "%",
    "a\\b",
    "trusted.example\n",
  ])("is not valid: %j [A283 A298 A324 A385]", (host) => {
    expect(isHostValid(host)).toBe(false);
  });

  it.each([
    "trusted.example%40evil.example",
    "trusted.example@evil.example",
    "trusted.example.evil.example",
    "evil-trusted.example",
    "trusted.example:80:80",
    "trusted.example:evil",
    "trusted.example\n",
    "",
  ])("is not trusted: %j [A283]", (host) => {
    expect(isHostTrusted(host, TRUSTED)).toBe(false);
  });
});

describe("the host that was asked for before", () => {
  it("does not mislead", () => {
    expect(isHostValid("example.org")).toBe(true);
    expect(isHostValid("example.org/")).toBe(false);
    expect(isHostValid("example.org")).toBe(true);
    expect(isHostValid("")).toBe(false);
    expect(isHostValid("other.example")).toBe(true);
  });
});

describe("the time a host takes", () => {
  it.each([
    `${"a".repeat(100_000)}/`,
    `${"a.".repeat(50_000)}:`,
    `[${":".repeat(100_000)}`,
    ":".repeat(100_000),
  ])("is small for a long one (%#)", (host) => {
    expect(timeOf(() => isHostValid(host))).toBeLessThan(20);
    expect(timeOf(() => isHostTrusted(host, TRUSTED))).toBeLessThan(20);
  });
});
