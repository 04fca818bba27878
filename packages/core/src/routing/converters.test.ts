import { describe, expect, it } from "vitest";

import { createRule } from "../../fixtures/routing.ts";
import { MicroError } from "../errors.ts";
import { type Converter, ConverterRegistry } from "./converters.ts";
import { type PathToken, parsePath } from "./path-pattern.ts";

/** The converter of `<...:x>`, as a path names it. */
function converterOf(text: string, registry = new ConverterRegistry()): Converter {
  const variable = parsePath(`/<${text}:x>`).find(
    (token): token is PathToken & { variable: never } => "variable" in token,
  );
  if (variable === undefined) throw new Error("The path has no variable.");
  return registry.create(variable.variable, "a path");
}

/** Whether a converter takes `text`, by pattern and value. */
function accepts(converter: Converter, text: string): boolean {
  return new RegExp(`^(?:${converter.pattern})$`, "su").test(text) && converter.parse(text) !== undefined;
}

describe("string [F33 B20]", () => {
  it.each(["a", "a b", "ä", "🎬", "..", "\n", "x".repeat(5000)])("takes %j", (text) => {
    expect(accepts(converterOf("string"), text)).toBe(true);
  });

  it.each(["", "a/b", "/"])("does not take %j", (text) => {
    expect(accepts(converterOf("string"), text)).toBe(false);
  });

  it("is what a variable without converter has", () => {
    const [, token] = parsePath("/<name>");
    const converter =
      token !== undefined && "variable" in token
        ? new ConverterRegistry().create(token.variable, "a path")
        : null;
    expect(converter?.pattern).toBe(converterOf("string").pattern);
  });

  it.each([
    ["string(length=2)", ["ab", "éé", "🎬🎬"], ["a", "abc", "🎬"]],
    ["string(minlength=2)", ["ab", "abcdef"], ["a"]],
    ["string(maxlength=3)", ["a", "abc"], ["", "abcd"]],
    ["string(minlength=2, maxlength=3)", ["ab", "abc"], ["a", "abcd"]],
  ])("%s takes %j and not %j", (text, taken, refused) => {
    const converter = converterOf(text);
    expect(taken.filter((value) => !accepts(converter, value))).toEqual([]);
    expect(refused.filter((value) => accepts(converter, value))).toEqual([]);
  });

  it.each([
    ["a", "a"],
    ["a/b", "a/b"],
    [42, "42"],
    [12n, "12"],
  ])("formats %o", (value, text) => {
    expect(converterOf("string").format(value)).toBe(text);
  });

  it.each([[""], [null], [undefined], [true], [{}], [["a"]], [Symbol("a")]])(
    "does not format %o",
    (value) => {
      expect(() => converterOf("string").format(value)).toThrow(TypeError);
    },
  );

  it("does not format what it would not take", () => {
    expect(() => converterOf("string(length=2)").format("abc")).toThrow("right length");
    expect(() => converterOf("string(length=2)").format(123n)).toThrow("right length");
    expect(converterOf("string(length=3)").format("a/b")).toBe("a/b");
  });
});

describe("path [F36 B20]", () => {
  it.each(["a", "a/b", "a/b/", "a//b", "..."])("takes %j", (text) => {
    expect(accepts(converterOf("path"), text)).toBe(true);
  });

  it.each(["", "/", "/a"])("does not take %j", (text) => {
    expect(accepts(converterOf("path"), text)).toBe(false);
  });

  it("says that it matches slashes and comes late", () => {
    expect(converterOf("path")).toMatchObject({ matchesSlashes: true, weight: 200 });
  });

  it("formats a path", () => {
    expect(converterOf("path").format("a/b.txt")).toBe("a/b.txt");
  });

  it.each(["", "/", "/evil.example", "//evil.example"])(
    "does not format %j, which it would not take (A65)",
    (text) => {
      expect(() => converterOf("path").format(text)).toThrow(TypeError);
    },
  );
});

describe("any [F37 B20]", () => {
  it.each(["about", "help", "a.b", "c,d", "x|y", "(z)"])("takes the item %j", (text) => {
    expect(accepts(converterOf(`any(about, help, a.b, "c,d", "x|y", "(z)")`), text)).toBe(true);
  });

  it.each(["", "abou", "aXb", "about,help", "x", "y", "z"])("does not take %j", (text) => {
    expect(accepts(converterOf(`any(about, help, a.b, "x|y", "(z)")`), text)).toBe(false);
  });

  it("formats its items only", () => {
    const converter = converterOf("any(about, help)");
    expect(converter.format("help")).toBe("help");
    expect(() => converter.format("blog")).toThrow('"blog" is not one of about, help');
  });

  it("has numbers as items", () => {
    expect(accepts(converterOf("any(1, 2)"), "2")).toBe(true);
    expect(converterOf("any(1, 2)").format(1)).toBe("1");
  });
});

describe("uuid [F38 B20]", () => {
  const uuid = "a8098c1a-f86e-11da-bd1a-00112444be1e";

  it("takes a UUID in any case and gives it in lower case", () => {
    expect(accepts(converterOf("uuid"), uuid.toUpperCase())).toBe(true);
    expect(converterOf("uuid").parse(uuid.toUpperCase())).toBe(uuid);
  });

  it.each([
    uuid.slice(1),
    `${uuid}0`,
    uuid.replaceAll("-", ""),
    `{${uuid}}`,
    `g${uuid.slice(1)}`,
    ` ${uuid}`,
  ])("does not take %j", (text) => {
    expect(accepts(converterOf("uuid"), text)).toBe(false);
  });

  it("formats a UUID in lower case", () => {
    expect(converterOf("uuid").format(uuid.toUpperCase())).toBe(uuid);
  });

  it.each(["", "a", `${uuid}\n`, 3])("does not format %j", (value) => {
    expect(() => converterOf("uuid").format(value)).toThrow(TypeError);
  });
});

