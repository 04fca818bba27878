import { describe, expect, it } from "vitest";

import { ResponseHeaders } from "./headers.ts";

const isInvalid = expect.objectContaining({ code: "MICRO_HEADER_INVALID" });

describe("ResponseHeaders.get", () => {
  it.each(["Vary", "vary", "VARY", "vArY"])("finds a header as %s", (name) => {
    expect(new ResponseHeaders().set("Vary", "Cookie").get(name)).toBe("Cookie");
  });

  it("gives undefined for a header that is not there", () => {
    expect(new ResponseHeaders().get("Vary")).toBeUndefined();
  });

  it("gives the first of several values", () => {
    expect(new ResponseHeaders().append("Link", "a").append("link", "b").get("Link")).toBe("a");
  });

  it("does not take a value for a name", () => {
    const headers = new ResponseHeaders().set("A", "Vary").set("Vary", "Cookie");
    expect(headers.get("Cookie")).toBeUndefined();
    expect(headers.get("Vary")).toBe("Cookie");
  });
});

describe("ResponseHeaders.set [F262]", () => {
  it("replaces a value, whatever the case of its name", () => {
    const headers = new ResponseHeaders().set("Vary", "Accept").set("VARY", "Cookie");
    expect([...headers]).toEqual([["Vary", "Cookie"]]);
  });

  it("replaces every value", () => {
    const headers = new ResponseHeaders().append("A", "1").append("B", "2").append("a", "3").append("A", "4");
    expect([...headers.set("A", "5")]).toEqual([
      ["A", "5"],
      ["B", "2"],
    ]);
  });

  it("keeps the place of the first", () => {
    const headers = new ResponseHeaders().set("A", "1").set("B", "2").set("A", "3");
    expect([...headers].map(([name]) => name)).toEqual(["A", "B"]);
  });

  it("accepts what HTTP accepts", () => {
    const value = "\t !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\u0080é\u00ff";
    expect(new ResponseHeaders().set("X", value).get("X")).toBe(value);
    expect(new ResponseHeaders().set("X", "").get("X")).toBe("");
  });

  it.each([
    "a\r\nb",
    "a\nb",
    "a\rb",
    "a\0b",
    "a\u0001b",
    "a\u001fb",
    "a\u007fb",
    "\n",
    "a\u0100b",
    "🎬",
    "\ud800",
  ])("refuses the value %j [A132 A168 A195]", (value) => {
    expect(() => new ResponseHeaders().set("X", value)).toThrow(isInvalid);
  });

  it.each([
    "",
    " ",
    "a b",
    "a:",
    "a\r\nX",
    "a\0",
    "é",
    "a/b",
    "a(b)",
    "[a]",
    '"a"',
    "a,b",
    "a;b",
    "a=b",
    "{a}",
    "a@b",
  ])("refuses the name %j", (name) => {
    expect(() => new ResponseHeaders().set(name, "x")).toThrow(isInvalid);
  });

  it("accepts every token as a name", () => {
    const name = "!#$%&'*+-.^_`|~09azAZ";
    expect(new ResponseHeaders().set(name, "x").get(name)).toBe("x");
  });

  it("leaves the headers as they were when it refuses", () => {
    const headers = new ResponseHeaders().set("X", "1");
    expect(() => headers.set("X", "a\nb")).toThrow(isInvalid);
    expect([...headers]).toEqual([["X", "1"]]);
  });

  it("shows what it refuses, on one line", () => {
    expect(() => new ResponseHeaders().set("X", "a\r\nb")).toThrow('"a\\r\\nb"');
    expect(() => new ResponseHeaders().set("a b", "x")).toThrow('"a b"');
  });
});

