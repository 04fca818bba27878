import { escapeHtml } from "@micro-web/core";

/** How links are made. */
export interface UrlizeOptions {
  /** The longest text of a link, in characters. */
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string | undefined;
  /** Schemes besides http and mailto: "tel:". */
  readonly schemes: readonly string[];
  /** Whether the text is HTML already. */
  readonly isHtml: boolean;
}

const WEB =
  /^(?:(?:https?:\/\/|www\.)(?:(?:[\p{L}\p{N}_%-]+\.)+)?(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})|(?:[\p{L}\p{N}_%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const EMAIL = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
const HEAD = /^(?:[(<]|&lt;)+/;

/**
 * Makes links of the URLs and mail addresses in a text (Jinja's `urlize`).
 *
 * Each word is looked at once: time grows with the text, also of a text of brackets and dots (CVE-2020-28493).
 *
 * @returns HTML.
 */
export function urlize(text: string, options: UrlizeOptions): string {
  const html = options.isHtml ? text : escapeHtml(text);
  return html
    .split(/(\s+)/)
    .map((word) => linkWord(word, options))
    .join("");
}

/** What every URL, address and scheme has one of; most words have none. */
const LINK_CHARACTER = /[.@:[]/;

function linkWord(word: string, options: UrlizeOptions): string {
  if (!LINK_CHARACTER.test(word)) return word;
  const head = HEAD.exec(word)?.[0] ?? "";
  const end = Math.max(head.length, startOfTail(word));
  const moved = balance(word.slice(head.length, end), word.slice(end));
  const middle = word.slice(head.length, end + moved);
  return head + link(middle, options) + word.slice(end + moved);
}

const TAIL = ["&gt;", ")", ">", ".", ","];

/** Where the closing brackets, dots and commas at the end begin. */
function startOfTail(word: string): number {
  let end = word.length;
  for (;;) {
    const mark = TAIL.find((candidate) => word.endsWith(candidate, end));
    if (mark === undefined) return end;
    end -= mark.length;
  }
}

/** How much of the tail belongs to the link, so that its brackets are closed: "(a)" of "http://x/(a)". */
function balance(middle: string, tail: string): number {
  let taken = 0;
  for (const [open, close] of [
    ["(", ")"],
    ["<", ">"],
    ["&lt;", "&gt;"],
  ] as const) {
    const opened = count(middle, open) + count(tail.slice(0, taken), open);
    const closed = count(middle, close) + count(tail.slice(0, taken), close);
    if (opened > closed) taken = endOf(tail, close, { from: taken, times: opened });
  }
  return taken;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The end of so many occurrences of a mark, or of all there are. */
function endOf(text: string, mark: string, { from, times }: { from: number; times: number }): number {
  let end = from;
  for (let found = 0; found < times; found += 1) {
    const start = text.indexOf(mark, end);
    if (start === -1) break;
    end = start + mark.length;
  }
  return end;
}

function link(text: string, options: UrlizeOptions): string {
  if (WEB.test(text)) {
    const href = /^https?:\/\//.test(text) ? text : `https://${text}`;
    return anchor(href, shorten(text, options.limit), options);
  }
  if (text.startsWith("mailto:") && EMAIL.test(text.slice(7)))
    return `<a href="${text}">${text.slice(7)}</a>`;
  if (isAddress(text)) return `<a href="mailto:${text}">${text}</a>`;
  const isLink = options.schemes.some((scheme) => text !== scheme && text.startsWith(scheme));
  return isLink ? anchor(text, text, options) : text;
}

function isAddress(text: string): boolean {
  return text.includes("@") && !/^(?:www\.|@)|:/.test(text) && EMAIL.test(text);
}

function anchor(href: string, text: string, { rel, target }: UrlizeOptions): string {
  const to = target === undefined || target === "" ? "" : ` target="${escapeHtml(target)}"`;
  return `<a href="${href}" rel="${escapeHtml(rel)}"${to}>${text}</a>`;
}

function shorten(text: string, limit: number | undefined): string {
  return limit !== undefined && text.length > limit ? `${text.slice(0, limit)}...` : text;
}
