import { describe, expect, it } from "vitest";

import { attachmentDisposition } from "./attachment.ts";

describe("attachmentDisposition", () => {
  it.each([
    ["a.txt", 'attachment; filename="a.txt"'],
    ["café.txt", "attachment; filename=\"cafe.txt\"; filename*=UTF-8''caf%C3%A9.txt"],
    [
      'a.txt";dummy=".bat',
      "attachment; filename=\"a.txt;dummy=.bat\"; filename*=UTF-8''a.txt%22%3Bdummy%3D%22.bat",
    ],
    ["../../etc/passwd", 'attachment; filename="passwd"'],
    ["a\\b.txt", 'attachment; filename="b.txt"'],
    ["a\r\nb.txt", "attachment; filename=\"ab.txt\"; filename*=UTF-8''a%0D%0Ab.txt"],
    ["丽.png", "attachment; filename=\".png\"; filename*=UTF-8''%E4%B8%BD.png"],
    ["it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
  ])("of %j is %s [F113 A97]", (name, header) => {
    expect(attachmentDisposition(name)).toBe(header);
  });

  it("has a name even for nothing", () => {
    expect(attachmentDisposition("")).toBe("attachment; filename=\"download\"; filename*=UTF-8''");
  });
});
