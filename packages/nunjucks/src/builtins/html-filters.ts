import { escape, escapeHtml, escapeJson, Markup } from "@micro-web/core";

import { isUndefined } from "../undefined.ts";
import { builtin, type NamedBuiltin, withAliases } from "./builtin.ts";
import { toList, iterate } from "./iteration.ts";
import { entriesOf, isMapping } from "./mapping.ts";
import { isMarkup, textOf, toMarkup } from "./text.ts";
import { urlize } from "./urlize.ts";

const FILTERS = [
  builtin("escape", ["s"], (given) => toMarkup(given.value("s"))),
  builtin("forceescape", ["value"], (given) => escape(htmlOf(given.value("value")))),
  builtin("striptags", ["value"], (given) => new Markup(htmlOf(given.value("value"))).stripTags()),
  builtin("urlencode", ["value"], (given) => urlencode(given.value("value"))),
  builtin("xmlattr", ["d", "autospace"], (given, { autoescape }) => {
    const text = attributesOf(given.value("d"));
    const spaced = text !== "" && given.boolean("autospace", true) ? ` ${text}` : text;
    return autoescape ? new Markup(spaced) : spaced;
  }),
  builtin(
    "urlize",
    ["value", "trim_url_limit", "nofollow", "target", "rel", "extra_schemes"],
    (given, { autoescape }) => {
      const rel = new Set((given.optionalText("rel") ?? "").split(/\s+/).filter(Boolean)).add("noopener");
      if (given.boolean("nofollow", false)) rel.add("nofollow");
      const html = urlize(htmlOf(given.value("value")), {
        limit: given.optionalInteger("trim_url_limit"),
        rel: Array.from(rel).toSorted().join(" "),
        target: given.optionalText("target"),
        schemes: schemesOf(given.value("extra_schemes", null)),
        isHtml: isMarkup(given.value("value")),
      });
      return autoescape ? new Markup(html) : html;
    },
  ),
  builtin("nl2br", ["value"], (given, { autoescape }) => {
    const value = given.value("value");
    const html = (autoescape ? toMarkup(value) : textOf(value)).replace(/\r\n|\n/g, "<br />\n");
    return autoescape ? new Markup(html) : html;
  }),
  builtin("json_script", ["value", "element_id"], (given) => {
    const id = given.optionalText("element_id");
    const json = escapeJson(JSON.stringify(given.value("value")) ?? "null");
    const attribute = id === undefined ? "" : ` id="${escapeHtml(id)}"`;
    return new Markup(`<script${attribute} type="application/json">${json.toString()}</script>`);
  }),
  builtin("linebreaks", ["value"], (given) => {
    const value = given.value("value");
    const html = toMarkup(value)
      .toString()
      .replace(/\r\n|\r/g, "\n");
    const paragraphs = html.split(/\n{2,}/).map((text) => `<p>${text.replaceAll("\n", "<br>")}</p>`);
    return new Markup(paragraphs.join("\n\n"));
  }),
  builtin("linebreaksbr", ["value"], (given) => {
    const html = toMarkup(given.value("value")).toString();
    return new Markup(html.replace(/\r\n|\r|\n/g, "<br>"));
  }),
];

/** Filters that make or read HTML and URLs. */
export const HTML_FILTERS: readonly NamedBuiltin[] = [...FILTERS, ...withAliases(FILTERS, { e: "escape" })];

/** The text of a value; of markup its HTML. */
function htmlOf(value: unknown): string {
  return isMarkup(value) ? escape(value).toString() : textOf(value);
}

/** The characters that end the name of an attribute (CVE-2024-22195, CVE-2024-34064). */
const NO_NAME = /[\s/>=]/;

function attributesOf(value: unknown): string {
  if (!isMapping(value)) throw new TypeError("xmlattr needs an object of names and values");
  return entriesOf(value)
    .filter(([, item]) => item !== null && !isUndefined(item))
    .map(([name, item]) => `${attributeName(name)}="${toMarkup(item).toString()}"`)
    .join(" ");
}

function attributeName(name: unknown): string {
  const text = textOf(name);
  if (NO_NAME.test(text)) throw new TypeError(`${JSON.stringify(text)} is no name of an attribute`);
  return escapeHtml(text);
}

function schemesOf(value: unknown): string[] {
  if (value === null || isUndefined(value)) return [];
  return toList(value).map((scheme) => {
    const text = textOf(scheme);
    if (/^[\w.+-]{2,}:\/{0,2}$/.test(text)) return text;
    throw new TypeError(`${JSON.stringify(text)} is no scheme of URLs, such as "tel:"`);
  });
}

/** A text for a path, or pairs for a query. */
function urlencode(value: unknown): string {
  if (isMapping(value)) return entriesOf(value).map(toQuery).join("&");
  const isText = typeof value !== "object" || value === null || isMarkup(value) || isUndefined(value);
  if (isText || !(Symbol.iterator in value)) return quote(value).replaceAll("%2F", "/");
  return Array.from(iterate(value), (pair) => toQuery(toList(pair))).join("&");
}

function toQuery([key, value]: readonly unknown[]): string {
  return [key, value].map((part) => quote(part).replaceAll("%20", "+")).join("=");
}

/** All but letters, digits and `-_.~` as bytes of UTF-8. */
function quote(value: unknown): string {
  return encodeURIComponent(textOf(value).toWellFormed()).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
