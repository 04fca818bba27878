const LETTERS = 26;

/** Where a repetition is: `repeat.item.number` and so on. */
export class RepeatItem {
  /** How many items there are. */
  readonly length: number;
  /** From 0. */
  index = 0;

  /** @param length - How many items there are. */
  constructor(length: number) {
    this.length = length;
  }

  /** From 1. */
  get number(): number {
    return this.index + 1;
  }

  /** For the first, third, fifth item: the indexes 0, 2, 4. */
  get even(): boolean {
    return this.index % 2 === 0;
  }

  /** For the second, fourth, sixth item. */
  get odd(): boolean {
    return this.index % 2 === 1;
  }

  /** Whether it is the first. */
  get start(): boolean {
    return this.index === 0;
  }

  /** Whether it is the last. */
  get end(): boolean {
    return this.index === this.length - 1;
  }

  /** "a" to "z", then "aa", "ab". */
  get letter(): string {
    let letters = "";
    for (let rest = this.number; rest > 0; rest = Math.floor((rest - 1) / LETTERS))
      letters = String.fromCodePoint(97 + ((rest - 1) % LETTERS)) + letters;
    return letters;
  }

  /** The same in capitals. */
  get Letter(): string {
    return this.letter.toUpperCase();
  }
}
