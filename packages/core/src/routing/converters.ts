import { didYouMean } from "../did-you-mean.ts";
import { MicroError } from "../errors.ts";
import type { ConverterArgument, PathVariable } from "./path-pattern.ts";

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
  /** A regular expression for the text, without anchors; groups have to be non-capturing. */
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
export type ConverterFactory = (...options: readonly [ConverterOptions]) => Converter;

/** The arguments in the parentheses after a converter's name. */
export interface ConverterOptions {
  /** Those without a name. */
  readonly positional: readonly ConverterArgument[];
  /** Those with a name. */
  readonly named: Readonly<Record<string, ConverterArgument>>;
}

/** Reads named number arguments and refuses everything else. */
function readNumbers(
  options: ConverterOptions,
  known: readonly string[],
): Record<string, number | undefined> {
  if (options.positional.length > 0) throw invalidArgument(String(options.positional[0]), known);
  const numbers: Record<string, number | undefined> = {};
  for (const [name, value] of Object.entries(options.named)) {
    if (!known.includes(name) || (typeof value !== "number" && typeof value !== "boolean"))
      throw invalidArgument(name, known);
    numbers[name] = Number(value);
  }
  return numbers;
}

function invalidArgument(name: string, known: readonly string[]): MicroError {
  return new MicroError(
    "MICRO_CONVERTER_ARGUMENT",
    `The converter does not take the argument ${JSON.stringify(name)}. It takes ${known.join(", ")}, as numbers.`,
  );
}

function refuse(value: unknown, why: string): never {
  throw new TypeError(`${JSON.stringify(value)} ${why}`);
}

function toText(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return String(value);
  return refuse(value, "is not a string");
}

function stringConverter(options: ConverterOptions): Converter {
  const { length, minlength = 1, maxlength } = readNumbers(options, ["minlength", "maxlength", "length"]);
  const count = length === undefined ? `{${minlength},${maxlength ?? ""}}` : `{${length}}`;
  const valid = new RegExp(`^[^/]${count}$`, "su");
  return {
    pattern: `[^/]${count}`,
    isText: count === "{1,}",
    parse: (text) => text,
    format: (value) => {
      const text = toText(value);
      // A slash is percent-encoded in a URL, so its length counts and its presence does not matter.
      return valid.test(text.replaceAll("/", "_")) ? text : refuse(value, "does not have the right length");
    },
  };
}

function numberConverter(options: ConverterOptions, digits: string): Converter {
  const {
    fixed_digits: fixedDigits,
    min = -Infinity,
    max = Infinity,
    signed,
  } = readNumbers(
    options,
    digits === "\\d+" ? ["fixed_digits", "min", "max", "signed"] : ["min", "max", "signed"],
  );
  const accepts = (value: number): boolean => value >= min && value <= max;
  return {
    pattern: signed === 1 ? `-?${digits}` : digits,
    weight: 50,
    parse: (text) => {
      const value = Number(text);
      return (fixedDigits === undefined || text.length === fixedDigits) && accepts(value) ? value : undefined;
    },
    format: (value) => {
      const number = Number(toText(value));
      if (!accepts(number) || (number < 0 && signed !== 1)) refuse(value, `is not a number the rule accepts`);
      return formatNumber(number, digits, fixedDigits);
    },
  };
}

function formatNumber(value: number, digits: string, fixedDigits: number = 0): string {
  if (digits === "\\d+")
    return Number.isSafeInteger(value)
      ? String(value).padStart(fixedDigits, "0")
      : refuse(value, "is not an integer");
  if (!Number.isFinite(value)) refuse(value, "is not a finite number");
  const text = value.toLocaleString("en-US", {
    useGrouping: false,
    maximumFractionDigits: 20,
    minimumFractionDigits: 1,
  });
  return text;
}

function pathConverter(): Converter {
  return { pattern: "[^/].*?", weight: 200, matchesSlashes: true, parse: (text) => text, format: toText };
}

function anyConverter({ positional }: ConverterOptions): Converter {
  const items = positional.map(String);
  return {
    pattern: `(?:${items.map((item) => item.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|")})`,
    parse: (text) => text,
    format: (value) =>
      items.includes(toText(value)) ? toText(value) : refuse(value, `is not one of ${items.join(", ")}`),
  };
}

function uuidConverter(): Converter {
  const pattern = "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}";
  const valid = new RegExp(`^${pattern}$`);
  return {
    pattern,
    parse: (text) => text.toLowerCase(),
    format: (value) =>
      valid.test(toText(value)) ? toText(value).toLowerCase() : refuse(value, "is not a UUID"),
  };
}

const BUILT_IN: Readonly<Record<string, ConverterFactory>> = {
  default: stringConverter,
  string: stringConverter,
  int: (options) => numberConverter(options, "\\d+"),
  float: (options) => numberConverter(options, "\\d+\\.\\d+"),
  path: pathConverter,
  any: anyConverter,
  uuid: uuidConverter,
};

/** The converters of an app, by name: Werkzeug's and the app's own. */
export class ConverterRegistry {
  readonly #factories = new Map<string, ConverterFactory>(Object.entries(BUILT_IN));

  /** Adds or replaces a converter; "default" is the one of `<name>`. */
  add(name: string, factory: ConverterFactory): void {
    this.#factories.set(name, factory);
  }

  /**
   * The converter of a variable.
   *
   * @throws MicroError `MICRO_CONVERTER_UNKNOWN` with a suggestion; `MICRO_CONVERTER_ARGUMENT`.
   */
  create({ converter, name, positional, named }: PathVariable): Converter {
    const factory = this.#factories.get(converter);
    if (factory !== undefined) return factory({ positional, named });
    const known = [...this.#factories.keys()].filter((key) => key !== "default");
    throw new MicroError(
      "MICRO_CONVERTER_UNKNOWN",
      `The variable <${converter}:${name}> names a converter that does not exist.${didYouMean(converter, known)} ` +
        `There are ${known.join(", ")}; add others with app.addConverter().`,
    );
  }
}