describe("ResponseHeaders.append", () => {
  it("keeps the other values", () => {
    const headers = new ResponseHeaders().append("Set-Cookie", "a=1").append("Set-Cookie", "b=2");
    expect(headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
  });

  it("keeps values that begin alike apart [A317 A319]", () => {
    const headers = new ResponseHeaders().append("Link", "<a>").append("Link", "<ab>").append("Link", "<a>");
    expect(headers.getAll("Link")).toEqual(["<a>", "<ab>", "<a>"]);
  });

  it("refuses what set refuses", () => {
    expect(() => new ResponseHeaders().append("X", "a\nb")).toThrow(isInvalid);
    expect(() => new ResponseHeaders().append("X y", "a")).toThrow(isInvalid);
  });
});

describe("ResponseHeaders", () => {
  it("tells which headers it has", () => {
    const headers = new ResponseHeaders().set("X", "");
    expect(headers.has("x")).toBe(true);
    expect(headers.has("y")).toBe(false);
  });

  it.each(["constructor", "__proto__", "toString"])("has no header %s", (name) => {
    expect(new ResponseHeaders().has(name)).toBe(false);
    expect(new ResponseHeaders().getAll(name)).toEqual([]);
  });

  it("gives no values for a header that is not there", () => {
    expect(new ResponseHeaders().set("A", "1").getAll("B")).toEqual([]);
  });

  it("sets a default unless there is a value", () => {
    const headers = new ResponseHeaders().setDefault("A", "1").setDefault("a", "2");
    expect([...headers]).toEqual([["A", "1"]]);
  });

  it("sets several defaults, each unless there is a value", () => {
    const headers = new ResponseHeaders().set("a", "1").setDefaults(["A", "2", "B", "3", "C", "4"]);
    expect([...headers]).toEqual([
      ["a", "1"],
      ["B", "3"],
      ["C", "4"],
    ]);
  });

  it("deletes every value of a header and no other", () => {
    const headers = new ResponseHeaders().append("A", "1").append("B", "2").append("a", "3").append("A", "4");
    expect([...headers.delete("A")]).toEqual([["B", "2"]]);
  });

  it("does not mind deleting what is not there", () => {
    expect([...new ResponseHeaders().set("A", "1").delete("B")]).toEqual([["A", "1"]]);
  });

  it("lists names and values in turn, for the gateway", () => {
    expect(new ResponseHeaders().set("A", "1").append("B", "2").append("B", "3").flat).toEqual([
      "A",
      "1",
      "B",
      "2",
      "B",
      "3",
    ]);
  });

  it("replaces all values of a header by several [F101]", () => {
    const headers = new ResponseHeaders().append("Link", "<a>").set("Vary", "Cookie");
    headers.setAll("link", ["<b>", "<c>"]);
    expect([headers.getAll("Link"), headers.get("Vary")]).toEqual([["<b>", "<c>"], "Cookie"]);
    expect(headers.setAll("Link", []).has("Link")).toBe(false);
  });

  it("gives its pairs in order [F101]", () => {
    expect([...new ResponseHeaders().append("B", "1").append("A", "2")]).toEqual([
      ["B", "1"],
      ["A", "2"],
    ]);
  });

  it("is empty at first", () => {
    expect([...new ResponseHeaders()]).toEqual([]);
  });
});

describe("ResponseHeaders.addToken", () => {
  it.each([
    [[], "Cookie", "Cookie"],
    [["Accept"], "Cookie", "Accept, Cookie"],
    [["Accept,Cookie"], "Origin", "Accept, Cookie, Origin"],
    [["Accept", "Cookie"], "Origin", "Accept, Cookie, Origin"],
    [["Accept, Cookie"], "cookie", "Accept, Cookie"],
    [["COOKIE"], "Cookie", "COOKIE"],
    [["Cookie-X"], "Cookie", "Cookie-X, Cookie"],
    [["*"], "Cookie", "*"],
    [[""], "Cookie", "Cookie"],
    [["Accept,, "], "Cookie", "Accept, Cookie"],
  ])("makes of %j and %s the header %j", (before, token, after) => {
    const headers = new ResponseHeaders();
    for (const value of before) headers.append("Vary", value);
    expect(headers.addToken("Vary", token).get("vary")).toBe(after);
  });

  it("does not add a token twice", () => {
    const headers = new ResponseHeaders();
    for (let count = 0; count < 3; count++) headers.addToken("Vary", "Cookie");
    expect([...headers]).toEqual([["Vary", "Cookie"]]);
  });

  it("refuses a token with a line break", () => {
    expect(() => new ResponseHeaders().addToken("Vary", "a\r\nb")).toThrow(isInvalid);
  });
});
