import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { contentTypeOf, parseMediaType } from "./mime.ts";

describe("contentTypeOf", () => {
  it.each([
    ["index.html", "text/html; charset=utf-8"],
    ["style.css", "text/css; charset=utf-8"],
    ["app.js", "text/javascript; charset=utf-8"],
    ["app.mjs", "text/javascript; charset=utf-8"],
    ["notes.txt", "text/plain; charset=utf-8"],
    ["data.json", "application/json; charset=utf-8"],
    ["site.webmanifest", "application/manifest+json; charset=utf-8"],
    ["feed.xml", "text/xml; charset=utf-8"],
    ["icon.svg", "image/svg+xml; charset=utf-8"],
    ["photo.png", "image/png"],
    ["photo.JPG", "image/jpeg"],
    ["font.woff2", "font/woff2"],
    ["module.wasm", "application/wasm"],
    ["book.pdf", "application/pdf"],
    ["a.b.css", "text/css; charset=utf-8"],
    ["/static/deep/style.css", "text/css; charset=utf-8"],
  ])("of %s is %s", (filename, type) => {
    expect(contentTypeOf(filename)).toBe(type);
  });

  it.each([
    "",
    "README",
    "file.unknown-kind",
    ".",
    "..",
    "a.",
    "archive.constructor",
    "x.__proto__",
    "x.toString",
  ])("of %j is that of any bytes [A262]", (filename) => {
    expect(contentTypeOf(filename)).toBe("application/octet-stream");
  });
});

describe("parseMediaType", () => {
  it("gives the same, unchangeable value for a type that it knows", () => {
    const parsed = parseMediaType("application/json; charset=utf-8; v=1");
    expect(parseMediaType("application/json; charset=utf-8; v=1")).toBe(parsed);
    expect(() => Object.assign(Object(parsed).parameters, { v: "2" })).toThrow(TypeError);
    expect(() => Object.assign(Object(parsed), { type: "x" })).toThrow(TypeError);
  });

  it("does not keep what clients make up: boundaries, long types, more than a hundred", () => {
    const isKept = (header: string): boolean => parseMediaType(header) === parseMediaType(header);
    expect(isKept("multipart/form-data; boundary=x")).toBe(false);
    expect(isKept(`text/plain; a=${"x".repeat(100)}`)).toBe(false);
    for (let index = 0; index < 200; index++) parseMediaType(`text/x-${index}`);
    expect(isKept("text/x-199")).toBe(false);
  });

  it.each([
    ["text/html", { type: "text/html", charset: "", boundary: "" }],
    ["Text/HTML", { type: "text/html", charset: "", boundary: "" }],
    ["text/html; charset=utf-8", { type: "text/html", charset: "utf-8", boundary: "" }],
    ["text/html;charset=UTF-8", { type: "text/html", charset: "utf-8", boundary: "" }],
    ['text/html ; charset="UTF-8"', { type: "text/html", charset: "utf-8", boundary: "" }],
    ["text/html; CHARSET=utf-8", { type: "text/html", charset: "utf-8", boundary: "" }],
    ["application/problem+json", { type: "application/problem+json", charset: "", boundary: "" }],
    ["multipart/form-data; boundary=aBc", { type: "multipart/form-data", charset: "", boundary: "aBc" }],
    [
      'multipart/form-data; boundary="a b:c"',
      { type: "multipart/form-data", charset: "", boundary: "a b:c" },
    ],
    ['multipart/form-data; boundary="a\\"b"', { type: "multipart/form-data", charset: "", boundary: 'a"b' }],
    [
      "multipart/form-data; boundary=a; charset=b",
      { type: "multipart/form-data", charset: "b", boundary: "a" },
    ],
    ["text/plain; format=flowed", { type: "text/plain", charset: "", boundary: "" }],
    ["text/plain;", { type: "text/plain", charset: "", boundary: "" }],
    ["text/plain; charset=utf-8;", { type: "text/plain", charset: "utf-8", boundary: "" }],
    ["text/plain\t;\tcharset=utf-8", { type: "text/plain", charset: "utf-8", boundary: "" }],
  ])("reads %j", (header, type) => {
    expect(parseMediaType(header)).toMatchObject(type);
  });

  it.each([
    "",
    " ",
    "text",
    "/",
    "text/",
    "/html",
    "text html",
    "text/html text/plain",
    "text/html,text/plain",
    "text/plain;application/json",
    "application/json garbage",
    "application/json\ta",
    "application/json; charset",
    "application/json; charset=",
    "application/json; =utf-8",
    "application/json; charset=utf-8 x",
    "application/json; charset = utf-8",
    'application/json; charset="utf-8',
    "application/jsonä",
    "application/json\0",
    "application/json\n",
    "*",
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
  ])("is null for %j [A186 A262 A264]", (header) => {
    expect(parseMediaType(header)).toBeNull();
  });

  it.each([
    "multipart/form-data; boundary=a; boundary=b",
    'multipart/form-data; boundary=a; BOUNDARY="b"',
    "application/json; charset=utf-8; charset=utf-16",
  ])("is null where a parameter is there twice: %j [A254]", (header) => {
    expect(parseMediaType(header)).toBeNull();
  });

  it.each([
    ["a backslash run", `application/x-www-form-urlencoded; !="${"\\".repeat(8000)}`],
    ["spaces", `application/json${" ".repeat(16_000)}x`],
    ["semicolons", `application/json${";".repeat(16_000)}`],
    ["semicolons and spaces", `application/json${"; ".repeat(8000)}x`],
    ["parameters", `application/json${"; a=b".repeat(3000)}`],
    ["quotes", `application/json; a=${'"'.repeat(16_000)}`],
    ["a long type", `${"a".repeat(16_000)}/${"b".repeat(16_000)} x`],
  ])("takes little time for %s [A120 A238]", (_, header) => {
    expect(timeOf(() => parseMediaType(header))).toBeLessThan(20);
  });
});
