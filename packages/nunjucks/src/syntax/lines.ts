import type { Place } from "../library.ts";

/** Where the lines of a text start. */
export class Lines {
  readonly #starts: number[] = [0];

  /** @param text - Its line breaks are "\n". */
  constructor(text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** The line and column of an offset, both from 0. */
  placeOf(offset: number): Place {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { lineno: low, colno: offset - (this.#starts[low] ?? 0) };
  }

  /** The offset of a line and column. */
  offsetOf({ lineno, colno }: Place): number {
    return (this.#starts[lineno] ?? 0) + colno;
  }
}
