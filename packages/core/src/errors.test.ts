import { describe, expect, it } from "vitest";

import { ERROR_CODES, MicroError } from "./errors.ts";

describe("MicroError", () => {
  const error = new MicroError("MICRO_PATH_SYNTAX", "The path is not valid. Write another.");

  it("has a code that stands in its message, to search for", () => {
    expect(error.code).toBe("MICRO_PATH_SYNTAX");
    expect(error.message).toBe("The path is not valid. Write another. [MICRO_PATH_SYNTAX]");
  });

  it("is an Error with a name of its own", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("MicroError");
    expect(String(error)).toBe("MicroError: The path is not valid. Write another. [MICRO_PATH_SYNTAX]");
  });

  it("keeps the error underneath", () => {
    const cause = new TypeError("x");
    expect(new MicroError("MICRO_CONFIG_FILE", "x", { cause }).cause).toBe(cause);
    expect(error.cause).toBeUndefined();
  });
});

describe("ERROR_CODES", () => {
  const codes = Object.entries(ERROR_CODES);

  it.each(codes)("%s is described by one sentence: %s", (code, sentence) => {
    expect(code).toMatch(/^MICRO_[A-Z]+(?:_[A-Z]+)*$/);
    expect(sentence).toMatch(/^[A-Za-z].*[^.]\.$/);
    expect(sentence).not.toMatch(/\. [A-Z]/);
  });

  it("are in the order of the alphabet", () => {
    const names = codes.map(([code]) => code);
    expect(names).toEqual(names.toSorted());
  });

  it("are each described in words of their own", () => {
    expect(new Set(codes.map(([, sentence]) => sentence)).size).toBe(codes.length);
  });
});
