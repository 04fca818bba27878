import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { HttpError } from "../http-errors.ts";
import { decodeUtf8, parseJson } from "./json.ts";

const is400 = expect.objectContaining({ status: 400 });

/** Bytes as hexadecimal digits. */
function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

/** The status that a document leads to: 200 when it is read. */
function statusOf(text: string): unknown {
  try {
    parseJson(text);
    return 200;
  } catch (error) {
    if (error instanceof SyntaxError) return 400; // what a body makes of it
    return error instanceof HttpError ? error.status : error;
  }
}

describe("decodeUtf8", () => {
  it.each([
    ["", ""],
    ["61", "a"],
    ["c3 a9", "é"],
    ["f0 9f 8e ac", "🎬"],
    ["00", "\0"],
    ["ef bf bf", "\uffff"],
    ["f4 8f bf bf", "\u{10ffff}"],
  ])("decodes %s as %j", (hex, text) => {
    expect(decodeUtf8(bytesOf(hex))).toBe(text);
  });

  it("keeps a byte order mark", () => {
    expect(decodeUtf8(bytesOf("ef bb bf 61"))).toBe("\ufeffa");
  });

  it.each([
    ["a lone continuation byte", "80"],
    ["a cut off sequence", "c3"],
    ["a cut off sequence in the middle", "e2 82 61"],
    ["an overlong slash", "c0 af"],
    ["an overlong NUL", "e0 80 80"],
    ["a surrogate", "ed a0 80"],
    ["a code point beyond Unicode", "f4 90 80 80"],
    ["five bytes", "f8 88 80 80 80"],
    ["Latin-1", "63 61 66 e9"],
    ["UTF-16", "ff fe 61 00"],
  ])("is 400 for %s", (_, hex) => {
    expect(() => decodeUtf8(bytesOf(hex))).toThrow(is400);
  });
});

