import { UploadedFile } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { jpegOf, pngOf } from "../test/images.ts";
import { defineForm, file, type FileOptions, files, text } from "./index.ts";
import { fileKind, isKindAmong } from "./file-kind.ts";

/** A file that came with a form. */
function upload(filename: string, content: string | Uint8Array): UploadedFile {
  return new UploadedFile({
    field: "file",
    filename,
    contentType: "image/png",
    content: Buffer.from(content),
  });
}

/** What is wrong with a file. */
async function fault(options: FileOptions, sent: UploadedFile): Promise<string | undefined> {
  const form = await defineForm({ file: file(options) }).bind({ file: [sent] });
  return form.errors.file?.details.map(({ code, message }) => `${code}: ${message}`)[0];
}

describe("a file [F280 F297]", () => {
  it.each<[FileOptions, UploadedFile, string | undefined]>([
    [{ maxSize: 3 }, upload("a.txt", "abc"), undefined],
    [{ maxSize: 2 }, upload("a.txt", "abc"), "size: a.txt is larger than 2 bytes."],
    [{ maxSize: 2000 }, upload("a.txt", "a".repeat(2001)), "size: a.txt is larger than 2 kB."],
    [{ maxSize: 1_500_000 }, upload("a.txt", "a".repeat(1_500_001)), "size: a.txt is larger than 1.5 MB."],
    [{ minSize: 5 }, upload("a.txt", "abc"), "size: a.txt is smaller than 5 bytes."],
    [{}, upload("a.txt", ""), "size: a.txt is empty."],
    [{ minSize: 0 }, upload("a.txt", ""), undefined],
    [{ extensions: [".PNG"] }, upload("a.png", "abc"), undefined],
    [
      { extensions: [".png", ".jpg"] },
      upload("a.png.exe", "abc"),
      "extension: a.png.exe does not end with .png, .jpg.",
    ],
    [{ types: ["image/png"] }, upload("a.png", pngOf(1, 1)), undefined],
    [{ types: ["image/png"] }, upload("a.png", "GIF89a..."), "type: a.png is not of the type image/png."],
    [{ types: ["image/*"] }, upload("a.jpg", jpegOf(1, 1)), undefined],
    [{ types: ["text/csv"] }, upload("a.csv", "a;b\n1;ö\n"), undefined],
    [
      { types: ["text/plain"] },
      upload("a.txt", "<!DOCTYPE html><script>"),
      "type: a.txt is not of the type text/plain.",
    ],
    [{ image: true }, upload("a.png", pngOf(5000, 5000)), undefined],
    [{ image: true }, upload("a.png", "<svg onload=alert(1)>"), "image: a.png is no image that can be read."],
    [
      { image: { maxWidth: 10, maxHeight: 10 } },
      upload("a.png", pngOf(11, 5)),
      "dimensions: a.png has 11 × 5 pixels, which is more than 10 × 10.",
    ],
    [
      { image: { minWidth: 10, minHeight: 10 } },
      upload("a.jpg", jpegOf(10, 5)),
      "dimensions: a.jpg has 10 × 5 pixels, which is less than 10 × 10.",
    ],
    [{ image: { minWidth: 10, maxHeight: 20 } }, upload("a.jpg", jpegOf(10, 20)), undefined],
    [
      { image: true },
      upload("a.png", pngOf(1, 1).subarray(0, 12)),
      "image: a.png is no image that can be read.",
    ],
    [
      { image: true },
      upload("a.gif", "GIF89a\u0000\u0000\u0000\u0000"),
      "image: a.gif is no image that can be read.",
    ],
  ])("(%#)", async (options, sent, expected) => {
    expect(await fault(options, sent)).toBe(expected);
  });

  it("is looked at by its content, not by what the client says of it", async () => {
    const html = upload("photo.png", "<html><script>alert(1)</script>");
    expect(html.contentType).toBe("image/png");
    expect(await fault({ types: ["image/*"], extensions: [".png"] }, html)).toMatch(/^type/);
  });

  it("that is large is read only as far as its kind shows", async () => {
    let reads = 0;
    const stream = async function* () {
      for (reads = 1; reads < 100; reads++) yield reads === 1 ? pngOf(1, 1) : new Uint8Array(100_000);
    };
    const large = new UploadedFile({
      field: "file",
      filename: "a.png",
      contentType: "",
      content: { size: 1e7, stream },
    });
    expect(await fault({ types: ["image/png"] }, large)).toBeUndefined();
    expect(reads).toBeLessThan(5);
  });

  it("every one of several is looked at, also when only the first is bad (A101)", async () => {
    const Form = defineForm({ pictures: files({ types: ["image/png"], max: 3 }) });
    const [good, bad] = [upload("good.png", pngOf(1, 1)), upload("bad.png", "<script>")];
    for (const sent of [
      [bad, good, good],
      [good, bad, good],
      [good, good, bad],
    ]) {
      expect([...((await Form.bind({ pictures: sent })).errors.pictures ?? [])]).toEqual([
        "bad.png is not of the type image/png.",
      ]);
    }
    expect((await Form.bind({ pictures: [good, good, good] })).data?.pictures).toHaveLength(3);
    expect((await Form.bind({ pictures: [good, good, good, good] })).errors.pictures?.[0]).toBe(
      "Give at most 3; this is 4.",
    );
    expect((await Form.bind({})).errors.pictures?.[0]).toBe("This field is required.");
    expect((await defineForm({ pictures: files({ required: false }) }).bind({})).data).toEqual({
      pictures: [],
    });
  });

  it("is not there when a text is, and the message says why", async () => {
    const Form = defineForm({ picture: file(), more: files() });
    const form = await Form.bind({ picture: "photo.png", more: ["a.png"] });
    expect(form.errors.picture?.[0]).toContain('enctype="multipart/form-data"');
    expect(form.errors.more?.[0]).toContain('enctype="multipart/form-data"');
    expect((await Form.bind({ picture: "" })).errors.picture?.details[0]?.code).toBe("required");
    expect((await Form.bindJson({ picture: "x", more: [{}] })).isValid()).toBe(false);
  });

  it("makes the form one with files, and is never changed by none", async () => {
    const Form = defineForm({ picture: file({ required: false }), name: text() });
    const form = await Form.bind({ name: "" }, { initial: { picture: upload("a.png", "a") } });
    expect(form.isMultipart).toBe(true);
    expect(form.toHTML().toString()).toContain('<form method="post" enctype="multipart/form-data">');
    expect(form.changedData).toEqual([]);
    expect((await Form.bind({ picture: [upload("a.png", "a")], name: "" })).changedData).toEqual(["picture"]);
    expect((await Form.unbound()).changedData).toEqual([]);
  });
});

