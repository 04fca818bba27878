import { compare, isEqual } from "../builtins/comparison.ts";
import { isTrue as isTrueValue } from "../builtins/truth.ts";
import { Tuple } from "../builtins/tuple.ts";
import { isUndefined, Undefined } from "../undefined.ts";
import { Loop } from "./loop.ts";
import { MISSING } from "./macro.ts";
import {
  add,
  bodyOf,
  divide,
  divideDown,
  isIn,
  keywordsOf,
  modulo,
  multiply,
  negate,
  power,
  setAttribute,
  slice,
  spread,
  subtract,
  toKey,
  toNumber,
  unpack,
} from "./operations.ts";
import { isPromise } from "./promises.ts";

/** Whether a value counts as true. @throws UndefinedError under a strict policy */
function isTrue(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  return value instanceof Undefined ? value.isTrue() : isTrueValue(value);
}

/** What compiled templates use by name. */
export const RUNTIME: Readonly<Record<string, unknown>> = {
  Loop,
  MISSING,
  Tuple,
  add,
  bodyOf,
  compare,
  divide,
  divideDown,
  isEqual,
  isIn,
  isPromise,
  isTrue,
  isUndefined,
  keywordsOf,
  modulo,
  multiply,
  negate,
  power,
  setAttribute,
  slice,
  spread,
  subtract,
  toKey,
  toNumber,
  unpack,
};
