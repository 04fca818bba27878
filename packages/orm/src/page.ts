import { abort, NotFound } from "@micro-web/core";

/** Which page, of how many items each. */
export interface PageChoice {
  /** From 1 on. */
  readonly page: number;
  readonly perPage: number;
}

/** How a page is chosen (Flask-SQLAlchemy's `paginate`). */
export interface PageOptions {
  /** From 1 on. @default the query's `page`, else 1 */
  readonly page?: number | undefined;
  /** The items of a page. @default the query's `per_page`, else 20 */
  readonly perPage?: number | undefined;
  /** The most that `perPage` may be, whoever asks; `null` for no limit. @default 100 */
  readonly maxPerPage?: number | null | undefined;
  /** Whether a page that is no number, below 1, or beyond the last is a 404; otherwise it is the first, or empty. @default true */
  readonly errorOut?: boolean | undefined;
  /** Whether all items are counted; without it `total` and `pages` are `null`. @default true */
  readonly count?: boolean | undefined;
}

const PER_PAGE = 20;
const MAX_PER_PAGE = 100;

/** What a visitor may ask for, by the parameters of a query. */
export interface PageQuery {
  get(name: string): string | undefined;
}

/**
 * The page that the options, and without them a visitor, choose. The rules are those of Flask-SQLAlchemy 3.1.
 *
 * @param query - Of the request; `null` outside one.
 * @throws NotFound for a page that is none, unless `errorOut` is off.
 */
export function choosePage(options: PageOptions, query: PageQuery | null): PageChoice {
  const { maxPerPage = MAX_PER_PAGE, errorOut = true } = options;
  const page = options.page ?? readNumber(query, "page", { fallback: 1, errorOut });
  const asked = options.perPage ?? readNumber(query, "per_page", { fallback: PER_PAGE, errorOut });
  const perPage = maxPerPage === null ? asked : Math.min(asked, maxPerPage);
  return {
    page: atLeastOne(page, { fallback: 1, errorOut }),
    perPage: atLeastOne(perPage, { fallback: PER_PAGE, errorOut }),
  };
}

/** What stands in for a number that is none, and whether it is an error. */
interface NumberRule {
  readonly fallback: number;
  readonly errorOut: boolean;
}

function readNumber(query: PageQuery | null, name: string, { fallback, errorOut }: NumberRule): number {
  const text = query?.get(name);
  if (text === undefined) return fallback;
  if (/^\s*[+-]?\d{1,20}\s*$/.test(text)) return Number(text);
  if (errorOut) abort(404);
  return fallback;
}

function atLeastOne(value: number, { fallback, errorOut }: NumberRule): number {
  if (Number.isInteger(value) && value >= 1) return value;
  if (errorOut) abort(404);
  return fallback;
}

/** Where a page begins; `null` for one that no database could have. */
export function offsetOf({ page, perPage }: PageChoice): number | null {
  const offset = (page - 1) * perPage;
  return Number.isSafeInteger(offset) ? offset : null;
}

/** How many page numbers {@link Page.iterPages} gives. */
export interface PageEdges {
  /** At the beginning. @default 2 */
  readonly leftEdge?: number;
  /** Before the current one. @default 2 */
  readonly leftCurrent?: number;
  /** After the current one. @default 4 */
  readonly rightCurrent?: number;
  /** At the end. @default 2 */
  readonly rightEdge?: number;
}

const EDGES: Required<PageEdges> = { leftEdge: 2, leftCurrent: 2, rightCurrent: 4, rightEdge: 2 };

/** What a page is made of. */
export interface PageParts<Item> extends PageChoice {
  readonly items: readonly Item[];
  /** `null` when nobody counted. */
  readonly total: number | null;
}

/**
 * A page of a longer list (Flask-SQLAlchemy's `Pagination`).
 *
 * @example
 * {% for post in page %}...{% endfor %}
 * {% for number in page.iterPages() %}{% if number %}<a href="?page={{ number }}">{{ number }}</a>{% else %}…{% endif %}{% endfor %}
 */
export class Page<Item> implements Iterable<Item> {
  /** What is on it. */
  readonly items: readonly Item[];
  /** Its number, from 1 on. */
  readonly page: number;
  /** The most items of a page. */
  readonly perPage: number;
  /** The items of all pages; `null` when they were not counted. */
  readonly total: number | null;

  /** @param parts - What is on it, and where it is. */
  constructor({ items, page, perPage, total }: PageParts<Item>) {
    [this.items, this.page, this.perPage, this.total] = [items, page, perPage, total];
  }

  /** The number of pages; `null` when the items were not counted. */
  get pages(): number | null {
    return this.total === null ? null : Math.ceil(this.total / this.perPage);
  }

  /** The number of the first item among all, from 1 on; 0 on an empty page. */
  get first(): number {
    return this.items.length === 0 ? 0 : (this.page - 1) * this.perPage + 1;
  }

  /** The number of the last item among all; 0 on an empty page. */
  get last(): number {
    return this.items.length === 0 ? 0 : this.first + this.items.length - 1;
  }

  /** Whether there is one before. */
  get hasPrevious(): boolean {
    return this.page > 1;
  }

  /** The number of the one before; `null` without one. */
  get previousNumber(): number | null {
    return this.hasPrevious ? this.page - 1 : null;
  }

  /** Whether there is one after; when nobody counted, whether this one is full. */
  get hasNext(): boolean {
    const { pages } = this;
    return pages === null ? this.items.length === this.perPage : this.page < pages;
  }

  /** The number of the one after; `null` without one. */
  get nextNumber(): number | null {
    return this.hasNext ? this.page + 1 : null;
  }

  /** The items. */
  [Symbol.iterator](): Iterator<Item> {
    return this.items[Symbol.iterator]();
  }

  /**
   * The numbers that a list of links shows, `null` for each gap: 1 2 null 5 6 7 8 9 10 11 null 19 20 (Flask-SQLAlchemy's
   * `iter_pages`).
   */
  *iterPages(edges: PageEdges = {}): IterableIterator<number | null> {
    const { leftEdge, leftCurrent, rightCurrent, rightEdge } = { ...EDGES, ...edges };
    const end = (this.pages ?? 0) + 1;
    let next = 1;
    for (const [from, to] of [
      [1, 1 + leftEdge],
      [this.page - leftCurrent, this.page + rightCurrent + 1],
      [end - rightEdge, end],
    ] as const) {
      if (from > next && next < end) yield null;
      next = Math.max(next, from);
      while (next < Math.min(to, end)) yield next++;
    }
  }
}

/** Refuses a page beyond the last, as Flask-SQLAlchemy does. @throws NotFound */
export function checkPage(page: Page<unknown>, errorOut: boolean = true): void {
  if (errorOut && page.items.length === 0 && page.page !== 1) throw new NotFound();
}
