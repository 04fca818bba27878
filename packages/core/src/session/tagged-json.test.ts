import { describe, expect, it } from "vitest";

import { Markup } from "../http/markup.ts";
import { type SessionTag, TaggedJson } from "./tagged-json.ts";

const json = new TaggedJson();

/** A value after it has been kept. */
function keep(value: unknown, by: TaggedJson = json): unknown {
  return by.parse(by.stringify(value));
}

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

const MONEY: SessionTag<Money> = {
  key: " money",
  matches: (value) => value instanceof Money,
  toJson: ({ cents }) => cents,
  fromJson: (cents) => new Money(Number(cents)),
};

describe("TaggedJson [F234 B85]", () => {
  it.each([
    ["a date", new Date(1_795_262_400_000)],
    ["a date with milliseconds", new Date(1_795_262_400_123)],
    ["a date before 1970", new Date(-1)],
    ["a far date", new Date(8.64e15)],
    ["bytes", Uint8Array.of(0, 1, 255)],
    ["no bytes", new Uint8Array()],
    ["a map", new Map<unknown, unknown>([["a", 1], [2, new Date(5)]])], // prettier-ignore
    ["a set", new Set(["a", 1n, null])],
    ["a big integer", -(2n ** 80n)],
    ["markup", new Markup("<b>")],
    ["plain JSON", { a: [1, "x", null, true, { b: {} }] }],
    ["text that looks like a tag", '{" d":"x"}'],
    [
      "all of it nested",
      { list: [[new Set([new Map([["k", [new Date(1)]]])])], { deep: Uint8Array.of(1) }] },
    ],
  ])("gives back %s", (_, value) => {
    expect(keep(value)).toEqual(value);
    expect(keep({ value, other: 1 })).toEqual({ value, other: 1 });
  });

  it("gives back an invalid date as one", () => {
    expect(String(keep(new Date(Number.NaN)))).toBe("Invalid Date");
  });

  it.each([" d", " t", " di", " b", " map", " n", " unknown", " d__", "d", " "])(
    "does not confuse an object whose one key is %j with a tag",
    (key) => {
      for (const value of ["x", [1], null, { [key]: 1 }, new Date(5)]) {
        expect(keep({ [key]: value })).toEqual({ [key]: value });
        expect(keep([{ a: { [key]: value } }])).toEqual([{ a: { [key]: value } }]);
      }
      expect(keep({ [key]: 1, other: 2 })).toEqual({ [key]: 1, other: 2 });
    },
  );

  it("keeps the names of prototypes as names", () => {
    const value: unknown = JSON.parse('{"__proto__":{"x":1},"a":{"__proto__":{"y":1}}}');
    expect(json.stringify(keep(value))).toBe(json.stringify(value));
    const dated: unknown = json.parse('{"__proto__":{" d":"Thu, 01 Jan 1970 00:00:00 GMT"}}');
    expect(Object.getOwnPropertyDescriptor(dated, "__proto__")?.value).toEqual(new Date(0));
    expect(json.stringify(dated)).toContain('{"__proto__":{" d":');
  });

  it("leaves out what JSON leaves out, and calls toJSON", () => {
    const url = new URL("http://localhost/");
    expect(keep({ a: undefined, b: () => 1, url, nan: Number.NaN })).toEqual({ url: url.href, nan: null });
    expect(keep(undefined)).toBeNull();
    expect(keep(new Money(5))).toEqual({ cents: 5 });
  });

  it("does not change what it is given", () => {
    const value = { when: new Date(5), list: [new Date(6)] };
    json.stringify(value);
    expect(value).toEqual({ when: new Date(5), list: [new Date(6)] });
  });

  it("fails for cycles", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    expect(() => json.stringify(cycle)).toThrow(RangeError);
  });

  it.each([
    '{" d":5}',
    '{" b":[]}',
    '{" map":1}',
    '{" map":[1]}',
    '{" set":{}}',
    '{" n":"x"}',
    '{" t":1}',
    '{" u":1}',
  ])("refuses %s, which it did not write", (text) => {
    expect(() => json.parse(text)).toThrow(Error);
  });

  it("leaves an escape alone that it did not write", () => {
    expect(json.parse('{" di":1}')).toEqual({});
  });
});

describe("the tags of an app [F234 B85]", () => {
  it("keep values of its own classes", () => {
    const value = { price: new Money(999), list: [new Money(1)] };
    expect(keep(value, new TaggedJson([MONEY]))).toEqual(value);
  });

  it("are asked in their order, before the built-in ones", () => {
    const iso: SessionTag<Date> = {
      key: " iso",
      matches: (value) => value instanceof Date,
      toJson: (date) => date.toISOString(),
      fromJson: (text) => new Date(String(text)),
    };
    const seconds: SessionTag<Date> = { ...iso, key: " s", toJson: (date) => date.getTime() / 1000 };
    const value = new Date(1000);
    expect(new TaggedJson([iso, seconds]).stringify(value)).toBe('{" iso":"1970-01-01T00:00:01.000Z"}');
    expect(new TaggedJson([seconds, iso]).stringify(value)).toBe('{" s":1}');
    expect(new TaggedJson([iso]).parse('{" d":"Thu, 01 Jan 1970 00:00:01 GMT"}')).toEqual(value);
  });

  it.each(["money", "", " ", " d", " di", " t", " two words"])("may not have the key %j", (key) => {
    expect(() => new TaggedJson([{ ...MONEY, key }])).toThrow(RangeError);
  });
});
