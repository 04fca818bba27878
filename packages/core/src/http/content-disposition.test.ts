import { describe, expect, it } from "vitest";

import { parseFormDisposition } from "./content-disposition.ts";

/** A header as it comes: each byte of its UTF-8 a character. */
function wire(text: string): string {
  return Buffer.from(text).toString("latin1");
}

describe("parseFormDisposition", () => {
  it.each([
    ["form-data", {}],
    ['form-data; name="a"', { name: "a" }],
    ["form-data; name=a", { name: "a" }],
    ['form-data; name=""', { name: "" }],
    ['form-data; name="a"; filename="b.txt"', { name: "a", filename: "b.txt" }],
    ['form-data; filename=""', { filename: "" }],
    ['Form-Data;NAME="a"', { name: "a" }],
    ['form-data; name="a;b"; filename="c=d"', { name: "a;b", filename: "c=d" }],
    ['form-data; name="a\\"b"', { name: 'a"b' }],
    ['form-data; name="café 🎬"', { name: "café 🎬" }],
    ['form-data; x="; name=evil"; name="a"', { name: "a" }],
    ["form-data; name*=utf-8''b; name=a", { name: "a" }],
    ["form-data; filename*=utf-8''caf%C3%A9", { filename: "café" }],
    ["form-data; filename=a; filename*=utf-8''b", { filename: "b" }],
    ["form-data; filename=a; filename*=utf-8''%FF", { filename: "a" }],
    ["form-data; filename=a; filename*=latin1''%E9", { filename: "a" }],
    ["form-data; filename*=b", {}],
  ])("reads %s", (header, { name, filename }: { name?: string; filename?: string }) => {
    expect(parseFormDisposition(wire(header))).toEqual({ name, filename });
  });

  it.each(["", "attachment; name=a", "form-datax; name=a", "; name=a", "name=a"])(
    "finds no field in %j",
    (header) => {
      expect(parseFormDisposition(header)).toEqual({ name: undefined, filename: undefined });
    },
  );

  it.each([
    "form-data; name=a; name=b",
    'form-data; name="a"; NAME="a"',
    "form-data; filename=a; filename=b",
    "form-data; filename*=utf-8''a; filename*=utf-8''b",
  ])("is 400 for a parameter that is there twice: %s [A254]", (header) => {
    expect(() => parseFormDisposition(header)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it("is 400 for bytes that are not UTF-8", () => {
    expect(() => parseFormDisposition('form-data; name="\u00ff"')).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it.each(["__proto__", "constructor"])("takes a parameter %s for nothing special", (name) => {
    expect(parseFormDisposition(`form-data; ${name}=x; name=a`)).toEqual({ name: "a", filename: undefined });
  });
});
