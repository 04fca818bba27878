import type { TemplatePiece } from "@micro-web/core";

import { HtmlCursor, type HtmlPlace } from "./html-cursor.ts";
import type { TemplateFinding } from "./template-finding.ts";

/** An attribute of HTML. */
type Attribute = Extract<HtmlPlace, { readonly kind: "attribute" }>;

/** Attributes whose value is a URL that the browser follows or runs. */
const URL_ATTRIBUTES = new Set(["href", "action", "formaction", "xlink:href", "ping"]);
/** Elements whose `src` is run or shown as a page. */
const RUNNING_ELEMENTS = new Set(["script", "iframe", "embed"]);
/** Functions whose URLs start with a path or a scheme of the app's own. */
const SAFE_URL = /^\s*(?:it\.)?(?:url_for|static_url|asset|vite)\s*\(|["'](?:https?:\/\/|\/|#|mailto:)/;
const JAVASCRIPT_URL = /^\s*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i;
const JSON_VALUE = /\btojson\b|\bjson_script\b/;

/**
 * What is wrong with the HTML around the values of a template, whatever its language: values that are escaped, and
 * harmful nevertheless.
 *
 * @param pieces - What the template's engine tells of it.
 * @example
 * findHtmlProblems([{ kind: "text", text: "<a title=" }, { kind: "value", text: "title", line: 1 }]);
 * // [{ rule: "unquoted-attribute", severity: "warning", ... }]
 */
export function findHtmlProblems(pieces: readonly TemplatePiece[]): TemplateFinding[] {
  const cursor = new HtmlCursor();
  return pieces.flatMap((piece) => {
    if (piece.kind === "text") {
      const ended = cursor.read(piece.text);
      return ended
        .filter(({ value }) => JAVASCRIPT_URL.test(value))
        .map(({ name }) => javascriptUrl(name, piece));
    }
    const findings = findingsAt(cursor.place, piece);
    cursor.skipValue();
    return findings;
  });
}

function javascriptUrl(name: string, piece: TemplatePiece): TemplateFinding {
  const message = `The URL in ${name} is JavaScript. Put the code into a script, and call it with addEventListener().`;
  return at(piece, { rule: "javascript-url", severity: "warning", message });
}

function findingsAt(place: HtmlPlace, piece: TemplatePiece): TemplateFinding[] {
  const raw = piece.isRaw === true && !JSON_VALUE.test(piece.text) ? [rawValue(piece)] : [];
  if (place.kind === "raw") return [...raw, ...inRawElement(place.element, piece)];
  return place.kind === "attribute" ? [...raw, ...inAttribute(place, piece)] : raw;
}

function rawValue(piece: TemplatePiece): TemplateFinding {
  const message = `${quoted(piece)} is printed without being escaped. Make sure that no visitor has a say in it.`;
  return at(piece, { rule: "raw-value", severity: "note", message });
}

function inRawElement(element: string, piece: TemplatePiece): TemplateFinding[] {
  if (element === "script" && JSON_VALUE.test(piece.text)) return [];
  const advice =
    element === "script" ? "Write it with tojson." : "Give the element a class, or a style by JavaScript.";
  const message = `${quoted(piece)} stands in <${element}>, where escaping does not help. ${advice}`;
  return [at(piece, { rule: `value-in-${element}`, severity: "warning", message })];
}

function inAttribute(place: Attribute, piece: TemplatePiece): TemplateFinding[] {
  const { name, quote, before } = place;
  const findings: TemplateFinding[] = [];
  if (quote === "") {
    const message = `${quoted(piece)} is the value of ${name} without quotes: a space in it starts another attribute. Put quotes around it.`;
    findings.push(at(piece, { rule: "unquoted-attribute", severity: "warning", message }));
  }
  if (before.trim() === "" && isUrl(place) && !SAFE_URL.test(piece.text)) {
    const message = `${quoted(piece)} is the start of the URL in ${name}: it may be "javascript:...". Build it with url_for(), or check its scheme in the view.`;
    findings.push(at(piece, { rule: "url-of-value", severity: "warning", message }));
  }
  if (name.startsWith("on") && !JSON_VALUE.test(piece.text)) {
    const message = `${quoted(piece)} stands in the JavaScript of ${name}, where escaping does not help. Put it into a data attribute.`;
    findings.push(at(piece, { rule: "value-in-handler", severity: "warning", message }));
  }
  return findings;
}

function isUrl({ name, element }: Attribute): boolean {
  return URL_ATTRIBUTES.has(name) || (name === "src" && RUNNING_ELEMENTS.has(element));
}

function quoted({ text }: TemplatePiece): string {
  return JSON.stringify(text.trim());
}

function at(
  { line, column }: TemplatePiece,
  finding: Omit<TemplateFinding, "line" | "column">,
): TemplateFinding {
  return { ...finding, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}
