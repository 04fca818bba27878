import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { decodeSegments, ENCODED_SLASH, findPathFault, isSuspicious } from "./canonical-path.ts";

describe("isSuspicious", () => {
  it.each(["/", "/a", "/a/b.css", "/a-b_c~d/", "/a;b=c", "/a+b", "/@x", "/a:b", "/a,b(c)!$&'*="])(
    "lets the plain path %s pass",
    (path) => {
      expect(isSuspicious(path)).toBe(false);
    },
  );

  it.each([
    "/%41",
    "/a\\b",
    "/a#b",
    "/a b",
    "//",
    "/a//b",
    "/.",
    "/..",
    "/.hidden",
    "/a/../b",
    "/é",
    "/\0",
    "a",
  ])("wants a closer look at %j", (path) => {
    expect(isSuspicious(path)).toBe(true);
  });

  it("wants a closer look at everything that findPathFault refuses", () => {
    const characters = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code));
    const refused = characters.filter((character) => findPathFault(`/a${character}b`) !== null);
    expect(refused.length).toBeGreaterThan(30);
    expect(refused.filter((character) => !isSuspicious(`/a${character}b`))).toEqual([]);
  });
});

describe("findPathFault", () => {
  it.each([
    "/",
    "/a/b",
    "/a//b",
    "/.hidden",
    "/...",
    "/..a",
    "/a..",
    "/%41",
    "/a%2Fb",
    "/a%5Cb",
    "/%C3%A9",
    "/a%0Ab",
  ])("finds nothing wrong with %s", (path) => {
    expect(findPathFault(path)).toBeNull();
  });

  it.each(["", "a", "*", "http://x/", "?"])("is 400 for %j, which has no leading slash", (path) => {
    expect(findPathFault(path)).toBe(400);
  });

  it.each(["/a\\b", "/a#b", "/a b", "/a\tb", "/a\nb", "/a\rb", "/a\0b", "/a\u007fb", "/é", "/\u{1f3ac}"])(
    "is 400 for the raw character in %j",
    (path) => {
      expect(findPathFault(path)).toBe(400);
    },
  );

  it.each([
    "/%",
    "/%a",
    "/%zz",
    "/%C3",
    "/%C3%28",
    "/%FF",
    "/%C0%80",
    "/%E2%82",
    "/%ED%A0%80",
    "/%F8%88%80%80%80",
  ])("is 400 for %s, which is not percent-encoded UTF-8 (F30)", (path) => {
    expect(findPathFault(path)).toBe(400);
  });

  it("is 400 for an encoded NUL", () => {
    expect(findPathFault("/a%00b")).toBe(400);
  });

  it.each(["/.", "/..", "/a/.", "/a/..", "/./a", "/a/../b", "/%2e", "/%2E%2e", "/.%2e/a", "/a/%2e%2e/b"])(
    "is 404 for the dot segment in %s",
    (path) => {
      expect(findPathFault(path)).toBe(404);
    },
  );

  it("decodes once", () => {
    expect(findPathFault("/%252e%252e/")).toBeNull();
    expect(findPathFault("/%2500")).toBeNull();
  });
});

describe("decodeSegments", () => {
  it.each([
    ["/", [""]],
    ["/a", ["a"]],
    ["/a/", ["a", ""]],
    ["/a//b", ["a", "", "b"]],
    ["/caf%C3%A9/%25", ["café", "%"]],
  ])("takes %s apart", (path, segments) => {
    expect(decodeSegments(path)).toEqual(segments);
  });

  it("marks an encoded slash, so that it is no separator", () => {
    expect(decodeSegments("/a%2Fb/c")).toEqual([`a${ENCODED_SLASH}b`, "c"]);
  });

  it("gives null for bad percent-encoding", () => {
    expect(decodeSegments("/a/%zz")).toBeNull();
  });

  it("has a mark that no request can spell", () => {
    const spelled = `/${encodeURIComponent(ENCODED_SLASH.toWellFormed())}`;
    expect(decodeSegments(spelled)).not.toEqual(decodeSegments("/%2F"));
  });

  it("takes linear time", () => {
    expect(timeOf(() => decodeSegments("/%2F".repeat(250_000)))).toBeLessThan(500);
  });
});
