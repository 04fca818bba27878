import { describe, expect, it } from "vitest";

import { DefaultJson, defaultJson } from "./json-provider.ts";

describe("the JSON of an app", () => {
  it.each([
    ["null", null, "null"],
    ["text", "é", '"é"'],
    ["a number", 1.5, "1.5"],
    ["a boolean", true, "true"],
    ["an array", [1, [2]], "[1,[2]]"],
    ["an object", { b: 1, a: { c: [] } }, '{"b":1,"a":{"c":[]}}'],
    ["an empty object", { a: {} }, '{"a":{}}'],
    ["a date, as ISO 8601", { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ["a BigInt, as its digits", { id: 12345678901234567890n }, '{"id":"12345678901234567890"}'],
    ["a Map, as an object", new Map([["a", new Map([["b", 1]])]]), '{"a":{"b":1}}'],
    ["a Set, as an array", { tags: new Set(["a", "b"]) }, '{"tags":["a","b"]}'],
    ["what has toJSON", { toJSON: () => ({ x: 1 }) }, '{"x":1}'],
    ["what has toJSON inside a Map", new Map([["d", new Date(0)]]), '{"d":"1970-01-01T00:00:00.000Z"}'],
  ])("writes %s [F13 B145 B146]", (_, value, text) => {
    expect(defaultJson.stringify(value)).toBe(text);
  });

  it("writes what Temporal has, which knows how", () => {
    const date = { [Symbol.toStringTag]: "Temporal.PlainDate", toJSON: () => "2026-11-21" };
    expect(defaultJson.stringify({ date })).toBe('{"date":"2026-11-21"}');
  });

  it.each([
    ["nothing", undefined],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a cycle", (() => { const knot: Record<string, unknown> = {}; knot["self"] = knot; return knot; })()],
  ])("has no text for %s", (_, value) => {
    expect(() => defaultJson.stringify(value)).toThrow(TypeError);
  }); // prettier-ignore

  it("says where a promise was forgotten", () => {
    expect(() => defaultJson.stringify({ user: Promise.resolve() })).toThrow('"user", [object Promise]');
    expect(() => defaultJson.stringify(new WeakMap())).toThrow("[object WeakMap]");
  });

  it("sorts keys on demand, at any depth [B147]", () => {
    const json = new DefaultJson({ sortKeys: true });
    expect(json.stringify({ b: [{ z: 1, y: 2 }], a: new Map([["d", 1n], ["c", 2n]]) })).toBe(
      '{"a":{"c":"2","d":"1"},"b":[{"y":2,"z":1}]}',
    ); // prettier-ignore
  });

  it("is pretty, ends with a line break and has another type on demand [B63 B145]", () => {
    const json = new DefaultJson({ pretty: true, trailingNewline: true, mimetype: "application/hal+json" });
    expect([json.stringify({ a: 1n }), json.mimetype]).toEqual([
      '{\n  "a": "1"\n}\n',
      "application/hal+json",
    ]);
    expect(defaultJson).toMatchObject({ mimetype: "application/json" });
  });

  it("reads JSON from outside [F96]", () => {
    expect(defaultJson.parse('{"a": [1]}')).toEqual({ a: [1] });
    expect(() => defaultJson.parse('{"__proto__": 1}')).toThrow(expect.objectContaining({ status: 400 }));
  });
});
