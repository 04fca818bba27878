import { describe, expect, it } from "vitest";

import { LIMITS, splitBytes } from "../../fixtures/request.ts";
import type { Form, FormLimits } from "./form.ts";
import { parseMultipart } from "./multipart.ts";

/** A part as it stands in a body: its header lines, an empty line, its content. */
function partOf(headers: string | readonly string[], content = ""): string {
  return `${[headers].flat().join("\r\n")}\r\n\r\n${content}`;
}

/** A field's part. */
function fieldOf(name: string, value: string): string {
  return partOf(`Content-Disposition: form-data; name="${name}"`, value);
}

/** A file's part. */
function fileOf(name: string, filename: string, content = "content"): string {
  return partOf(`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, content);
}

/** A body of the parts. */
function bodyOf(...parts: readonly string[]): string {
  return `${parts.map((part) => `--x\r\n${part}\r\n`).join("")}--x--\r\n`;
}

/** The form of a body that comes in chunks of the given size. */
function parse(body: string | Uint8Array, size = 64 * 1024, limits: Partial<FormLimits> = {}): Promise<Form> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* splitBytes(Buffer.from(body), size);
  }
  return parseMultipart(chunks(), "x", { ...LIMITS, ...limits });
}

describe("the fields of a multipart form", () => {
  it("come in order, repeated ones too", async () => {
    const form = await parse(bodyOf(fieldOf("a", "1"), fieldOf("b", "2"), fieldOf("a", "3")));
    expect([...form]).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ]);
  });

  it("are none in a form without parts", async () => {
    const form = await parse("--x--\r\n");
    expect([form.size, form.files.size]).toEqual([0, 0]);
  });

  it.each(["", "café 🎬", "a\r\nb", "\r\n", "--", "-x", "a--x--", "\r\n--", "-", "a\nb\n", " a "])(
    "may have the value %j",
    async (value) => {
      expect((await parse(bodyOf(fieldOf("a", value), fieldOf("b", "2")))).get("a")).toBe(value);
    },
  );

  it.each(["", "café", "a[b][c]", "a.b", "constructor", "__proto__", "toString", `a${"[b]".repeat(1000)}`])(
    "may have the name %j, which is one plain key [A250 A268]",
    async (name) => {
      const form = await parse(bodyOf(fieldOf(name, "1")));
      expect([...form]).toEqual([[name, "1"]]);
      expect(Object.prototype).not.toHaveProperty("1");
    },
  );

  it.each([
    ['form-data; name="a"', "a"],
    ["form-data; name=a", "a"],
    ['form-data;name="a"', "a"],
    ['FORM-DATA; NAME="a"', "a"],
    ['  form-data  ;  name="a"  ', "a"],
    ['form-data; name="a b; c=d"', "a b; c=d"],
    ['form-data; name="a\\"b"', 'a"b'],
    ["form-data; name=a b", "a b"],
    ['form-data; x=y; name="a"', "a"],
  ])("have the name in %j", async (disposition, name) => {
    const form = await parse(bodyOf(partOf(`Content-Disposition: ${disposition}`, "1")));
    expect([...form]).toEqual([[name, "1"]]);
  });

  it("have no name that belongs to another parameter", async () => {
    const form = await parse(bodyOf(partOf('Content-Disposition: form-data; xname="b"; name="a"', "1")));
    expect(form.get("a")).toBe("1");
  });

  it("may have headers in any case and with any spacing", async () => {
    const headers = [
      'cOnTeNt-dIsPoSiTiOn:form-data; name="a"',
      "X-Other:   y",
      "Content-Type: text/plain; charset=utf-8",
    ];
    expect((await parse(bodyOf(partOf(headers, "1")))).get("a")).toBe("1");
  });

  it.each(["base64", "quoted-printable", "binary"])(
    "are not decoded by Content-Transfer-Encoding: %s, as RFC 7578 says [A93 A94]",
    async (encoding) => {
      const headers = ['Content-Disposition: form-data; name="a"', `Content-Transfer-Encoding: ${encoding}`];
      expect((await parse(bodyOf(partOf(headers, "YWJj=")))).get("a")).toBe("YWJj=");
    },
  );

  it.each([1, 2, 3, 7, 16, 100])("are the same in chunks of %i bytes", async (size) => {
    const body = `preamble\r\n${bodyOf(fieldOf("a", "1\r\n--y\r\n2"), fieldOf("é", "🎬"), fileOf("f", "f.txt", "\r\n-\r\n--"))}epilogue`;
    const form = await parse(body, size);
    expect([...form]).toEqual([
      ["a", "1\r\n--y\r\n2"],
      ["é", "🎬"],
    ]);
    expect(await form.files.get("f")?.text()).toBe("\r\n-\r\n--");
  });

  it("are read without the line break after the last boundary", async () => {
    expect((await parse("--x\r\n" + fieldOf("a", "1") + "\r\n--x--")).get("a")).toBe("1");
  });

  it("are left out without a name", async () => {
    const form = await parse(bodyOf(partOf("Content-Disposition: form-data", "1"), fieldOf("a", "2")));
    expect([...form]).toEqual([["a", "2"]]);
  });

  it.each(['attachment; name="a"', 'form-data-x; name="a"', '"form-data"; name="a"'])(
    "are no fields with the disposition %j",
    async (disposition) => {
      expect((await parse(bodyOf(partOf(`Content-Disposition: ${disposition}`, "1")))).has("a")).toBe(false);
    },
  );
});

describe("the files of a multipart form", () => {
  it("have name, type and content", async () => {
    const headers = [
      'Content-Disposition: form-data; name="f"; filename="a.txt"',
      "Content-Type: text/plain",
    ];
    const file = (await parse(bodyOf(partOf(headers, "hello")))).files.get("f");
    expect(file).toMatchObject({ field: "f", filename: "a.txt", contentType: "text/plain", size: 5 });
    expect(await file?.text()).toBe("hello");
  });

  it("are of any bytes without a type", async () => {
    expect((await parse(bodyOf(fileOf("f", "a")))).files.get("f")?.contentType).toBe(
      "application/octet-stream",
    );
  });

  it("keep every byte", async () => {
    const content = Uint8Array.from({ length: 4096 }, (_, index) => (index * 31) % 256);
    const [head, tail] = bodyOf(fileOf("f", "a", "|")).split("|");
    const body = Buffer.concat([Buffer.from(head ?? ""), content, Buffer.from(tail ?? "")]);
    expect([...((await (await parse(body, 100)).files.get("f")?.bytes()) ?? [])]).toEqual([...content]);
  });

  it("may be empty", async () => {
    expect((await parse(bodyOf(fileOf("f", "empty.txt", "")))).files.get("f")?.size).toBe(0);
  });

  it("are none where the user chose none", async () => {
    const form = await parse(bodyOf(fileOf("f", "", "")));
    expect([form.files.size, form.size]).toEqual([0, 0]);
  });

  it("may be several of one field [A101]", async () => {
    const form = await parse(bodyOf(fileOf("f", "a"), fileOf("f", "b"), fileOf("f", "a")));
    expect(form.files.getAll("f").map(({ filename }) => filename)).toEqual(["a", "b", "a"]);
  });

  it("are no fields", async () => {
    const form = await parse(bodyOf(fileOf("f", "a")));
    expect(form.has("f")).toBe(false);
  });

  it.each([
    ['filename="café.txt"', "café.txt"],
    ["filename*=utf-8''caf%C3%A9.txt", "café.txt"],
    ["filename*=UTF-8'en'caf%C3%A9.txt", "café.txt"],
    [`filename="cafe.txt"; filename*=utf-8''caf%C3%A9.txt`, "café.txt"],
    [`filename*=utf-8''caf%C3%A9.txt; filename="cafe.txt"`, "café.txt"],
    [`filename="fallback.txt"; filename*=utf-8''%zz`, "fallback.txt"],
    [`filename="fallback.txt"; filename*=koi8-r''%C1`, "fallback.txt"],
    ["filename=plain.txt", "plain.txt"],
    ['filename="a b;c.txt"', "a b;c.txt"],
    ['filename="a\\"b.txt"', 'a"b.txt'],
    ['filename="C:\\Users\\x.txt"', "x.txt"],
    ['filename="../../../etc/passwd"', "passwd"],
    ['filename="/etc/malicious"', "malicious"],
    ["filename*=utf-8''..%2F..%2Fx", "x"],
    ["filename*=utf-8''..%5C..%5Cx", "x"],
  ])("have by %j the name %j [A88 A122 A258]", async (parameter, filename) => {
    const form = await parse(bodyOf(partOf(`Content-Disposition: form-data; name="f"; ${parameter}`, "1")));
    expect(form.files.get("f")?.filename).toBe(filename);
  });

  it("do not count as the memory of the fields", async () => {
    const form = await parse(bodyOf(fileOf("f", "a", "x".repeat(2000)), fieldOf("a", "1")), 100, {
      maxFormMemorySize: 10,
    });
    expect(form.files.get("f")?.size).toBe(2000);
  });
});
