import { BadRequestKeyError } from "../http-errors.ts";

/**
 * An object that inherits nothing, so that a key `__proto__` is a key like any other.
 *
 * V8 keeps it as fast as a class instance, where `Object.create(null)` makes a slow dictionary.
 */
class NullObject<Value> {
  [key: string]: Value;
}
Object.setPrototypeOf(NullObject.prototype, null);
Reflect.deleteProperty(NullObject.prototype, "constructor");

/** Keys and values of a {@link MultiDict} in two lists, so that no pair is an object of its own. */
export interface PairLists<Value> {
  readonly keys: string[];
  readonly values: Value[];
}

/** With so few pairs a look at each is faster than a Map, which would have to be filled first. */
const FEW = 8;

/**
 * An ordered mapping in which a key may have several values, as in a query string or a form.
 *
 * Werkzeug's MultiDict: `get` gives the first value, `getAll` every one, `require` refuses the request without one.
 *
 * @example
 * // GET /search?tag=a&tag=b&page=2
 * request.query.get("tag"); // "a"
 * request.query.getAll("tag"); // ["a", "b"]
 * request.query.get("page", 1, Number); // 2
 * request.query.require("q"); // 400 Bad Request
 */
export class MultiDict<Value = string> {
  readonly #pairs: PairLists<Value>;
  #first: Map<string, Value> | undefined;

  readonly #namesMissing: boolean;

  /**
   * @param pairs - Keys and values in the order they came; lists are taken over.
   * @param namesMissing - Whether the error of {@link require} tells the client the key: in debug.
   */
  constructor(
    pairs: Iterable<readonly [string, Value]> | PairLists<Value> = [],
    namesMissing: boolean = false,
  ) {
    this.#pairs = Symbol.iterator in pairs ? toLists(pairs) : pairs;
    this.#namesMissing = namesMissing;
  }

  /** The number of keys. */
  get size(): number {
    return this.#firstValues().size;
  }

  /** The first value under `key`; `undefined` when there is none. */
  get(key: string): Value | undefined;
  /** The first value under `key`, or `fallback`. */
  get<Fallback>(key: string, fallback: Fallback): Value | Fallback;
  /**
   * The first value under `key`, converted; `fallback` when there is none, or when `convert` throws or gives `NaN`.
   */
  get<Result>(key: string, fallback: Result, convert: (value: Value) => Result): Result;
  get(key: string, fallback?: unknown, convert?: (value: Value) => unknown): unknown {
    const value = this.#firstValue(key);
    if (value === undefined) return fallback;
    return convert === undefined ? value : tryConvert(value, convert, fallback);
  }

  /** Every value under `key`, in order; an empty list when there is none. */
  getAll(key: string): Value[];
  /** Every value under `key` that can be converted, in order; the others are left out. */
  getAll<Result>(key: string, convert: (value: Value) => Result): Result[];
  getAll(key: string, convert?: (value: Value) => unknown): unknown[] {
    const { keys, values } = this.#pairs;
    const found = values.filter((_, index) => keys[index] === key);
    if (convert === undefined) return found;
    return found.map((value) => tryConvert(value, convert, FAILED)).filter((value) => value !== FAILED);
  }

  /**
   * The first value under `key` (Werkzeug's `form["key"]`).
   *
   * @throws BadRequestKeyError when there is none: the client gets a 400, which names the key in debug only.
   */
  require(key: string): Value {
    const value = this.#firstValue(key);
    if (value === undefined) throw this.missing(key);
    return value;
  }

  /** Tells whether there is a value under `key`. */
  has(key: string): boolean {
    return this.#firstValue(key) !== undefined;
  }

  /** The keys, each once, in order of first appearance. */
  keys(): IterableIterator<string> {
    return this.#firstValues().keys();
  }

  /** The first value of each key. */
  values(): IterableIterator<Value> {
    return this.#firstValues().values();
  }

  /** Each key with its first value; with `multi` every pair, repeated keys included (Werkzeug's `items(multi=True)`). */
  items({ multi = false }: { multi?: boolean } = {}): IterableIterator<readonly [key: string, value: Value]> {
    return multi ? this[Symbol.iterator]() : this.#firstValues().entries();
  }

  /** Every pair, repeated keys included, in order. */
  *[Symbol.iterator](): IterableIterator<readonly [key: string, value: Value]> {
    const { keys, values } = this.#pairs;
    for (const [index, value] of values.entries()) yield [keys[index] ?? "", value];
  }

  /** The first value of each key, as an object without prototype (a key `__proto__` is harmless). */
  toObject(options?: { flat?: true }): Record<string, Value>;
  /** Every value of each key (Werkzeug's `to_dict(flat=False)`). */
  toObject(options: { flat: false }): Record<string, Value[]>;
  toObject({ flat = true }: { flat?: boolean } = {}): Record<string, Value | Value[]> {
    const object: Record<string, Value | Value[]> = new NullObject<Value | Value[]>();
    const { keys, values } = this.#pairs;
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] ?? "";
      const value = values[index];
      if (value !== undefined && object[key] === undefined) object[key] = flat ? value : this.getAll(key);
    }
    return object;
  }

  /** What JSON.stringify sees: {@link toObject}. */
  toJSON(): Record<string, Value> {
    return this.toObject();
  }

  /** The error of {@link require}. */
  protected missing(key: string): Error {
    return new BadRequestKeyError(
      key,
      this.#namesMissing ? `The request has no value under ${JSON.stringify(key)}.` : undefined,
    );
  }

  #firstValue(key: string): Value | undefined {
    const { keys, values } = this.#pairs;
    if (keys.length > FEW) return this.#firstValues().get(key);
    const index = keys.indexOf(key);
    return index === -1 ? undefined : values[index];
  }

  #firstValues(): Map<string, Value> {
    if (this.#first !== undefined) return this.#first;
    const first = new Map<string, Value>();
    const { keys, values } = this.#pairs;
    for (let index = 0; index < keys.length; index++) {
      const [key, value] = [keys[index], values[index]];
      if (key !== undefined && value !== undefined && !first.has(key)) first.set(key, value);
    }
    this.#first = first;
    return first;
  }
}

const FAILED = Symbol("failed");

/** What `convert` makes of a value; `fallback` when it throws or gives `NaN`. */
function tryConvert<Value>(value: Value, convert: (value: Value) => unknown, fallback: unknown): unknown {
  try {
    const converted = convert(value);
    return Number.isNaN(converted) ? fallback : converted;
  } catch {
    return fallback;
  }
}

function toLists<Value>(pairs: Iterable<readonly [string, Value]>): PairLists<Value> {
  const lists: PairLists<Value> = { keys: [], values: [] };
  for (const [key, value] of pairs) {
    lists.keys.push(key);
    lists.values.push(value);
  }
  return lists;
}
