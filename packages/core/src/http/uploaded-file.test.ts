import { describe, expect, it } from "vitest";

import { UploadedFile } from "./uploaded-file.ts";

/** A file with the given name or content. */
function createFile({ filename = "a.txt", bytes = new Uint8Array() } = {}): UploadedFile {
  return new UploadedFile({ field: "poster", filename, contentType: "text/plain", content: bytes });
}

describe("UploadedFile", () => {
  it("has the field, the type and the content [F81]", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const file = createFile({ bytes });
    expect(file).toMatchObject({ field: "poster", contentType: "text/plain", headers: {}, size: 3 });
    expect(await file.bytes()).toBe(bytes);
  });

  it.each([
    ["photo.png", "photo.png"],
    ["café 🎬.txt", "café 🎬.txt"],
    ["../../x", "x"],
    ["..\\..\\x", "x"],
    ["/etc/passwd", "passwd"],
    ["C:\\Users\\ann\\x.doc", "x.doc"],
    ["a/b\\c/d", "d"],
    ["/etc/malicious", "malicious"],
    ["a%2f..%2fb", "a%2f..%2fb"],
    ["x&#47;y", "x&#47;y"],
    [".hidden", ".hidden"],
    ["a.", "a."],
  ])("keeps of the name %j only %j [A88 A122 A258]", (filename, kept) => {
    expect(createFile({ filename }).filename).toBe(kept);
  });

  it.each([".", "..", "a/..", "..\\.", "/", ""])(
    "has no name for %j, which names no file [A88]",
    (filename) => {
      expect(["", "file"]).toContain(createFile({ filename }).filename);
    },
  );

  it.each(["a\0b.png", "x.php\0.png", "a\r\nb", "a\u0001"])(
    "has no control characters of %j in its name [A51 A88]",
    (filename) => {
      // oxlint-disable-next-line no-control-regex -- control characters are what must be gone
      expect(createFile({ filename }).filename).not.toMatch(/[\0-\x1f\x7f]/);
    },
  );

  it("gives its content as text", async () => {
    expect(await createFile({ bytes: Buffer.from("café") }).text()).toBe("café");
  });

  it("is 400 for text that is not UTF-8", async () => {
    await expect(createFile({ bytes: Buffer.from([0xff]) }).text()).rejects.toMatchObject({ status: 400 });
  });
});
