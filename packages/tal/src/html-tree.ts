import { readTags, type SourceTag } from "./html-source.ts";

/** An attribute of an element. */
export interface Attribute {
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** As it stands in the source, with its character references; "" without one. */
  readonly raw: string;
  /** Where the value starts. */
  readonly valueStart: number;
  /** `"`, `'`, or "" for a value without quotes or no value. */
  readonly quote: string;
}

/** An element and what is in it. */
export interface HtmlElement {
  readonly kind: "element";
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  /** Where its start tag ends and its content starts. */
  contentStart: number;
  /** Where its content ends and its end tag starts. */
  contentEnd: number;
  end: number;
  /** Whether it ends with its start tag. */
  readonly isEmpty: boolean;
  readonly attributes: readonly Attribute[];
  readonly children: HtmlNode[];
}

/** Text between tags; or a comment or doctype. */
interface HtmlText {
  readonly kind: "text" | "comment";
  readonly start: number;
  readonly end: number;
}

/** A part of a template. */
export type HtmlNode = HtmlElement | HtmlText;

/** Elements that have no content and no end tag. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);

const BLOCKS =
  "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr " +
  "main nav ol p pre section table ul";

/** Which open elements a start tag ends: their end tags may be left out. */
const ENDED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    li: "li",
    dt: "dt dd",
    dd: "dt dd",
    option: "option",
    optgroup: "option optgroup",
    tr: "tr td th",
    td: "td th",
    th: "td th",
    tbody: "tr td th thead tbody tfoot",
    thead: "tr td th thead tbody tfoot",
    tfoot: "tr td th thead tbody tfoot",
    rt: "rt rp",
    rp: "rt rp",
    ...Object.fromEntries(BLOCKS.split(" ").map((name) => [name, "p"])),
  }).map(([name, ended]) => [name, new Set(ended.split(" "))]),
);

/**
 * The elements of an HTML text as they stand in it. Nothing is moved, added or left out: an element that a browser would
 * put elsewhere, like one of TAL's in a table, is where its author has written it.
 */
export function parseHtml(source: string): readonly HtmlNode[] {
  const root: HtmlNode[] = [];
  const open: HtmlElement[] = [];
  const add = (node: HtmlNode): void => void (open.at(-1)?.children ?? root).push(node);
  let position = 0;
  for (const tag of readTags(source)) {
    if (tag.kind === "end" && !open.some(({ name }) => name === tag.name)) continue; // text, as nothing ends here
    if (tag.start > position) add({ kind: "text", start: position, end: tag.start });
    position = tag.end;
    if (tag.kind === "comment") add({ kind: "comment", start: tag.start, end: tag.end });
    else if (tag.kind === "end") closeElement(open, tag);
    else openElement(open, toElement(source, tag), add);
  }
  if (position < source.length) add({ kind: "text", start: position, end: source.length });
  for (const element of open) element.contentEnd = element.end = source.length;
  return root;
}

function openElement(open: HtmlElement[], element: HtmlElement, add: (node: HtmlNode) => void): void {
  const ended = ENDED_BY.get(element.name);
  for (let last = open.at(-1); last !== undefined && ended?.has(last.name) === true; last = open.at(-1))
    endAt(open, element.start);
  add(element);
  if (!element.isEmpty) open.push(element);
}

/** Ends an element, and those in it whose end tags are left out. */
function closeElement(open: HtmlElement[], { name, start, end }: SourceTag): void {
  while (open.at(-1)?.name !== name) endAt(open, start);
  const element = open.pop();
  if (element !== undefined) [element.contentEnd, element.end] = [start, end];
}

/** Ends the innermost element, which has no end tag. */
function endAt(open: HtmlElement[], position: number): void {
  const element = open.pop();
  if (element !== undefined) element.contentEnd = element.end = position;
}

function toElement(source: string, { name, start, end, isSelfClosing, attributes }: SourceTag): HtmlElement {
  return {
    kind: "element",
    name,
    start,
    contentStart: end,
    contentEnd: end,
    end,
    isEmpty: isSelfClosing || VOID_ELEMENTS.has(name),
    attributes: attributes.map((attribute) => ({ ...attribute, ...valueOf(source, attribute) })),
    children: [],
  };
}

function valueOf(
  source: string,
  { start, end }: { readonly start: number; readonly end: number },
): Pick<Attribute, "raw" | "valueStart" | "quote"> {
  const text = source.slice(start, end);
  const [whole = "", before = "", value = ""] = /^([^=]*=\s*)([^]*)$/.exec(text) ?? [];
  if (whole === "") return { raw: "", valueStart: end, quote: "" };
  const quote = /^["']/.exec(value)?.[0] ?? "";
  const raw = quote === "" ? value : value.slice(1, -1);
  return { raw, valueStart: start + before.length + quote.length, quote };
}
