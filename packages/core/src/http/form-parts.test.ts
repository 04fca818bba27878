import { describe, expect, it } from "vitest";

import { LIMITS } from "../../fixtures/request.ts";
import type { FormLimits } from "./form.ts";
import { FormParts, malformedForm } from "./form-parts.ts";

/** Parts of a form, each with a disposition and its chunks. */
function collect(
  parts: readonly { disposition: string; type?: string; chunks?: readonly string[] }[],
  limits: Partial<FormLimits> = {},
): FormParts {
  const collected = new FormParts({ ...LIMITS, ...limits });
  for (const { disposition, type, chunks = [] } of parts) {
    const part = collected.add();
    const headers = { "content-disposition": [disposition] };
    collected.readHeaders(part, type === undefined ? headers : { ...headers, "content-type": [type] });
    for (const chunk of chunks) collected.append(part, Buffer.from(chunk));
  }
  return collected;
}

describe("FormParts", () => {
  it("make fields and files of parts", () => {
    const form = collect([
      { disposition: 'form-data; name="a"', chunks: ["caf", "é"] },
      { disposition: 'form-data; name="f"; filename="x.txt"', type: " text/plain ", chunks: ["1", "2"] },
    ]).toForm();
    expect([...form]).toEqual([["a", "café"]]);
    expect(form.files.get("f")).toMatchObject({ filename: "x.txt", contentType: "text/plain", size: 2 });
  });

  it("put a character together that came in two chunks", () => {
    const parts = new FormParts(LIMITS);
    const part = parts.add();
    parts.readHeaders(part, { "content-disposition": ['form-data; name="a"'] });
    parts.append(part, Uint8Array.of(0xc3));
    parts.append(part, Uint8Array.of(0xa9));
    expect(parts.toForm().get("a")).toBe("é");
  });

  it.each(["", "  "])("make a file of any bytes of the type %j", (type) => {
    const form = collect([{ disposition: 'form-data; name="f"; filename="x"', type }]).toForm();
    expect(form.files.get("f")?.contentType).toBe("application/octet-stream");
  });

  it("leave out what is no field and the file that was not chosen", () => {
    const form = collect([
      { disposition: "form-data" },
      { disposition: 'attachment; name="a"' },
      { disposition: 'form-data; name="f"; filename=""' },
    ]).toForm();
    expect([form.size, form.files.size]).toEqual([0, 0]);
  });

  it("keep their first fault", () => {
    const parts = collect([{ disposition: "form-data; name=a; name=a" }]);
    const { failure } = parts;
    parts.fail(new Error("later"));
    expect(failure).toMatchObject({ status: 400 });
    expect(parts.failure).toBe(failure);
    expect(() => parts.toForm()).toThrow(expect.objectContaining({ status: 400 }));
  });

  it("have no fault at first", () => {
    expect(collect([{ disposition: "form-data; name=a" }]).failure).toBeUndefined();
  });

  it("are too many at one over the limit", () => {
    const parts = Array.from({ length: 3 }, () => ({ disposition: "form-data; name=a" }));
    expect(collect(parts, { maxFormParts: 3 }).failure).toBeUndefined();
    expect(collect(parts, { maxFormParts: 2 }).failure).toMatchObject({ status: 413 });
  });

  it("are too large at one byte over the limit, all fields together", () => {
    const parts = [
      { disposition: "form-data; name=a", chunks: ["12"] },
      { disposition: "form-data; name=b", chunks: ["3", "4"] },
    ];
    expect(collect(parts, { maxFormMemorySize: 4 }).failure).toBeUndefined();
    expect(collect(parts, { maxFormMemorySize: 3 }).failure).toMatchObject({ status: 413 });
  });

  it("do not count files as memory", () => {
    const parts = [{ disposition: "form-data; name=f; filename=x", chunks: ["123456"] }];
    expect(collect(parts, { maxFormMemorySize: 1 }).toForm().files.get("f")?.size).toBe(6);
  });

  it("keep no more content after a fault (A112)", () => {
    const parts = new FormParts({ ...LIMITS, maxFormMemorySize: 1 });
    const part = parts.add();
    parts.readHeaders(part, { "content-disposition": ["form-data; name=a"] });
    for (let count = 0; count < 100; count++) parts.append(part, Buffer.from("ab"));
    expect(part.chunks).toHaveLength(0);
  });

  it("are 400 without headers", () => {
    const parts = new FormParts(LIMITS);
    parts.add();
    expect(() => parts.toForm()).toThrow(expect.objectContaining({ status: 400 }));
  });

  it.each([
    ["none", {}],
    ["one without a disposition", { "content-type": ["text/plain"] }],
    ["two dispositions", { "content-disposition": ["form-data; name=a", "form-data; name=b"] }],
    ["a name that is no token", { "content-disposition": ["form-data; name=a"], "x y": ["1"] }],
    ["an empty name", { "content-disposition": ["form-data; name=a"], "": ["1"] }],
  ])("are 400 with these headers: %s", (_, headers) => {
    const parts = new FormParts(LIMITS);
    parts.readHeaders(parts.add(), headers);
    expect(parts.failure).toMatchObject({ status: 400 });
  });
});

describe("malformedForm", () => {
  it("says what is wrong and keeps the cause", () => {
    const cause = new Error("x");
    expect(malformedForm("it ends early", cause)).toMatchObject({
      status: 400,
      message: "The multipart form is malformed: it ends early.",
      cause,
    });
  });
});
