import { describe, expect, it } from "vitest";

import { SeededRandom } from "../../fixtures/random.ts";
import { timeOf } from "../../fixtures/timing.ts";
import { parsePairs } from "./urlencoded.ts";

/** Keys and values side by side. */
function pairsOf(text: string): [key: string, value: string | undefined][] {
  const { keys, values } = parsePairs(text);
  return keys.map((key, index) => [key, values[index]]);
}

describe("parsePairs", () => {
  it.each([
    ["", []],
    ["a", [["a", ""]]],
    ["a=", [["a", ""]]],
    ["=b", [["", "b"]]],
    ["=", [["", ""]]],
    ["a=b", [["a", "b"]]],
    ["a=b=c", [["a", "b=c"]]],
    ["a==", [["a", "="]]],
    ["&&", []],
    ["&a=1&", [["a", "1"]]],
    ["?a=1", [["?a", "1"]]],
  ])("reads %j", (text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs);
  });

  it("keeps every pair, in order", () => {
    expect(pairsOf("a=1&b=2&a=3")).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ]);
  });

  it.each([
    ["a+b=c+d", [["a b", "c d"]]],
    ["a%20b=c%2Bd", [["a b", "c+d"]]],
    ["%61=%C3%A9", [["a", "é"]]],
    ["a=%F0%9F%8E%AC", [["a", "🎬"]]],
    ["%26=%3D", [["&", "="]]],
    ["a=%00", [["a", "\0"]]],
    ["%EF%BB%BFa=%EF%BB%BF", [["\ufeffa", "\ufeff"]]],
    ["é=🎬", [["é", "🎬"]]],
    ["a=x%0d%0ay", [["a", "x\r\ny"]]],
  ])("decodes %j", (text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs);
  });

  it.each([
    ["a=%", [["a", "%"]]],
    ["a=%zz", [["a", "%zz"]]],
    ["a=%4", [["a", "%4"]]],
    ["a=%FF", [["a", "\ufffd"]]],
    ["a=%C3", [["a", "\ufffd"]]],
    ["%FE%FF", [["\ufffd\ufffd", ""]]],
    ["a=%ED%A0%80", [["a", "\ufffd\ufffd\ufffd"]]],
    ["a=%C0%80", [["a", "\ufffd\ufffd"]]],
    ["?a=%FF", [["?a", "\ufffd"]]],
  ])("makes of the bad sequence in %j what browsers do (F30)", (text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs);
  });

  it("decodes the good pairs beside a bad one", () => {
    expect(pairsOf("good=%C3%A9&bad=%FF&plus=a+b")).toEqual([
      ["good", "é"],
      ["bad", "\ufffd"],
      ["plus", "a b"],
    ]);
  });

  it("takes a semicolon for a character like any other [A188 A124]", () => {
    expect(pairsOf("a=1;b=2")).toEqual([["a", "1;b=2"]]);
    expect(pairsOf("a;".repeat(100))).toHaveLength(1);
  });

  it.each([
    "a[b]=1",
    "a[b][c]=1",
    "a[]=1&a[]=2",
    "a[999999999]=x",
    "items[0].name=x",
    "__proto__[x]=1",
    "constructor[prototype][y]=1",
  ])("makes nothing nested of %j [A229 A230 A394]", (text) => {
    expect(pairsOf(text)).toEqual(text.split("&").map((pair) => pair.split("=")));
    expect(Object.prototype).not.toHaveProperty("x");
    expect(Object.prototype).not.toHaveProperty("y");
  });

  it("says what URLSearchParams says, for any text", () => {
    const seed = 7;
    const random = new SeededRandom(seed);
    for (let run = 0; run < 3000; run++) {
      const text = random.text("ab=&&%+;?#41C3A9FF%é ", 0, 14);
      expect({ seed, text, pairs: pairsOf(text) }).toEqual({
        seed,
        text,
        pairs: [...new URLSearchParams(`&${text}`)],
      });
    }
  });
});

describe("the time parsePairs takes (F29) [A124 A233]", () => {
  it.each([
    ["many empty pairs", "&".repeat(500_000)],
    ["many keys without values", "a&".repeat(250_000)],
    ["many semicolons", "a;".repeat(250_000)],
    ["many equals signs", "=".repeat(500_000)],
    ["many percent signs", "%".repeat(500_000)],
    ["many plus signs", "+".repeat(500_000)],
    ["brackets", `a${"[b]".repeat(160_000)}=1`],
    ["one long value", `a=${"x".repeat(500_000)}`],
  ])("is small for %s", (_, text) => {
    expect(timeOf(() => parsePairs(text))).toBeLessThan(200);
  });

  it("is small for a thousand keys in front of a long one, in any script", () => {
    expect(timeOf(() => parsePairs("a&".repeat(999) + "b".repeat(498_000)))).toBeLessThan(100);
    expect(timeOf(() => parsePairs("a&".repeat(999) + "丽".repeat(160_000)))).toBeLessThan(100);
  });
});
