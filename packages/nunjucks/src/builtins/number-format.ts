/**
 * A number with so many decimals, rounded as Python rounds: of the number's exact value, and a tie to the even digit.
 * JavaScript's `toFixed` rounds a tie up.
 *
 * @param digits - 0 to 100.
 */
export function toFixedText(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
  const rounded = Math.abs(value).toFixed(digits);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + (isTie(Math.abs(value), digits) ? toEven(Math.abs(value), digits, rounded) : rounded);
}

/** Whether a number lies exactly between two with so many decimals. */
function isTie(value: number, digits: number): boolean {
  if (digits > 60) return false;
  const next = value.toFixed(digits + 1);
  return next.endsWith("5") && Number(next) === value && /^50*$/.test(decimalsOf(value).slice(digits));
}

const ALL_DECIMALS = 100;

/** All decimals of a number that has no more than a hundred. */
function decimalsOf(value: number): string {
  return value.toFixed(ALL_DECIMALS).split(".")[1] ?? "";
}

/** The neighbour with the even last digit: a tie is cut, or rounded up as JavaScript does. */
function toEven(value: number, digits: number, rounded: string): string {
  const cut = value.toFixed(digits + 1).slice(0, digits === 0 ? -2 : -1);
  return Number(cut.at(-1)) % 2 === 0 ? cut : rounded;
}

/** A number rounded as Python's `round` does: a tie to the even digit. @param digits - May be negative. */
export function roundToEven(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits >= 0) return Number(toFixedText(value, Math.min(digits, 100)));
  const unit = 10 ** -digits;
  return Number(toFixedText(value / unit, 0)) * unit;
}

/** A number in exponential form as C writes it: at least two digits of exponent, a tie to the even digit. */
export function toExponentialText(value: number, digits: number): string {
  const rounded = value.toExponential(digits);
  const [mantissa = "", exponent = ""] = value.toExponential(Math.min(digits + 60, 100)).split("e");
  const cut = mantissa.slice(0, mantissa.indexOf(".") + 1 + digits).replace(/\.$/, "");
  const isTie = /^\.?50*$/.test(mantissa.slice(cut.length));
  const text = isTie && Number(cut.at(-1)) % 2 === 0 ? `${cut}e${exponent}` : rounded;
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/**
 * A number in the shorter of the two forms with so many significant digits, as C's `%g`.
 *
 * @param keepsZeros - Whether zeros at the end stay: the flag `#`.
 */
export function toGeneralText(value: number, digits: number, keepsZeros: boolean): string {
  const precision = Math.max(1, digits);
  const exponent = value === 0 ? 0 : Number(value.toExponential(precision - 1).split("e")[1]);
  const isShort = exponent >= -4 && exponent < precision;
  const text = isShort
    ? toFixedText(value, precision - 1 - exponent)
    : toExponentialText(value, precision - 1);
  return keepsZeros ? text : withoutZeros(text);
}

/** Without the zeros at the end of the decimals: "1.50e+10" is "1.5e+10". */
function withoutZeros(text: string): string {
  const [number = "", exponent] = text.split("e");
  const short = number.includes(".") ? number.replace(/\.?0+$/, "") : number;
  return exponent === undefined ? short : `${short}e${exponent}`;
}

/** Puts a mark between each three digits before the point. */
export function groupDigits(text: string, mark: string, size: number = 3): string {
  const [, sign = "", digits = "", rest = ""] = /^([+-]?)([0-9a-fA-F]*)(.*)$/s.exec(text) ?? [];
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size)
    groups.unshift(digits.slice(Math.max(0, end - size), end));
  return sign + groups.join(mark) + rest;
}
