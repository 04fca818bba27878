import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { parseCookies } from "./cookies.ts";

/** The cookies of a header as an ordinary object. */
function cookiesOf(header: string | undefined): Record<string, string> {
  return { ...parseCookies(header) };
}

describe("parseCookies", () => {
  it("gives no cookies without a header", () => {
    expect(cookiesOf(undefined)).toEqual({});
    expect(cookiesOf("")).toEqual({});
  });

  it.each([
    ["a=b", { a: "b" }],
    ["a=b; c=d", { a: "b", c: "d" }],
    ["a=b;c=d", { a: "b", c: "d" }],
    ["a=b;  c=d ;", { a: "b", c: "d" }],
    [" a = b ", { a: "b" }],
    ["a=", { a: "" }],
    ["a=b=c", { a: "b=c" }],
    ["A=== BC", { A: "== BC" }],
    ["a=b c", { a: "b c" }],
    ["(a=b; $x=y; ^z=1", { "(a": "b", $x: "y", "^z": "1" }],
    ["a=b,c=d", { a: "b,c=d" }],
    ["a={x:1}", { a: "{x:1}" }],
  ])("reads %j", (header, cookies) => {
    expect(cookiesOf(header)).toEqual(cookies);
  });

  it.each(["a", ";", ";;", "a; b", " ; ", "\0"])("finds no cookie in %j", (header) => {
    expect(cookiesOf(header)).toEqual({});
  });

  it("keeps the first of a repeated name", () => {
    expect(cookiesOf("a=1; a=2; A=3")).toEqual({ a: "1", A: "3" });
  });

  it.each([
    ["a=x%20y", "x y"],
    ["a=caf%C3%A9", "café"],
    ["a=%F0%9F%8E%AC", "🎬"],
    ["a=%3B%2C%22", ';,"'],
    ["a=1%2B1", "1+1"],
    ["a=1+1", "1+1"],
    ["a=%2541", "%41"],
  ])("decodes the value of %j to %j", (header, value) => {
    expect(cookiesOf(header)["a"]).toBe(value);
  });

  it.each(["%", "%zz", "%E0%A4", "100%", "%ff", "a%20%"])("leaves the value %j as it came (F30)", (value) => {
    expect(cookiesOf(`a=${value}`)["a"]).toBe(value);
  });

  it.each([
    ['a="b c"', "b c"],
    ['a="b, c"', "b, c"],
    ['a=""', ""],
    ['a="x\\"y"', 'x"y'],
    ['a="x\\\\y"', "x\\y"],
    ['a="x\\054y"', "x,y"],
    ['a="x\\073 y\\042"', 'x; y"'],
    ['a="%20"', " "],
    ['a="é\\054🎬"', "é,🎬"],
    ['a="\\é"', "é"],
  ])("takes the quotes and escapes of %j away: %j", (header, value) => {
    expect(cookiesOf(header)["a"]).toBe(value);
  });

  it.each([
    ['a="caf\\303\\251"', "café"],
    ['a="\\360\\237\\216\\254"', "🎬"],
  ])("reads the octal escapes of %j as UTF-8, as Python writes them", (header, value) => {
    expect(cookiesOf(header)["a"]).toBe(value);
  });

  it.each(['"', '"a', 'a"', 'a"b"', "'a'"])("leaves the odd quotes of %j", (value) => {
    expect(cookiesOf(`a=${value}`)["a"]).toBe(value);
  });

  it.each([
    ["a=b[csrftoken=x", { a: "b[csrftoken=x" }],
    ["a=b,csrf_token=evil", { a: "b,csrf_token=evil" }],
    ["a=b csrf_token=evil", { a: "b csrf_token=evil" }],
    ['a="b"csrf_token=evil', { a: '"b"csrf_token=evil' }],
  ])("lets only semicolons separate: %j [A74]", (header, cookies) => {
    expect(cookiesOf(header)).toEqual(cookies);
  });

  it("lets quotes hide no semicolon [A74]", () => {
    expect(cookiesOf('a="b; csrf=x; c="')["csrf"]).toBe("x");
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "has a cookie %s like any other [A330]",
    (name) => {
      const cookies = parseCookies(`${name}=evil`);
      expect(cookies[name]).toBe("evil");
      expect(Object.keys(cookies)).toEqual([name]);
      expect(Object.prototype).not.toHaveProperty("evil");
    },
  );

  it("has no cookie that was not sent [A330]", () => {
    const cookies = parseCookies("a=b");
    expect(cookies["constructor"]).toBeUndefined();
    expect(cookies["__proto__"]).toBeUndefined();
    expect("toString" in cookies).toBe(false);
  });

  it("gives a chunk counter no meaning [A329]", () => {
    expect(cookiesOf("session=__chunked__999999")).toEqual({ session: "__chunked__999999" });
  });

  it.each([
    ["many small cookies", Array.from({ length: 4000 }, (_, index) => `a${index}=1`).join("; ")],
    ["many of one name", "a=1; ".repeat(4000)],
    ["semicolons", ";".repeat(16_000)],
    ["spaces", `a=${" ".repeat(16_000)}b`],
    ["quotes", `a="${'\\"'.repeat(8000)}`],
    ["escapes", `a="${"\\054".repeat(4000)}"`],
    ["percent signs", `a=${"%".repeat(16_000)}`],
    ["equals signs", "=".repeat(16_000)],
  ])("takes little time for a header full of %s (F28)", (_, header) => {
    expect(timeOf(() => parseCookies(header))).toBeLessThan(20);
  });
});
