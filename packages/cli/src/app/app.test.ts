import { Micro } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { isApp } from "./app.ts";

describe("isApp", () => {
  it("knows an app", () => {
    expect(isApp(new Micro())).toBe(true);
  });

  it("knows an app of another copy of the core by its shape", () => {
    expect(isApp({ handle() {}, fetch() {}, start() {} })).toBe(true);
  });

  it.each([
    null,
    undefined,
    "app",
    () => {},
    {},
    { handle() {}, fetch() {} },
    { handle: 1, fetch: 1, start: 1 },
  ])("refuses %o", (value) => {
    expect(isApp(value)).toBe(false);
  });
});
