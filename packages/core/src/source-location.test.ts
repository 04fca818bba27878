import { describe, expect, it } from "vitest";

import { callerLocation } from "./source-location.ts";

describe("callerLocation", () => {
  it("is file, line and column of the code outside of Micro", () => {
    expect(callerLocation()).toMatch(/source-location\.test\.ts:\d+:\d+$/);
  });

  it("tells two lines apart", () => {
    const first = callerLocation();
    const second = callerLocation();
    expect(first).not.toBe(second);
  });

  it("is a path and no URL", () => {
    expect(callerLocation()).not.toContain("file://");
  });

  it("is empty where there are no stacks", () => {
    const { stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = 0;
      expect(callerLocation()).toBe("");
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it("is empty where a stack has no place", () => {
    const { prepareStackTrace } = Error;
    try {
      Error.prepareStackTrace = () => "Error\n    at <anonymous>\n    at native";
      expect(callerLocation()).toBe("");
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });
});
