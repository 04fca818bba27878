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

/**
 * An ordered mapping in which a key may have several values, as in a query string or a form.
 *
 * Werkzeug's MultiDict: `get` gives the first value, `getAll` every one.
 *
 * @example
 * // GET /search?tag=a&tag=b&page=2
 * request.query.get("tag"); // "a"
 * request.query.getAll("tag"); // ["a", "b"]
 * request.query.get("page", 1, Number); // 2
 */
export class MultiDict<Value = string> {
  readonly #pairs: readonly (readonly [key: string, value: Value])[];
  #first: Map<string, Value> | undefined;

  /** @param pairs - Keys and values in the order they came. */
  constructor(pairs: Iterable<readonly [string, Value]> = []) {
    this.#pairs = [...pairs];
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
    const value = this.#firstValues().get(key);
    if (value === undefined) return fallback;
    if (convert === undefined) return value;
    try {
      const converted = convert(value);
      return Number.isNaN(converted) ? fallback : converted;
    } catch {
      return fallback;
    }
  }

  /** Every value under `key`, in order; an empty list when there is none. */
  getAll(key: string): Value[] {
    return this.#pairs.filter(([known]) => known === key).map(([, value]) => value);
  }

  /** Tells whether there is a value under `key`. */
  has(key: string): boolean {
    return this.#firstValues().has(key);
  }

  /** The keys, each once, in order of first appearance. */
  keys(): IterableIterator<string> {
    return this.#firstValues().keys();
  }

  /** Every pair, repeated keys included, in order. */
  [Symbol.iterator](): IterableIterator<readonly [key: string, value: Value]> {
    return this.#pairs.values();
  }

  /** The first value of each key, as an object without prototype (a key `__proto__` is harmless). */
  toObject(): Record<string, Value> {
    const object: Record<string, Value> = new NullObject<Value>();
    for (const [key, value] of this.#pairs) if (!(key in object)) object[key] = value;
    return object;
  }

  /** What JSON.stringify sees: {@link toObject}. */
  toJSON(): Record<string, Value> {
    return this.toObject();
  }

  #firstValues(): Map<string, Value> {
    if (this.#first !== undefined) return this.#first;
    const first = new Map<string, Value>();
    for (const [key, value] of this.#pairs) if (!first.has(key)) first.set(key, value);
    this.#first = first;
    return first;
  }
}
