import { describe, expect, it } from "vitest";

import { SeededRandom } from "../../fixtures/random.ts";
import { createRouter, createRule, matchOf } from "../../fixtures/routing.ts";

/** The value of the variable of `<...:x>` for a segment; "none" when the rule does not match it. */
function valueOf(converter: string, text: string): unknown {
  const match = createRouter([`/<${converter}:x>`]).match("GET", `/${encodeURIComponent(text)}`);
  return match.kind === "route" ? match.params["x"] : match.kind;
}

/** The text that `<...:x>` builds of a value. */
function textOf(converter: string, value: unknown): string {
  return createRule(`/<${converter}:x>`).buildPath({ x: value }).slice(1);
}

describe("int [F34 B20]", () => {
  it.each([
    ["0", 0],
    ["7", 7],
    ["007", 7],
    ["123456", 123_456],
    ["9007199254740991", 9_007_199_254_740_991],
  ])("gives %s as the number %d", (text, value) => {
    expect(valueOf("int", text)).toBe(value);
  });

  it.each(["-1", "+1", "1.0", "1e3", "0x10", "1_000", " 1", "1 ", "", "a", "１", "٣", "NaN", "Infinity"])(
    "does not match %j",
    (text) => {
      expect(valueOf("int", text)).toBe("none");
    },
  );

  it.each([16, 30, 400])("does not match %i nines, which no number holds exactly", (count) => {
    expect(valueOf("int", "9".repeat(count))).toBe("none");
  });

  it("does not match the first number that another one is rounded to", () => {
    expect(valueOf("int", String(Number.MAX_SAFE_INTEGER + 1))).toBe("none");
  });

  it.each([
    ["int(min=5)", ["5", "6"], ["4", "0"]],
    ["int(max=5)", ["0", "5"], ["6"]],
    ["int(min=2, max=3)", ["2", "3"], ["1", "4"]],
    ["int(fixed_digits=2)", ["07", "12"], ["7", "123"]],
    ["int(signed=True)", ["-5", "5", "-0"], ["--5", "-", "5-"]],
    ["int(signed=True, min=-2)", ["-2", "3"], ["-3"]],
    ["int(signed=False)", ["5"], ["-5"]],
  ])("%s matches %j and not %j", (converter, matched, refused) => {
    expect(matched.filter((text) => typeof valueOf(converter, text) !== "number")).toEqual([]);
    expect(refused.filter((text) => valueOf(converter, text) !== "none")).toEqual([]);
  });

  it("gives the sign of a signed number", () => {
    expect(valueOf("int(signed=True)", "-50")).toBe(-50);
  });

  it.each([
    ["int", 7, "7"],
    ["int", "7", "7"],
    ["int", 0, "0"],
    ["int", 12n, "12"],
    ["int(fixed_digits=4)", 7, "0007"],
    ["int(signed=True)", -7, "-7"],
    ["int(min=5)", 5, "5"],
  ])("%s builds of %o the text %s", (converter, value, text) => {
    expect(textOf(converter, value)).toBe(text);
  });

  it.each([
    [1.5],
    ["1.5"],
    ["abc"],
    [Number.NaN],
    [Infinity],
    [2 ** 53],
    [-1],
    [null],
    [undefined],
    [true],
    [{}],
    [[3]],
  ])("builds nothing of %o", (value) => {
    expect(() => textOf("int", value)).toThrow(TypeError);
  });

  it.each(["", " ", "0x10", "1e3", " 7 "])("builds nothing of the text %j, which is no integer", (value) => {
    expect(() => textOf("int", value)).toThrow(TypeError);
  });

  it("builds nothing out of its bounds", () => {
    expect(() => textOf("int(min=5)", 4)).toThrow("4 is not a number the rule accepts");
    expect(() => textOf("int(max=5)", 6)).toThrow("6 is not a number the rule accepts");
  });

  it.each([
    ["int(fixed_digits=2)", 123],
    ["int(fixed_digits=3, signed=True)", -1234],
  ])("%s builds nothing of %d, which has more digits", (converter, value) => {
    expect(() => textOf(converter, value)).toThrow(TypeError);
  });

  it("pads a negative number behind its sign", () => {
    expect(textOf("int(fixed_digits=3, signed=True)", -5)).toBe("-05");
  });
});

describe("float [F35 B20]", () => {
  it.each([
    ["0.5", 0.5],
    ["1.0", 1],
    ["007.50", 7.5],
    ["3.14159", 3.141_59],
  ])("gives %s as the number %d", (text, value) => {
    expect(valueOf("float", text)).toBe(value);
  });

  it.each(["1", "1.", ".5", "-1.0", "1.5.2", "1e5", "1.0e5", "", "a.b", "1,5"])(
    "does not match %j",
    (text) => {
      expect(valueOf("float", text)).toBe("none");
    },
  );

  it("does not match what is beyond all numbers", () => {
    expect(valueOf("float", `${"9".repeat(400)}.0`)).toBe("none");
  });

  it.each([
    ["float(min=0.5)", ["0.5", "1.0"], ["0.4"]],
    ["float(max=0.5)", ["0.5", "0.0"], ["0.6"]],
    ["float(signed=True)", ["-0.185", "2.0"], ["-2"]],
  ])("%s matches %j and not %j", (converter, matched, refused) => {
    expect(matched.filter((text) => typeof valueOf(converter, text) !== "number")).toEqual([]);
    expect(refused.filter((text) => valueOf(converter, text) !== "none")).toEqual([]);
  });

  it.each([
    [0.5, "0.5"],
    [1, "1.0"],
    ["2.50", "2.5"],
    [1e-5, "0.00001"],
    [1e21, "1000000000000000000000.0"],
    [123_456.789, "123456.789"],
    [0.1 + 0.2, "0.30000000000000004"],
  ])("builds of %j the text %s, without an exponent", (value, text) => {
    expect(textOf("float", value)).toBe(text);
  });

  it.each([["abc"], [""], [" "], [Number.NaN], [Infinity], [-1.5], [null], [{}]])(
    "builds nothing of %o",
    (value) => {
      expect(() => textOf("float", value)).toThrow(TypeError);
    },
  );

  it("builds a sign where the rule has one", () => {
    expect(textOf("float(signed=True)", -1.5)).toBe("-1.5");
  });

  it("builds a text for any number that is read as the same number, on every Node", () => {
    const seed = 5;
    const random = new SeededRandom(seed);
    for (let run = 0; run < 3000; run++) {
      const value = random.next() * 10 ** random.integer(-300, 300);
      const text = textOf("float", value);
      expect({ seed, value, read: Number(text) }).toEqual({ seed, value, read: value });
      expect(text).toMatch(/^(?:0|[1-9]\d*)\.\d+$/);
    }
  });

  it.each([1e-25, 1.5e-22])("builds a text for %d that is read as the same number", (value) => {
    expect(Number(textOf("float", value))).toBe(value);
  });
});

describe("the priority of numbers", () => {
  it("is before texts and after static rules", () => {
    const router = createRouter(["/<name>", "/<float:x>", "/<int:n>", "/1"]);
    expect(matchOf(router, "/1")).toEqual(["/1", {}]);
    expect(matchOf(router, "/2")).toEqual(["/<int:n>", { n: 2 }]);
    expect(matchOf(router, "/2.5")).toEqual(["/<float:x>", { x: 2.5 }]);
    expect(matchOf(router, "/2a")).toEqual(["/<name>", { name: "2a" }]);
  });
});
