import type { PairLists } from "./multi-dict.ts";

/**
 * The pairs of a query string or an urlencoded form, by the WHATWG rules: only `&` separates, `+` is a space, bad
 * sequences become U+FFFD.
 *
 * @example
 * parsePairs("q=x%20y&q=z"); // { keys: ["q", "q"], values: ["x y", "z"] }
 */
export function parsePairs(text: string): PairLists<string> {
  const lists: PairLists<string> = { keys: [], values: [] };
  if (text === "") return lists;
  try {
    splitPairs(text.toWellFormed(), lists);
    return lists;
  } catch {
    return parseLeniently(text);
  }
}

/** What URLSearchParams does, at a third of its cost; throws for what is not percent-encoded UTF-8. */
function splitPairs(text: string, lists: PairLists<string>): void {
  for (let start = 0; start <= text.length;) {
    const amp = text.indexOf("&", start);
    const end = amp === -1 ? text.length : amp;
    if (end > start) splitPair(text.slice(start, end), lists);
    start = end + 1;
  }
}

function splitPair(pair: string, { keys, values }: PairLists<string>): void {
  const equals = pair.indexOf("=");
  keys.push(decode(equals === -1 ? pair : pair.slice(0, equals)));
  values.push(equals === -1 ? "" : decode(pair.slice(equals + 1)));
}

/** The leading & keeps a leading ? a part of the first key. */
function parseLeniently(text: string): PairLists<string> {
  const lists: PairLists<string> = { keys: [], values: [] };
  for (const [key, value] of new URLSearchParams(`&${text}`)) {
    lists.keys.push(key);
    lists.values.push(value);
  }
  return lists;
}

function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
}
