/** What a page of {@link SeekPage} is made of. */
export interface SeekPageParts<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly previous: string | null;
}

/**
 * A page of a list that goes on from a row instead of a number: page 1000 is as quick as page 1, and rows that come or go
 * meanwhile move nothing.
 *
 * @example
 * {% if page.next %}<a href="?cursor={{ page.next }}">Older</a>{% endif %}
 */
export class SeekPage<Item> implements Iterable<Item> {
  /** What is on it. */
  readonly items: readonly Item[];
  /** The cursor of the page after; `null` on the last one. */
  readonly next: string | null;
  /** The cursor of the page before; `null` on the first one. */
  readonly previous: string | null;

  /** @param parts - What is on it, and where it goes on. */
  constructor({ items, next, previous }: SeekPageParts<Item>) {
    [this.items, this.next, this.previous] = [items, next, previous];
  }

  /** Whether there is one after. */
  get hasNext(): boolean {
    return this.next !== null;
  }

  /** Whether there is one before. */
  get hasPrevious(): boolean {
    return this.previous !== null;
  }

  /** The items. */
  [Symbol.iterator](): Iterator<Item> {
    return this.items[Symbol.iterator]();
  }
}