describe("the arguments of a converter", () => {
  it.each([
    "string(size=2)",
    "string(1, 2, 3, 4)",
    "string(1, minlength=2)",
    'string("2")',
    'string(length="2")',
    "int(signed, min=1)",
    "int(length=2)",
    "float(fixed_digits=2)",
    "int(min=abc)",
  ])("are refused in <%s:x>", (text) => {
    expect(() => converterOf(text)).toThrow(expect.objectContaining({ code: "MICRO_CONVERTER_ARGUMENT" }));
  });

  it.each(["path(5)", "path(min=1)", "uuid(1)", "uuid(version=4)", "any(a, b, c=d)"])(
    "are refused in <%s:x>, which takes none of them",
    (text) => {
      expect(() => converterOf(text)).toThrow(expect.objectContaining({ code: "MICRO_CONVERTER_ARGUMENT" }));
    },
  );

  it.each([
    "string(length=-1)",
    "string(minlength=1.5)",
    "string(minlength=3, maxlength=2)",
    "int(fixed_digits=-1)",
  ])("are refused in <%s:x>, which no text can fit", (text) => {
    expect(() => converterOf(text)).toThrow(MicroError);
  });

  it.each([
    ["string(2)", "a", "ab"],
    ["string(1, 2)", "abc", "ab"],
    ["int(4)", "12", "0012"],
  ])("may stand in their order in <%s:x>, as in Werkzeug [F33 F34]", (text, wrong, right) => {
    const converter = converterOf(text);
    const takes = (given: string): boolean =>
      new RegExp(`^${converter.pattern}$`, "su").test(given) && converter.parse(given) !== undefined;
    expect([takes(wrong), takes(right)]).toEqual([false, true]);
  });

  it("name their path when they are refused [F39]", () => {
    expect(() => createRule("/x/<int(size=2):id>")).toThrow(/<int:id> of the path "\/x\/<int\(size=2\):id>"/);
  });

  it("are named in the message, with those there are", () => {
    expect(() => converterOf("int(size=2)")).toThrow(/"size".*fixed_digits, min, max, signed/);
  });
});

describe("ConverterRegistry [F39]", () => {
  it("knows the converters of the app", () => {
    const registry = new ConverterRegistry();
    registry.add("hex", () => ({
      pattern: "[0-9a-f]+",
      parse: (text) => Number.parseInt(text, 16),
      format: (value) => Number(value).toString(16),
    }));
    expect(converterOf("hex", registry).parse("ff")).toBe(255);
    expect(converterOf("hex", registry).format(255)).toBe("ff");
  });

  it("uses a converter both ways [F39 B21]", () => {
    const registry = new ConverterRegistry();
    registry.add("list", () => ({
      pattern: "[^/]+",
      parse: (text) => text.split(","),
      format: (value) => (Array.isArray(value) ? value.join(",") : ""),
    }));
    const rule = createRule("/<list:args>", {}, registry);
    expect(rule.convert(["1,2,3"])).toEqual({ args: ["1", "2", "3"] });
    expect(rule.buildPath({ args: [4, 5, 6] })).toBe("/4,5,6");
  });

  it("gives a factory its arguments", () => {
    const registry = new ConverterRegistry();
    const seen: unknown[] = [];
    registry.add("list", (options) => {
      seen.push(options);
      return { pattern: ".+", parse: (text) => text.split(","), format: String };
    });
    converterOf('list("a;b", 3, unique=True, sep=";")', registry);
    expect(seen).toEqual([{ positional: ["a;b", 3], named: { unique: true, sep: ";" } }]);
  });

  it("lets the app replace the converter of <name>", () => {
    const registry = new ConverterRegistry();
    registry.add("default", () => ({
      pattern: "[a-z]+",
      parse: (text) => text.toUpperCase(),
      format: String,
    }));
    const [, token] = parsePath("/<name>");
    const converter =
      token !== undefined && "variable" in token ? registry.create(token.variable, "a path") : null;
    expect(converter?.parse("ann")).toBe("ANN");
    expect(converterOf("string", registry).parse("ann")).toBe("ann");
  });

  it("is not shared between apps", () => {
    const registry = new ConverterRegistry();
    registry.add("hex", () => ({ pattern: "[0-9a-f]+", parse: (text) => text, format: String }));
    expect(() => converterOf("hex")).toThrow(MicroError);
  });

  it("suggests the converter that was meant", () => {
    expect(() => converterOf("integer")).toThrow(
      expect.objectContaining({ code: "MICRO_CONVERTER_UNKNOWN" }),
    );
    expect(() => converterOf("flaot")).toThrow('Did you mean "float"?');
    expect(() => converterOf("strin")).toThrow(/<strin:x>.*Did you mean "string"\?/);
  });

  it("names all there are, with the app's own", () => {
    const registry = new ConverterRegistry();
    registry.add("hex", () => ({ pattern: "[0-9a-f]+", parse: (text) => text, format: String }));
    expect(() => converterOf("zzz", registry)).toThrow("string, int, float, path, any, uuid, hex");
  });

  it.each(["constructor", "__proto__", "toString"])("has no converter %s", (name) => {
    expect(() => converterOf(name)).toThrow(expect.objectContaining({ code: "MICRO_CONVERTER_UNKNOWN" }));
  });
});
