import { didYouMean, Markup } from "@micro-web/core";

import type { Attribute, HtmlElement } from "./html-tree.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import type { ExpressionText } from "./tales.ts";

/** The statements of TAL, METAL and the internationalisation, by their namespaces. */
const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  tal: [
    "define",
    "switch",
    "condition",
    "repeat",
    "case",
    "content",
    "replace",
    "attributes",
    "omit-tag",
    "on-error",
  ],
  metal: ["define-macro", "extend-macro", "use-macro", "define-slot", "fill-slot"],
  i18n: ["translate", "attributes", "name", "domain"],
};

/** What an element says with statements, and what else it has. */
export interface ElementStatements {
  /** Whether the element itself is left out: `<tal:block>`. */
  readonly isOmitted: boolean;
  /** By `tal:define` and so on. */
  readonly byName: ReadonlyMap<string, ExpressionText>;
  /** The attributes of HTML. */
  readonly attributes: readonly Attribute[];
}

/** Tells the statements of an element from its attributes. @throws SyntaxFailure for one that does not exist */
export function readStatements({ name, attributes }: HtmlElement): ElementStatements {
  const [, own = ""] = /^(tal|metal|i18n):/.exec(name) ?? [];
  const byName = new Map<string, ExpressionText>();
  const others: Attribute[] = [];
  for (const attribute of attributes) {
    const [, namespace = own, word = ""] = /^(?:(tal|metal|i18n|xmlns):)?(.+)$/.exec(attribute.name) ?? [];
    if (namespace === "") others.push(attribute);
    else if (namespace === "xmlns") addNamespace(others, attribute, word);
    else byName.set(`${namespace}:${checkName(namespace, word, attribute)}`, textOfAttribute(attribute));
  }
  return { isOmitted: own !== "", byName, attributes: others };
}

/** The expression or statements that an attribute's value is. */
function textOfAttribute({ raw, valueStart }: Attribute): ExpressionText {
  return { text: decode(raw), offset: valueStart };
}

/** A text of the source without its character references. */
export function decode(raw: string): string {
  return raw.includes("&") ? new Markup(raw).unescape() : raw;
}

/** The parts of a value between semicolons; two of them stand for one. */
export function splitStatements({ text, offset }: ExpressionText): ExpressionText[] {
  const parts: ExpressionText[] = [];
  let start = 0;
  for (const { 0: found, index } of text.matchAll(/;;|;|$/g)) {
    if (found === ";;") continue;
    const part = text.slice(start, index);
    if (part.trim() !== "") parts.push({ text: part.replaceAll(";;", ";"), offset: offset + start });
    start = index + 1;
  }
  return parts;
}

/** Namespaces of TAL mean nothing in the page. */
function addNamespace(others: Attribute[], attribute: Attribute, word: string): void {
  if (STATEMENTS[word] === undefined && word !== "meta") others.push(attribute);
}

function checkName(namespace: string, word: string, { start }: Attribute): string {
  const known = STATEMENTS[namespace] ?? [];
  if (known.includes(word)) return word;
  throw new SyntaxFailure(`there is no statement ${namespace}:${word}.${didYouMean(word, known)}`, start);
}
