/** A number as Python counts: `true` is 1; `undefined` for what is none. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  return value instanceof Number ? value.valueOf() : undefined;
}

/** The remainder with the sign of the divisor, as Python has it: `-1 % 2` is 1. */
export function remainder(value: number, divisor: number): number {
  if (divisor === 0) throw new RangeError("a number cannot be divided by 0");
  const rest = value % divisor;
  return rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest;
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
const PREFIXES: Readonly<Record<string, number>> = { "0b": 2, "0o": 8, "0x": 16 };

/** A whole number in a text, as Python's `int` reads it; `undefined` for what is none. @param base - 0 to 36. */
export function parseInteger(text: string, base: number): number | undefined {
  const match = /^\s*([+-]?)(0[box])?_?([0-9a-z]+(?:_[0-9a-z]+)*)\s*$/i.exec(text);
  if (match === null) return undefined;
  const [, sign, prefix = "", rest = ""] = match;
  const named = PREFIXES[prefix.toLowerCase()];
  const radix = base === 0 ? (named ?? 10) : base;
  const digits = (named === undefined || named === radix ? rest : prefix + rest).replaceAll("_", "");
  const value = sumOfDigits(digits.toLowerCase(), radix);
  return value === undefined ? undefined : sign === "-" ? -value : value;
}

function sumOfDigits(digits: string, radix: number): number | undefined {
  let value = 0;
  for (const digit of digits) {
    const weight = DIGITS.indexOf(digit);
    if (weight >= radix) return undefined;
    value = value * radix + weight;
  }
  return radix === 10 ? Number(digits) : value;
}

/** A number in a text, as Python's `float` reads it; `undefined` for what is none. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(trimmed);
  if (special !== null) return special[2] === "nan" ? Number.NaN : special[1] === "-" ? -Infinity : Infinity;
  const isNumber = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/.test(
    trimmed,
  );
  return isNumber ? Number(trimmed.replaceAll("_", "")) : undefined;
}