describe("the kind of a file", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  it.each<[Uint8Array, string | undefined]>([
    [pngOf(1, 1), "image/png"],
    [jpegOf(1, 1), "image/jpeg"],
    [Buffer.from("RIFF....WEBPVP8 "), "image/webp"],
    [Buffer.from("RIFF....WAVEfmt "), "audio/wav"],
    [Buffer.from("....ftypavif"), "image/avif"],
    [Buffer.from("....ftypisom"), "video/mp4"],
    [Buffer.from("%PDF-1.7"), "application/pdf"],
    [bytes(0x50, 0x4b, 3, 4), "application/zip"],
    [Buffer.from('<?xml version="1.0"?>\n<!-- a --><svg xmlns="x">'), "image/svg+xml"],
    [Buffer.from("<?xml version='1.0'?><rss>"), "application/xml"],
    [Buffer.from("  <!-- x --><HTML>"), "text/html"],
    [Buffer.from("Hello, wörld"), "text/plain"],
    [Buffer.from("ö".repeat(1000)).subarray(0, 1001), "text/plain"],
    [Buffer.alloc(0), "text/plain"],
    [bytes(0, 1, 2, 3), undefined],
    [bytes(0xc3, 0x28, 0xa0, 0xff, 0xfe, 0x80), undefined],
  ])("is found in its first bytes (%#)", (head, kind) => {
    expect(fileKind(head)).toBe(kind);
  });

  it("is no image where it is a markup that browsers run", () => {
    expect(isKindAmong("image/svg+xml", ["image/*"])).toBe(false);
    expect(isKindAmong("image/svg+xml", ["image/svg+xml"])).toBe(true);
    expect(isKindAmong("text/html", ["text/*"])).toBe(false);
    expect(isKindAmong(undefined, ["image/*"])).toBe(false);
  });

  it("is found at once in whatever is sent", () => {
    const started = performance.now();
    for (const text of [
      "<!---->".repeat(200),
      "<!--".repeat(400),
      `<?xml ${"a".repeat(1000)}`,
      `${"<!-- --> ".repeat(100)}<svg `,
    ]) {
      fileKind(Buffer.from(text));
    }
    expect(performance.now() - started).toBeLessThan(100);
  });
});
