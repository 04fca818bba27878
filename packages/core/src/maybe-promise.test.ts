import { describe, expect, it } from "vitest";

import { isPromise } from "./maybe-promise.ts";

describe("isPromise", () => {
  it.each([
    ["a promise", Promise.resolve(1)],
    ["what an async function returns", (async () => 1)()],
    // oxlint-disable-next-line no-thenable -- promises of other libraries are such objects
    ["any object that can be awaited", { then: () => undefined }],
  ])("is true for %s", (_, value) => {
    expect(isPromise<unknown>(value)).toBe(true);
  });

  it.each([
    undefined,
    null,
    0,
    "then",
    true,
    {},
    [],
    // oxlint-disable-next-line no-thenable -- a property of that name does not make a promise
    { then: 1 },
    () => undefined,
  ])("is false for %o", (value) => {
    expect(isPromise<unknown>(value)).toBe(false);
  });
});
