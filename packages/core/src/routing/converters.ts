import { didYouMean } from "../did-you-mean.ts";
import { MicroError } from "../errors.ts";
import type { ConverterArgument, PathVariable } from "./path-pattern.ts";
import { findPatternFault } from "./pattern-fault.ts";

/**
 * Turns a piece of a path into a value and back (Werkzeug's BaseConverter).
 *
 * @example
 * app.addConverter("hex", () => ({
 *   pattern: "[0-9a-f]+",
 *   parse: (text) => Number.parseInt(text, 16),
 *   format: (value) => Number(value).toString(16),
 * }));
 */
export interface Converter {
  /**
   * A regular expression for the text, without anchors; groups have to be non-capturing. It runs on what clients send:
   * one with a repetition inside a repetition, `(?:a+)+`, is refused.
   */
  readonly pattern: string;
  /** Rules with smaller weights are tried first. @default 100 */
  readonly weight?: number;
  /** Whether the text may hold slashes, and so several segments. @default false */
  readonly matchesSlashes?: boolean;
  /** Whether it takes any text but the empty one, as it is: the router need not ask it. @default false */
  readonly isText?: boolean;
  /** The value of `text`; `undefined`, or a throw, makes the rule not match, and the next one is tried. */
  parse(text: string): unknown;
  /** The text of a value, not percent-encoded. A throw means that no URL can be built. */
  format(value: unknown): string;
}

/** Makes the converter of one variable from its arguments. */
export type ConverterFactory = (options: ConverterOptions) => Converter;

/** The arguments in the parentheses after a converter's name. */
export interface ConverterOptions {
  /** Those without a name. */
  readonly positional: readonly ConverterArgument[];
  /** Those with a name. */
  readonly named: Readonly<Record<string, ConverterArgument>>;
}

/** Reads number arguments, by name or in their order, and refuses everything else. */
function readNumbers(
  { positional, named }: ConverterOptions,
  known: readonly string[],
): Record<string, number | undefined> {
  const given = positional.map((value, index) => [known[index] ?? String(value), value] as const);
  const numbers: Record<string, number | undefined> = {};
  for (const [name, value] of [...given, ...Object.entries(named)]) {
    if (!known.includes(name) || Object.hasOwn(numbers, name) || typeof value === "string")
      throw invalidArgument(name, known);
    numbers[name] = Number(value);
  }
  return numbers;
}

/** Lengths are whole numbers, and the longest is not shorter than the shortest. */
function checkLengths(...lengths: readonly (number | undefined)[]): void {
  let shortest = 0;
  for (const length of lengths) {
    if (length === undefined) continue;
    if (!Number.isInteger(length) || length < shortest)
      throw new TypeError(`no text has the length ${length}`);
    shortest = length;
  }
}

