/**
 * A value, or the promise of one.
 *
 * The request path stays synchronous until somebody returns a promise: an `await` of a plain value costs
 * about a microsecond, which is a tenth of a whole request.
 */
export type MaybePromise<T> = T | PromiseLike<T>;

/**
 * Tells whether `value` has to be awaited.
 *
 * @example
 * isPromise(Promise.resolve(1)); // true
 * isPromise(1); // false
 */
export function isPromise<T>(value: MaybePromise<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
