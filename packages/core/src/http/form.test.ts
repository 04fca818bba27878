import { describe, expect, it } from "vitest";

import { LIMITS } from "../../fixtures/request.ts";
import { timeOf } from "../../fixtures/timing.ts";
import { Form, parseUrlencoded, tooManyBytes, tooManyParts } from "./form.ts";
import { UploadedFile } from "./uploaded-file.ts";

describe("Form", () => {
  const file = new UploadedFile({
    field: "poster",
    filename: "a.png",
    contentType: "image/png",
    content: new Uint8Array([1, 2]),
  });

  it("says that a file was not chosen, if files could come", () => {
    const form = new Form([], [], { namesMissing: true });
    expect(() => form.files.require("poster")).toThrow(expect.objectContaining({ status: 400 }));
    const urlencoded = new Form([], [], { namesMissing: true, takesFiles: false });
    expect(() => urlencoded.files.require("poster")).toThrow("without the contents of files. Give the form");
  });

  it("has fields and files", () => {
    const form = new Form([["title", "One"]], [["poster", file]]);
    expect(form.get("title")).toBe("One");
    expect(form.files.get("poster")).toBe(file);
  });

  it("does not mix them up", () => {
    const form = new Form([["title", "One"]], [["poster", file]]);
    expect(form.get("poster")).toBeUndefined();
    expect(form.files.get("title")).toBeUndefined();
    expect([...form.keys()]).toEqual(["title"]);
  });

  it("keeps every file of a field [A101]", () => {
    const form = new Form(
      [],
      [
        ["poster", file],
        ["poster", file],
      ],
    );
    expect(form.files.getAll("poster")).toHaveLength(2);
  });

  it("is empty without both", () => {
    const form = new Form();
    expect(form.size).toBe(0);
    expect(form.files.size).toBe(0);
  });
});

describe("parseUrlencoded", () => {
  it("gives the fields", () => {
    const form = parseUrlencoded("title=One&tag=a&tag=b+c", LIMITS);
    expect(form.get("title")).toBe("One");
    expect(form.getAll("tag")).toEqual(["a", "b c"]);
    expect(form.files.size).toBe(0);
  });

  it("gives an empty form of an empty text", () => {
    expect(parseUrlencoded("", LIMITS).size).toBe(0);
  });

  it("accepts as many fields as the limit says", () => {
    const text = Array.from({ length: 1000 }, (_, index) => `a${index}=1`).join("&");
    expect(parseUrlencoded(text, LIMITS).size).toBe(1000);
  });

  it("is 413 for one field more [A118 A233]", () => {
    const text = "a=1&".repeat(1000) + "a=1";
    expect(() => parseUrlencoded(text, LIMITS)).toThrow(expect.objectContaining({ status: 413 }));
  });

  it("accepts as many bytes as the limit says", () => {
    expect(parseUrlencoded("a=123", { ...LIMITS, maxFormMemorySize: 5 }).get("a")).toBe("123");
  });

  it("is 413 for one byte more [A118]", () => {
    expect(() => parseUrlencoded("a=1234", { ...LIMITS, maxFormMemorySize: 5 })).toThrow(
      expect.objectContaining({ status: 413 }),
    );
  });

  it("counts bytes, not characters", () => {
    expect(() => parseUrlencoded(`a=${"丽".repeat(100)}`, { ...LIMITS, maxFormMemorySize: 150 })).toThrow(
      expect.objectContaining({ status: 413 }),
    );
  });

  it("refuses before it takes the text apart [A233]", () => {
    const text = "a&".repeat(200_000);
    expect(timeOf(() => expect(() => parseUrlencoded(text, LIMITS)).toThrow("1000 fields"))).toBeLessThan(50);
  });

  it("takes bounded time for all that the limits allow", () => {
    expect(timeOf(() => parseUrlencoded("a&".repeat(999) + "丽".repeat(166_000), LIMITS))).toBeLessThan(100);
  });
});

describe("the limits of a form", () => {
  it("are named in the answer", () => {
    expect(tooManyBytes(LIMITS)).toMatchObject({
      status: 413,
      message: "The fields of the form are over 500000 bytes.",
    });
    expect(tooManyParts(LIMITS)).toMatchObject({
      status: 413,
      message: "The form has over 1000 fields and files.",
    });
  });
});