describe("parseJson", () => {
  it.each([
    ["{}", {}],
    ["[]", []],
    ["null", null],
    ["0", 0],
    ['""', ""],
    [' {"a": [1, 2.5e3, true, null, "x"]} ', { a: [1, 2500, true, null, "x"] }],
    ['"\\u00e9"', "é"],
    ['"\\ud83c\\udfac"', "🎬"],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['"\u2028\u2029"', "\u2028\u2029"],
    ['"\u007f"', "\u007f"],
    ["-0", -0],
    ["1E400", Infinity],
  ])("reads %j", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    "",
    " ",
    "{",
    "[1,]",
    '{"a":1,}',
    "{'a':1}",
    "{a:1}",
    "[1 2]",
    '["a":1]',
    "[1]]",
    "[1],",
    "01",
    "1.",
    ".5",
    "+1",
    "0x10",
    "1e",
    "NaN",
    "Infinity",
    "undefined",
    "True",
    "nul",
    '"a',
    '"\\x41"',
    '"\\u12"',
    '"\t"',
    '"\n"',
    "// comment\n1",
    "[1/* */]",
    "\ufeff{}",
    "\u00a0{}",
    "{}\0",
    "][",
    "\\u0061",
  ])("is a SyntaxError for %j (F26)", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

describe("a key that would reach a prototype", () => {
  it.each([
    '{"__proto__": {"admin": 1}}',
    '{"__proto__": 1}',
    '{"a": {"__proto__": {}}}',
    '[[{"b": [{"__proto__": null}]}]]',
    '{"\\u005f_proto__": {"admin": 1}}',
    '{"__\\u0070roto__": {"admin": 1}}',
    '{"__proto\\u005F_": {"admin": 1}}',
    '{"constructor": {"prototype": {"admin": 1}}}',
    '{"a": {"constructor": {"prototype": null}}}',
    '{"const\\u0072uctor": {"prototype": {}}}',
    '{"constructor": {"proto\\u0074ype": {}}}',
    '{"x": "\\u0041", "list": [{}, {"__proto__": []}]}',
  ])("is 400: %s [A330]", (text) => {
    expect(() => parseJson(text)).toThrow(is400);
  });

  it("is named in the answer", () => {
    expect(() => parseJson('{"__proto__": 1}')).toThrow('a key "__proto__"');
    expect(() => parseJson('{"constructor": {"prototype": 1}}')).toThrow('"constructor" with a "prototype"');
  });

  it.each([
    '{"constructor": "Ferrari"}',
    '{"constructor": {"name": "x"}}',
    '{"constructor": null}',
    '{"prototype": 1}',
    '{"proto": 1}',
    '{"a": "__proto__"}',
    '{"a": ["constructor", "prototype"]}',
    '{"toString": 1, "valueOf": 2, "hasOwnProperty": 3}',
  ])("is not what %s has", (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it("changes no prototype on its way out", () => {
    expect(() => parseJson('{"__proto__": {"polluted": 1}}')).toThrow(is400);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});

describe("the depth of a document", () => {
  const nested = (open: string, close: string, depth: number): string =>
    open.repeat(depth) + close.repeat(depth);

  it("may be a thousand", () => {
    expect(parseJson(nested("[", "]", 1000))).toHaveLength(1);
    expect(parseJson(`${nested("[", "]", 1000)}\n`)).toHaveLength(1);
    expect(parseJson(`[${nested("[", "]", 999)},${nested("[", "]", 999)}]`)).toHaveLength(2);
  });

  it.each([
    ["arrays", nested("[", "]", 1001)],
    ["objects", nested('{"a":', "1}", 1001).replace("1}".repeat(1001), `1${"}".repeat(1001)}`)],
    ["many arrays", nested("[", "]", 100_000)],
    ["arrays that are never closed", "[".repeat(100_000)],
    ["mixed ones", `${'[{"a":'.repeat(600)}1${"}]".repeat(600)}`],
  ])("is 400 beyond it for %s (F27)", (_, text) => {
    expect(() => parseJson(text)).toThrow(is400);
  });

  it("does not count brackets in strings", () => {
    expect(parseJson(`"${"[".repeat(5000)}"`)).toHaveLength(5000);
    expect(parseJson(`["${'\\"['.repeat(2000)}"]`)).toHaveLength(1);
    expect(parseJson(`["${"\\\\".repeat(1000)}", "${"[".repeat(2000)}"]`)).toHaveLength(2);
  });

  describe("in a long text, which is looked at in pieces", () => {
    const many = nested("[", "]", 1001);
    // Whatever is at the end of a piece: a quote, an escape, a character of two, three or four bytes.
    const lengths = Array.from({ length: 12 }, (_, index) => 32 * 1024 - 6 + index);

    it.each(lengths)("counts no brackets in strings: %d characters before them", (length) => {
      for (const filler of ["x", "é", "€", "\ud83d\ude00", '\\"', "\\\\"]) {
        const text = `["${filler.repeat(Math.floor(length / filler.length))}", "${"[".repeat(2000)}"]`;
        expect(parseJson(text)).toHaveLength(2);
      }
    });

    it.each(lengths)("counts all that are in none: %d characters before them", (length) => {
      for (const filler of ["x", "é", "€", "\ud83d\ude00", '\\"', "\\\\"]) {
        const text = `["${filler.repeat(Math.floor(length / filler.length))}", ${many}]`;
        expect(() => parseJson(text)).toThrow(is400);
      }
    });
  });

  it("does not count what stands side by side", () => {
    expect(parseJson(`[${"[],".repeat(50_000)}[]]`)).toHaveLength(50_001);
  });
});

describe("a large document", () => {
  it.each([
    ["an array of half a million numbers", `[${"1,".repeat(499_999)}1]`, 500_000],
    ["an array with an escape in it", `["\\u0041",${"1,".repeat(499_999)}1]`, 500_001],
    ["an array that names a constructor", `["constructor",${"{},".repeat(199_999)}{}]`, 200_001],
  ])("is read like any other: %s (F27) [A125]", (_, text, length) => {
    expect(parseJson(text)).toHaveLength(length);
  });

  it("may have a hundred thousand keys, some of them escaped", () => {
    const text = `{${Array.from({ length: 100_000 }, (_, index) => `"\\u006b${index}":${index}`).join()}}`;
    expect(Object.keys(Object(parseJson(text)))).toHaveLength(100_000);
  });

  it.each([
    ["a long number", "1".repeat(1_000_000)],
    ["a long string of escapes", `"${"\\u0041".repeat(160_000)}"`],
    [
      "integer-like keys",
      `{${Array.from({ length: 50_000 }, (_, index) => `"${index * 65_536}":1`).join()}}`,
    ],
    ["brackets that do not fit", "[{]}".repeat(250_000)],
    ["spaces", " ".repeat(1_000_000)],
  ])("takes bounded time for %s (F27) [A209]", (_, text) => {
    expect([200, 400]).toContain(statusOf(text));
    expect(timeOf(() => statusOf(text))).toBeLessThan(200);
  });
});
