const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\n)|([^]))/g;

const NAMED: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
};

/** The text of a literal in quotation marks, with Python's escapes. @throws Error for one that is none */
export function readText(literal: string, newline: string): string {
  const text = literal.slice(1, -1).replaceAll("\n", newline);
  return text.includes("\\") ? text.replace(ESCAPE, unescape) : text;
}

function unescape(escape: string, ...groups: readonly unknown[]): string {
  const [x, u, long, octal, newline, other] = groups;
  const hex = x ?? u ?? long;
  if (typeof hex === "string") return characterOf(Number.parseInt(hex, 16), escape);
  if (typeof octal === "string") return String.fromCodePoint(Number.parseInt(octal, 8));
  if (newline !== undefined) return "";
  const name = String(other);
  if (/["'\\]/.test(name)) return name;
  return NAMED[name] ?? escape;
}

function characterOf(code: number, escape: string): string {
  if (code > 0x10ffff) throw new Error(`there is no character ${escape}`);
  return String.fromCodePoint(code);
}

/** The value of a number: `1_000`, `0xff`, `1.5e3`. */
export function readNumber(literal: string): number {
  return Number(literal.replaceAll("_", ""));
}