function invalidArgument(name: string, known: readonly string[]): TypeError {
  const takes = known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}, as numbers`;
  return new TypeError(`it does not take the argument ${JSON.stringify(name)}: ${takes}`);
}

function refuse(value: unknown, why: string): never {
  throw new TypeError(`${typeof value === "string" ? JSON.stringify(value) : String(value)} ${why}`);
}

function toText(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return String(value);
  return refuse(value, "is neither text nor a number");
}

/** The text of a value, if `pattern` takes all of it. */
function toMatching(value: unknown, pattern: string, what: string): string {
  const text = toText(value);
  return new RegExp(`^(?:${pattern})$`, "su").test(text) ? text : refuse(value, `is not ${what}`);
}

function stringConverter(options: ConverterOptions): Converter {
  const { length, minlength = 1, maxlength } = readNumbers(options, ["minlength", "maxlength", "length"]);
  checkLengths(minlength, maxlength);
  checkLengths(length);
  const count = length === undefined ? `{${minlength},${maxlength ?? ""}}` : `{${length}}`;
  return {
    pattern: `[^/]${count}`,
    isText: count === "{1,}",
    parse: (text) => text,
    // A slash in a value is percent-encoded: it counts, and separates nothing.
    format: (value) => toMatching(value, `.${count}`, "a text of the right length"),
  };
}

function intConverter(options: ConverterOptions): Converter {
  const {
    fixed_digits: digits,
    min = -Infinity,
    max = Infinity,
    signed,
  } = readNumbers(options, ["fixed_digits", "min", "max", "signed"]);
  checkLengths(digits);
  const pattern = signed === 1 ? "-?\\d+" : "\\d+";
  const accepts = (value: number): boolean => Number.isSafeInteger(value) && value >= min && value <= max;
  return {
    pattern,
    weight: 50,
    parse: (text) => (hasDigits(text, digits) && accepts(Number(text)) ? Number(text) : undefined),
    format: (value) => {
      const text = padDigits(toMatching(value, pattern, "a number the rule accepts"), digits);
      return accepts(Number(text)) && hasDigits(text, digits)
        ? text
        : refuse(value, "is not a number the rule accepts");
    },
  };
}

/** Whether there are as many characters as asked for; as in Werkzeug the sign is one. */
function hasDigits(text: string, count: number | undefined): boolean {
  return count === undefined || text.length === count;
}

function padDigits(text: string, count: number = 0): string {
  return text.startsWith("-") ? `-${text.slice(1).padStart(count - 1, "0")}` : text.padStart(count, "0");
}

function floatConverter(options: ConverterOptions): Converter {
  const { min = -Infinity, max = Infinity, signed } = readNumbers(options, ["min", "max", "signed"]);
  const pattern = signed === 1 ? "-?\\d+\\.\\d+" : "\\d+\\.\\d+";
  const accepts = (value: number): boolean => Number.isFinite(value) && value >= min && value <= max;
  return {
    pattern,
    weight: 50,
    parse: (text) => (accepts(Number(text)) ? Number(text) : undefined),
    format: (value) => {
      const number = toText(value).trim() === "" ? Number.NaN : Number(value);
      if (!accepts(number)) refuse(value, "is not a number the rule accepts");
      return toMatching(withoutExponent(number), pattern, "a number the rule accepts");
    },
  };
}

/** All digits, at least one behind the point: 1.5e-7 is "0.00000015". `toLocaleString` stops at 20 on Node 20. */
function withoutExponent(value: number): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:e(.+))?$/.exec(String(value));
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found ?? [];
  const digits = "0".repeat(Math.max(0, 1 - whole.length - Number(exponent))) + whole + fraction;
  const point = Math.max(1, whole.length + Number(exponent));
  return `${sign}${digits.slice(0, point).padEnd(point, "0")}.${digits.slice(point) || "0"}`;
}

function pathConverter(options: ConverterOptions): Converter {
  readNumbers(options, []);
  return {
    pattern: "[^/].*?",
    weight: 200,
    matchesSlashes: true,
    isText: true, // a slash in front would be the second of two, which no path has
    parse: (text) => text,
    format: (value) => toMatching(value, "[^/].*", "a path without a slash in front"),
  };
}

function anyConverter({ positional, named }: ConverterOptions): Converter {
  const [name] = Object.keys(named);
  if (name !== undefined) throw invalidArgument(name, []);
  const items = positional.map(String);
  return {
    pattern: `(?:${items.map((item) => item.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|")})`,
    parse: (text) => text,
    format: (value) =>
      items.includes(toText(value)) ? toText(value) : refuse(value, `is not one of ${items.join(", ")}`),
  };
}

const UUID = "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}";

function uuidConverter(options: ConverterOptions): Converter {
  readNumbers(options, []);
  return {
    pattern: UUID,
    parse: (text) => text.toLowerCase(),
    format: (value) => toMatching(value, UUID, "a UUID").toLowerCase(),
  };
}

const BUILT_IN: Readonly<Record<string, ConverterFactory>> = {
  default: stringConverter,
  string: stringConverter,
  int: intConverter,
  float: floatConverter,
  path: pathConverter,
  any: anyConverter,
  uuid: uuidConverter,
};

/** The converters of an app, by name: Werkzeug's and the app's own. */
export class ConverterRegistry {
  readonly #factories = new Map<string, ConverterFactory>(Object.entries(BUILT_IN));
  /** The built-in ones without arguments, which keep nothing: one serves all variables. */
  readonly #shared = new Map<ConverterFactory, Converter>();

  /** Adds or replaces a converter; "default" is the one of `<name>`. */
  add(name: string, factory: ConverterFactory): void {
    this.#factories.set(name, factory);
  }

  /**
   * The converter of a variable.
   *
   * @param variable - Its converter's name and arguments.
   * @param place - Names where it stands in errors: `the path "/<int:id>"`.
   * @throws MicroError `MICRO_CONVERTER_UNKNOWN` with a suggestion; `MICRO_CONVERTER_ARGUMENT` for what the factory
   *   throws; `MICRO_CONVERTER_INVALID` for a pattern that cannot be used.
   */
  create({ converter, name, positional, named }: PathVariable, place: string): Converter {
    const factory = this.#factories.get(converter);
    const variable = `The variable <${converter}:${name}> of ${place}`;
    if (factory === undefined) throw unknownConverter(variable, converter, this.#factories.keys());
    const isBuiltIn = BUILT_IN[converter] === factory;
    const isPlain = isBuiltIn && positional.length === 0 && Object.keys(named).length === 0;
    const shared = isPlain ? this.#shared.get(factory) : undefined;
    if (shared !== undefined) return shared;
    const created = createWith(factory, { positional, named }, variable);
    if (isPlain) this.#shared.set(factory, created);
    const fault = isBuiltIn ? null : findPatternFault(created.pattern);
    if (fault === null) return created;
    throw new MicroError("MICRO_CONVERTER_INVALID", `${variable} has a converter whose pattern ${fault}.`);
  }
}

function createWith(factory: ConverterFactory, options: ConverterOptions, variable: string): Converter {
  try {
    return factory(options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${variable} has arguments that its converter refuses: ${why}. Correct them.`;
    throw new MicroError("MICRO_CONVERTER_ARGUMENT", message, { cause });
  }
}

function unknownConverter(variable: string, converter: string, names: Iterable<string>): MicroError {
  const known = [...names].filter((name) => name !== "default");
  return new MicroError(
    "MICRO_CONVERTER_UNKNOWN",
    `${variable} names a converter that does not exist.${didYouMean(converter, known)} ` +
      `There are ${known.join(", ")}; add others with app.addConverter().`,
  );
}
