import { describe, expect, it } from "vitest";

import { choosePage, Page, type PageOptions } from "./page.ts";

function pageOf(page: number, total: number | null, perPage = 10): Page<number> {
  const count = total === null ? perPage : Math.max(0, Math.min(perPage, total - (page - 1) * perPage));
  return new Page({ items: Array.from({ length: count }, (_, index) => index), page, perPage, total });
}

describe("a page", () => {
  it("knows its place among the others [F307]", () => {
    const facts = ({ pages, first, last, hasPrevious, previousNumber, hasNext, nextNumber }: Page<number>): unknown[] => [
      pages, first, last, hasPrevious, previousNumber, hasNext, nextNumber,
    ]; // prettier-ignore
    expect(facts(pageOf(1, 25))).toEqual([3, 1, 10, false, null, true, 2]);
    expect(facts(pageOf(3, 25))).toEqual([3, 21, 25, true, 2, false, null]);
    expect(facts(pageOf(1, 0))).toEqual([0, 0, 0, false, null, false, null]);
    expect(facts(pageOf(2, null))).toEqual([null, 11, 20, true, 1, true, 3]);
    expect([...pageOf(3, 25)]).toEqual([0, 1, 2, 3, 4]);
  });

  // The expectations are what Flask-SQLAlchemy 3.1 gives.
  it.each<[page: number, pages: number, numbers: readonly (number | null)[]]>([
    [7, 20, [1, 2, null, 5, 6, 7, 8, 9, 10, 11, null, 19, 20]],
    [1, 20, [1, 2, 3, 4, 5, null, 19, 20]],
    [20, 20, [1, 2, null, 18, 19, 20]],
    [1, 0, []],
    [1, 1, [1]],
    [1, 2, [1, 2]],
    [3, 5, [1, 2, 3, 4, 5]],
    [50, 20, [1, 2, null]],
  ])("%i of %i lists the numbers of others, with gaps [F307]", (page, pages, numbers) => {
    expect([...pageOf(page, pages * 10).iterPages()]).toEqual(numbers);
  });

  it("lists as many numbers as it is told to [F307]", () => {
    const edges = { leftEdge: 0, leftCurrent: 1, rightCurrent: 1, rightEdge: 0 };
    expect([...pageOf(7, 200).iterPages(edges)]).toEqual([null, 6, 7, 8, null]);
    expect([...pageOf(7, null).iterPages()]).toEqual([]); // nobody has counted
  });
});

describe("the choice of a page", () => {
  const choose = (query: Record<string, string>, options: PageOptions = {}): unknown => {
    try {
      const { page, perPage } = choosePage(options, new Map(Object.entries(query)));
      return [page, perPage];
    } catch (error) {
      return Reflect.get(Object(error), "status");
    }
  };

  it.each<[query: Record<string, string>, options: PageOptions, chosen: unknown]>([
    [{}, {}, [1, 20]],
    [{ page: "3", per_page: "50" }, {}, [3, 50]],
    [{ page: "3", per_page: "50" }, { page: 2, perPage: 5 }, [2, 5]],
    [{ per_page: "1000" }, {}, [1, 100]],
    [{ per_page: "1000" }, { maxPerPage: 30 }, [1, 30]],
    [{ per_page: "1000" }, { maxPerPage: null }, [1, 1000]],
    [{}, { perPage: 200 }, [1, 100]],
    [{ page: "0" }, {}, 404],
    [{ page: "-1" }, {}, 404],
    [{ page: "x" }, {}, 404],
    [{ page: "1e3" }, {}, 404],
    [{ page: "" }, {}, 404],
    [{ page: "1; drop table post" }, {}, 404],
    [{ per_page: "0" }, {}, 404],
    [{ page: "0", per_page: "x" }, { errorOut: false }, [1, 20]],
    [{ page: "x", per_page: "-5" }, { errorOut: false }, [1, 20]],
    [{ page: " 2 " }, {}, [2, 20]],
  ])("for %o with %o is %o [F307]", (query, options, chosen) => {
    expect(choose(query, options)).toEqual(chosen);
  });
});
