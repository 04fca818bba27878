import { contains, isEqual, isText, isTrue, textOf } from "./values.ts";

/** What an operator does with the values beside it. */
type Operator = (left: unknown, right: unknown) => unknown;

/** An operator and how strongly it binds. */
export interface Infix {
  readonly power: number;
  readonly apply: Operator;
}

/** How strongly `if ... else` and `? :` bind: less than all operators. */
export const CONDITIONAL_POWER = 2;
/** `or`, `||`, `??`; `and`, `&&`: the right side is only computed when it counts. */
export const LAZY: ReadonlyMap<
  string,
  { readonly power: number; readonly isEnough: (value: unknown) => boolean }
> = new Map([
  ["or", { power: 3, isEnough: isTrue }],
  ["||", { power: 3, isEnough: isTrue }],
  ["??", { power: 3, isEnough: (value) => value !== undefined && value !== null }],
  ["and", { power: 4, isEnough: (value) => !isTrue(value) }],
  ["&&", { power: 4, isEnough: (value) => !isTrue(value) }],
]);
/** How strongly `not` binds. */
export const NOT_POWER = 5;
/** How strongly comparisons bind, and `in` and `is`. */
export const COMPARISON_POWER = 6;
/** How strongly signs before a value bind. */
export const SIGN_POWER = 10;

/** The operators that compute both sides. */
export const OPERATORS: ReadonlyMap<string, Infix> = new Map(
  Object.entries({
    "==": { power: COMPARISON_POWER, apply: isEqual },
    "===": { power: COMPARISON_POWER, apply: isEqual },
    "!=": { power: COMPARISON_POWER, apply: (left, right) => !isEqual(left, right) },
    "!==": { power: COMPARISON_POWER, apply: (left, right) => !isEqual(left, right) },
    "<": { power: COMPARISON_POWER, apply: (left, right) => compare(left, right) < 0 },
    "<=": { power: COMPARISON_POWER, apply: (left, right) => compare(left, right) <= 0 },
    ">": { power: COMPARISON_POWER, apply: (left, right) => compare(left, right) > 0 },
    ">=": { power: COMPARISON_POWER, apply: (left, right) => compare(left, right) >= 0 },
    in: { power: COMPARISON_POWER, apply: (left, right) => contains(right, left) },
    "~": { power: 7, apply: (left, right) => textOf(left) + textOf(right) },
    "+": { power: 8, apply: add },
    "-": { power: 8, apply: (left, right) => toNumber(left) - toNumber(right) },
    "*": { power: 9, apply: (left, right) => toNumber(left) * toNumber(right) },
    "/": { power: 9, apply: (left, right) => toNumber(left) / toNumber(right) },
    "//": { power: 9, apply: (left, right) => Math.floor(toNumber(left) / toNumber(right)) },
    "%": { power: 9, apply: (left, right) => toNumber(left) % toNumber(right) },
    "**": { power: 11, apply: (left, right) => toNumber(left) ** toNumber(right) },
  } satisfies Record<string, Infix>),
);

/** A number; @throws TypeError for anything else, so that a page does not say NaN. */
export function toNumber(value: unknown): number {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  if (value instanceof Date) return value.getTime();
  throw new TypeError(`${JSON.stringify(value) ?? "what is undefined"} is no number`);
}

/** Numbers are added, lists and texts put together. */
function add(left: unknown, right: unknown): unknown {
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  return isText(left) || isText(right) ? textOf(left) + textOf(right) : toNumber(left) + toNumber(right);
}

function compare(left: unknown, right: unknown): number {
  if (isText(left) && isText(right)) {
    const [first, second] = [textOf(left), textOf(right)];
    return first < second ? -1 : Number(first > second);
  }
  return toNumber(left) - toNumber(right);
}
