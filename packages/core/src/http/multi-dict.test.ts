import { describe, expect, it } from "vitest";

import { MultiDict } from "./multi-dict.ts";

const dict = new MultiDict([
  ["tag", "a"],
  ["page", "2"],
  ["tag", "b"],
  ["empty", ""],
  ["word", "x"],
]);

describe("MultiDict.get", () => {
  it("gives the first value of a key", () => {
    expect(dict.get("tag")).toBe("a");
  });

  it("gives undefined for a key that is not there", () => {
    expect(dict.get("nope")).toBeUndefined();
  });

  it("gives the fallback for a key that is not there", () => {
    expect(dict.get("nope", "default")).toBe("default");
    expect(dict.get("nope", null)).toBeNull();
  });

  it("gives an empty value rather than the fallback", () => {
    expect(dict.get("empty", "default")).toBe("");
  });

  it("converts the value", () => {
    expect(dict.get("page", 1, Number)).toBe(2);
  });

  it("does not convert the fallback", () => {
    expect(dict.get("nope", 1, () => 2)).toBe(1);
  });

  it("gives the fallback when the conversion gives NaN", () => {
    expect(dict.get("word", 1, Number)).toBe(1);
  });

  it("gives the fallback when the conversion throws", () => {
    expect(dict.get<unknown>("word", "default", JSON.parse)).toBe("default");
  });

  it("gives what the conversion gives otherwise, even nothing", () => {
    expect(dict.get<number | undefined>("word", 1, () => undefined)).toBeUndefined();
    expect(dict.get<number | null>("word", 1, () => null)).toBeNull();
    expect(dict.get("empty", true, Boolean)).toBe(false);
  });

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "does not find %s in an empty one [A230]",
    (key) => {
      expect(new MultiDict().get(key)).toBeUndefined();
      expect(new MultiDict().has(key)).toBe(false);
    },
  );
});

describe("MultiDict.getAll", () => {
  it("gives every value of a key, in order", () => {
    expect(dict.getAll("tag")).toEqual(["a", "b"]);
  });

  it("gives an empty list for a key that is not there", () => {
    expect(dict.getAll("nope")).toEqual([]);
  });

  it("gives a list of its own", () => {
    dict.getAll("tag").push("c");
    expect(dict.getAll("tag")).toEqual(["a", "b"]);
  });
});

describe("MultiDict", () => {
  it("tells which keys it has", () => {
    expect(dict.has("tag")).toBe(true);
    expect(dict.has("empty")).toBe(true);
    expect(dict.has("nope")).toBe(false);
  });

  it("counts its keys, each once", () => {
    expect(dict.size).toBe(4);
    expect(new MultiDict().size).toBe(0);
  });

  it("lists its keys in the order they first came", () => {
    expect([...dict.keys()]).toEqual(["tag", "page", "empty", "word"]);
  });

  it("gives all its pairs in order", () => {
    expect([...dict].map((pair) => pair.join("="))).toEqual(["tag=a", "page=2", "tag=b", "empty=", "word=x"]);
  });

  it("takes its pairs from anything that gives some, once", () => {
    const pairs = new Map([["a", 1]]);
    const copy = new MultiDict(pairs);
    pairs.set("b", 2);
    expect([...copy]).toEqual([["a", 1]]);
  });

  it("becomes an object of first values", () => {
    expect({ ...dict.toObject() }).toEqual({ tag: "a", page: "2", empty: "", word: "x" });
  });

  it("becomes the same in JSON", () => {
    expect(JSON.stringify(dict)).toBe('{"tag":"a","page":"2","empty":"","word":"x"}');
  });

  it.each(["__proto__", "constructor", "toString"])(
    "becomes an object that has %s like any key [A230]",
    (key) => {
      const object = new MultiDict([[key, "evil"]]).toObject();
      expect(Object.keys(object)).toEqual([key]);
      expect(object[key]).toBe("evil");
      expect(Object.getPrototypeOf(object) === Object.prototype).toBe(false);
      expect("hasOwnProperty" in object).toBe(false);
    },
  );

  it("becomes an object without any inherited name", () => {
    const object = new MultiDict<string>().toObject();
    expect(object["constructor"]).toBeUndefined();
    expect(object["valueOf"]).toBeUndefined();
  });
});

describe("MultiDict as Werkzeug's", () => {
  const dict = new MultiDict([
    ["a", "1"],
    ["b", "x"],
    ["a", "2"],
  ]);

  it("gives the default when a conversion fails [F73]", () => {
    expect(dict.get("a", 0, Number)).toBe(1);
    expect(dict.get("b", 7, Number)).toBe(7);
    expect(dict.get("c", 7, Number)).toBe(7);
    expect(dict.get("b", null, (text) => JSON.parse(text) as unknown)).toBeNull();
  });

  it("converts all values, and leaves out what it cannot convert [F73]", () => {
    const values = new MultiDict([["n", "1"], ["n", "x"], ["n", "3"]].map(([key = "", value = ""]) => [key, value] as const)); // prettier-ignore
    expect(values.getAll("n", Number)).toEqual([1, 3]);
    expect(values.getAll("m", Number)).toEqual([]);
  });

  it("becomes an object of first values, or of lists [F73]", () => {
    expect({ ...dict.toObject() }).toEqual({ a: "1", b: "x" });
    expect({ ...dict.toObject({ flat: false }) }).toEqual({ a: ["1", "2"], b: ["x"] });
  });

  it("lists its items, once a key or all [F73]", () => {
    expect([...dict.items()]).toEqual([
      ["a", "1"],
      ["b", "x"],
    ]);
    expect([...dict.items({ multi: true })]).toHaveLength(3);
    expect([...dict.values()]).toEqual(["1", "x"]);
  });

  it("gives the same from two lists, and with many keys", () => {
    const keys = Array.from({ length: 50 }, (_, index) => `k${index % 25}`);
    const many = new MultiDict({ keys, values: keys.map((_, index) => String(index)) });
    expect([many.get("k3"), many.getAll("k3"), many.size, many.has("k25"), many.require("k24")]).toEqual([
      "3",
      ["3", "28"],
      25,
      false,
      "24",
    ]);
  });
});

describe("MultiDict.require", () => {
  it("gives the first value [F75]", () => {
    expect(new MultiDict([["a", ""]]).require("a")).toBe("");
  });

  it("is a 400 for a missing key, which is not named [F75 B47]", () => {
    expect(() => new MultiDict().require("secret_name")).toThrow(
      expect.objectContaining({ status: 400, key: "secret_name", message: "Bad Request" }),
    );
  });

  it("names the key where clients may know it [F75 B47]", () => {
    expect(() => new MultiDict([], true).require("q")).toThrow('The request has no value under "q".');
  });
});
