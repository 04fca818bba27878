import { builtin, type NamedBuiltin } from "./builtin.ts";
import { GETTEXT_GLOBALS } from "./gettext.ts";
import { createLipsum } from "./lipsum.ts";
import { setOwn } from "./mapping.ts";
import { Namespace, pairsOf } from "./namespace.ts";
import { queryString } from "./query-string.ts";
import { readNumber } from "./numbers.ts";
import { textOf } from "./text.ts";

/** The most numbers that `range` makes; as in Jinja's sandbox. */
const LONGEST_RANGE = 100_000;

/** All global functions by name. */
export const NAMED_GLOBALS: readonly NamedBuiltin[] = [
  ["range", (_, values) => range(values)],
  [
    "dict",
    (_, values, keywords) => {
      const object = {};
      for (const [key, value] of pairsOf(values, keywords)) setOwn(object, key, value);
      return object;
    },
  ],
  ["namespace", (_, values, keywords) => new Namespace(pairsOf(values, keywords))],
  ["cycler", (_, items) => createCycler(items)],
  builtin("joiner", ["sep"], (given) => createJoiner(given.value("sep", ", "))),
  builtin("lipsum", ["n", "html", "min", "max"], (given) => {
    return createLipsum({
      paragraphs: given.integer("n", 5),
      html: given.boolean("html", true),
      min: given.integer("min", 20),
      max: given.integer("max", 100),
    });
  }),
  [
    "querystring",
    (context, values, keywords) => queryString(values[0] ?? context.variable("request"), keywords),
  ],
  ...GETTEXT_GLOBALS,
];

/** `range(stop)`, `range(start, stop)`, `range(start, stop, step)`. */
function range(values: readonly unknown[]): number[] {
  if (values.length === 0 || values.length > 3)
    throw new TypeError("range takes a stop, or a start, a stop and a step");
  const numbers = values.map(wholeNumber);
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers;
  if (step === 0) throw new RangeError("range cannot go on by steps of 0");
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > LONGEST_RANGE)
    throw new RangeError(`a range of ${length} numbers is more than ${LONGEST_RANGE}`);
  return Array.from({ length }, (_, index) => start + index * step);
}

function wholeNumber(value: unknown): number {
  const number = readNumber(value);
  if (number !== undefined && Number.isInteger(number)) return number;
  throw new TypeError(`range needs whole numbers, not ${JSON.stringify(textOf(value))}`);
}

/** Goes through values again and again; its functions are its own, so that templates reach them. */
interface Cycler {
  readonly current: unknown;
  next(): unknown;
  reset(): void;
}

function createCycler(items: readonly unknown[]): Cycler {
  if (items.length === 0) throw new TypeError("cycler needs at least one value");
  let place = 0;
  return {
    get current() {
      return items[place];
    },
    next() {
      const item = items[place];
      place = (place + 1) % items.length;
      return item;
    },
    reset() {
      place = 0;
    },
  };
}

/** Gives nothing at its first call and the separator at every later one. */
function createJoiner(separator: unknown): () => unknown {
  let isUsed = false;
  return function joiner() {
    if (isUsed) return separator;
    isUsed = true;
    return "";
  };
}
