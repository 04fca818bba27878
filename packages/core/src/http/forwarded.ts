import type { RequestHeaders } from "./headers.ts";

/** What proxies say of a request as they got it. */
export type ForwardedField = "for" | "proto" | "host" | "port" | "prefix";

/** Reads what proxies say in one field: a value of each that said something, that of the nearest last. */
export type ForwardedReader = (headers: RequestHeaders, field: ForwardedField) => readonly string[];

/** Of `X-Forwarded-For`, `X-Forwarded-Proto` and their like. */
export const readXForwarded: ForwardedReader = (headers, field) =>
  headers
    .get(`x-forwarded-${field}`)
    ?.split(",")
    .map((value) => value.trim()) ?? [];

/**
 * Of `Forwarded` (RFC 7239): each element is one proxy's, "" where it does not say; nothing of a header that is malformed.
 *
 * @example
 * // Forwarded: for=192.0.2.60;proto=https, for="[2001:db8::1]:4711"
 * readForwarded(headers, "proto"); // ["https", ""]
 */
export const readForwarded: ForwardedReader = (headers, field) =>
  parseForwarded(headers.get("forwarded") ?? "").map((element) => element.get(field) ?? "");

/** One pair, or none, and what ends it. */
const PAIR =
  /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)"))?[ \t]*(?:([;,])|$)/y;

function parseForwarded(header: string): ReadonlyMap<string, string>[] {
  const elements: Map<string, string>[] = [];
  let element = new Map<string, string>();
  PAIR.lastIndex = 0;
  for (let isOver = false; !isOver;) {
    const pair = PAIR.exec(header);
    if (pair === null) return [];
    const [, name, token, quoted = "", end] = pair;
    if (name !== undefined) {
      if (element.has(name.toLowerCase())) return [];
      element.set(name.toLowerCase(), token ?? quoted.replaceAll(/\\(.)/g, "$1"));
    }
    isOver = end === undefined;
    if (end === ";" || element.size === 0) continue;
    elements.push(element);
    element = new Map();
  }
  return elements;
}
