import { toList } from "./iteration.ts";
import { textOf } from "./text.ts";

/** A pair of a query. */
type Pair = readonly [name: string, value: string];

/**
 * The query of a request with some values changed, for links to other pages of a list: `querystring(page=2)` (Django's).
 *
 * @param source - A request, or its query. @param changes - none takes a name out, a list gives it several values.
 * @returns With its question mark; "?" alone leads to the page without a query.
 */
export function queryString(source: unknown, changes: Readonly<Record<string, unknown>>): string {
  const kept = pairsOf(queryOf(source)).filter(([name]) => !Object.hasOwn(changes, name));
  const added = Object.entries(changes).flatMap(([name, value]) =>
    valuesOf(value).map((one): Pair => [name, one]),
  );
  return `?${[...kept, ...added].map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
}

function queryOf(source: unknown): unknown {
  return typeof source === "object" && source !== null && "query" in source ? source.query : source;
}

/** All pairs of a query, also several of one name. */
function pairsOf(query: unknown): Pair[] {
  if (typeof query !== "object" || query === null) return [];
  const pairs: unknown = Symbol.iterator in query ? query : Object.entries(query);
  return Array.from(pairs as Iterable<readonly unknown[]>, ([name, value]) => [textOf(name), textOf(value)]); // queries give pairs
}

function valuesOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? toList(value).map(textOf) : [textOf(value)];
}
