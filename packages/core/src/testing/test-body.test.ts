import { describe, expect, it } from "vitest";

import { encodeBody, type TestBodyOptions } from "./test-body.ts";

const BYTES = new Uint8Array([120, 121]);

async function read(options: TestBodyOptions): Promise<[type: string, text: string]> {
  const encoded = await encodeBody(options);
  return [encoded?.type ?? "none", new TextDecoder().decode(encoded?.bytes)];
}

describe("encodeBody", () => {
  it("gives none without anything to send", async () => {
    expect(await encodeBody({ type: "text/plain" })).toBeNull();
  });

  it.each([
    [{ json: { a: 1 } }, ["application/json", '{"a":1}']],
    [{ json: null }, ["application/json", "null"]],
    [{ json: {}, type: "application/vnd.api+json" }, ["application/vnd.api+json", "{}"]],
    [{ body: "é" }, ["", "é"]],
    [{ body: BYTES, type: "text/plain" }, ["text/plain", "xy"]],
    [
      { form: { a: "b c", n: 1, yes: true } },
      ["application/x-www-form-urlencoded;charset=UTF-8", "a=b+c&n=1&yes=true"],
    ],
    [{ form: { a: ["1", 2] } }, ["application/x-www-form-urlencoded;charset=UTF-8", "a=1&a=2"]],
    [{ form: { a: 1 }, type: "text/x" }, ["text/x", "a=1"]],
    [{ form: {} }, ["application/x-www-form-urlencoded;charset=UTF-8", ""]],
  ])("encodes %j [F357]", async (options, expected) => {
    expect(await read(options)).toEqual(expected);
  });

  it.each([
    ["a File", { form: { file: new File([BYTES], "a.txt", { type: "text/x" }) } }, "text/x"],
    ["bytes with a type", { form: { file: [BYTES, "a.txt", "text/x"] as const } }, "text/x"],
    [
      "bytes whose name says the type",
      { files: { file: [BYTES, "a.csv"] as const } },
      "text/csv; charset=utf-8",
    ],
  ])("makes a form with %s multipart [F357]", async (_, options, type) => {
    const [contentType, text] = await read(options);
    expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
    expect(text).toMatch(/name="file"; filename="a\.(txt|csv)"/);
    expect(text.toLowerCase()).toContain(`content-type: ${type}\r\n\r\nxy\r\n`);
  });

  it("sends several files under one name, after the fields [F357]", async () => {
    const [, text] = await read({ form: { a: 1 }, files: { f: [[BYTES, "1.txt"], new File([], "2.txt")] } });
    expect(text.match(/name="[^"]+"(?:; filename="[^"]+")?/g)).toEqual([
      'name="a"',
      'name="f"; filename="1.txt"',
      'name="f"; filename="2.txt"',
    ]);
  });

  it("makes a form without files multipart when it is told to", async () => {
    const [type, text] = await read({ form: { a: 1 }, type: "multipart/form-data" });
    expect(type).toMatch(/boundary=/);
    expect(text).toContain('name="a"\r\n\r\n1');
  });
});
