import { isEqual } from "../builtins/comparison.ts";

/** What `loop(items)` does in a recursive loop. */
export type Recurse = (items: unknown) => unknown;

/**
 * The variable `loop`: where in its items a loop is. Items of unknown number are taken one by one, and no further than
 * is asked for.
 */
export class Loop {
  readonly #items: unknown[];
  readonly #source: Iterator<unknown> | null;
  readonly #recurse: Recurse | null;
  /** How deep in itself a recursive loop is, from 0. */
  readonly depth0: number;
  /** The number of the item, from 0. */
  index0 = -1;
  #last: readonly unknown[] | undefined;

  /** @param items - What the loop goes through. @param recurse - Of a recursive loop. @param depth - From 0. */
  constructor(items: Iterable<unknown>, recurse: Recurse | null, depth: number) {
    const isList = Array.isArray(items);
    this.#items = isList ? items : [];
    this.#source = isList ? null : items[Symbol.iterator]();
    this.#recurse = recurse;
    this.depth0 = depth;
  }

  /** Goes on; `false` after the last item. */
  next(): boolean {
    return this.#has(++this.index0);
  }

  /** The item. */
  get item(): unknown {
    return this.#items[this.index0];
  }

  /** The number of the item, from 1. */
  get index(): number {
    return this.index0 + 1;
  }

  /** How many items come after this one, and this one. */
  get revindex(): number {
    return this.length - this.index0;
  }

  /** How many items come after this one. */
  get revindex0(): number {
    return this.length - this.index0 - 1;
  }

  /** Whether this is the first item. */
  get first(): boolean {
    return this.index0 === 0;
  }

  /** Whether this is the last item. */
  get last(): boolean {
    return !this.#has(this.index0 + 1);
  }

  /** The number of items. */
  get length(): number {
    while (this.#pull());
    return this.#items.length;
  }

  /** How deep in itself a recursive loop is, from 1. */
  get depth(): number {
    return this.depth0 + 1;
  }

  /** The item before this one. */
  get previtem(): unknown {
    return this.index0 === 0 ? undefined : this.#items[this.index0 - 1];
  }

  /** The item after this one. */
  get nextitem(): unknown {
    return this.#has(this.index0 + 1) ? this.#items[this.index0 + 1] : undefined;
  }

  /** One of some values after the other. @throws TypeError without values */
  cycle(...values: readonly unknown[]): unknown {
    if (values.length === 0) throw new TypeError("loop.cycle() needs the values to take in turn");
    return values[this.index0 % values.length];
  }

  /** Whether values are others than at the call before. */
  changed(...values: readonly unknown[]): boolean {
    const isSame = this.#last !== undefined && isEqual(this.#last, values);
    this.#last = values;
    return !isSame;
  }

  /** The loop again, over other items. @throws TypeError when the loop is not recursive */
  recurse(items: unknown): unknown {
    if (this.#recurse !== null) return this.#recurse(items);
    throw new TypeError("the loop cannot be called: write recursive at the end of its tag");
  }

  #has(index: number): boolean {
    while (index >= this.#items.length) if (!this.#pull()) return false;
    return true;
  }

  /** Takes one more item. */
  #pull(): boolean {
    const step = this.#source?.next();
    if (step === undefined || step.done === true) return false;
    this.#items.push(step.value);
    return true;
  }
}
