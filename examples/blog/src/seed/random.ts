/** Numbers that look random, and are the same each time. */
export interface Random {
  /** A whole number from 0 on, below the limit. */
  below(limit: number): number;
  /** One of a list. @throws RangeError for an empty one. */
  pick<Item>(items: readonly Item[]): Item;
}

/** Makes a sequence. (mulberry32, by Tommy Ettinger) */
export function createRandom(start: number): Random {
  let state = start;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("There is nothing to pick.");
      return item;
    },
  };
}
