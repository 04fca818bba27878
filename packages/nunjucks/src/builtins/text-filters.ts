import { Markup } from "@micro-web/core";

import type { Arguments } from "./arguments.ts";
import { getterOf } from "./attribute-path.ts";
import { builtin, type NamedBuiltin } from "./builtin.ts";
import { countCharacters, sliceCharacters } from "./code-points.ts";
import { toList } from "./iteration.ts";
import { formatPercent, formatValues } from "./percent-format.ts";
import { callStringMethod } from "./string-methods.ts";
import { splitLines } from "./string-split-methods.ts";
import { isMarkup, likeText, softText, textOf, toMarkup } from "./text.ts";
import { wrapText } from "./word-wrap.ts";

/** Filters of texts; what they make of markup is markup, unless Jinja's give a plain text. */
export const TEXT_FILTERS: readonly NamedBuiltin[] = [
  builtin("upper", ["s"], (given) => callStringMethod(given.soft("s"), "upper")),
  builtin("lower", ["s"], (given) => callStringMethod(given.soft("s"), "lower")),
  builtin("capitalize", ["s"], (given) => callStringMethod(given.soft("s"), "capitalize")),
  builtin("title", ["s"], (given) => titleOf(given.text("s"))),
  builtin("center", ["value", "width"], (given) => {
    return callStringMethod(given.soft("value"), "center", [given.integer("width", 80)]);
  }),
  builtin("trim", ["value", "chars"], (given) => {
    return callStringMethod(given.soft("value"), "strip", [given.value("chars", null)]);
  }),
  builtin("wordcount", ["s"], (given) => given.text("s").match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  builtin("replace", ["s", "old", "new", "count"], (given, { autoescape }) => {
    return replaceIn(given, autoescape);
  }),
  builtin("truncate", ["s", "length", "killwords", "end", "leeway"], (given) => truncate(given)),
  builtin("indent", ["s", "width", "first", "blank"], (given) => indent(given)),
  builtin("wordwrap", ["s", "width", "break_long_words", "wrapstring", "break_on_hyphens"], (given) => {
    const wrapstring = given.optionalText("wrapstring") ?? "\n";
    const options = {
      width: given.integer("width", 79),
      breakLongWords: given.boolean("break_long_words", true),
      breakOnHyphens: given.boolean("break_on_hyphens", true),
    };
    const lines = splitLines(given.text("s")).map((line) => wrapText(line, options).join(wrapstring));
    return lines.join(wrapstring);
  }),
  builtin("join", ["value", "d", "attribute"], (given, context) => {
    const items = toList(given.value("value")).map(getterOf(context, given.value("attribute", null)));
    return joinItems(items, given.value("d", ""), context.autoescape);
  }),
  ["format", (_, [format, ...values], keywords) => formatWith(format, values, keywords)],
];

/** Each word with a capital, the rest in lower case; it gives a plain text, as Jinja's does. */
function titleOf(text: string): string {
  const parts = text.split(/([-\s({[<]+)/u);
  return parts
    .map((part) => sliceCharacters(part, 0, 1).toUpperCase() + sliceCharacters(part, 1).toLowerCase())
    .join("");
}

type ReplaceArguments = Arguments<"s" | "old" | "new" | "count">;

/** With autoescape on, markup as a replacement makes markup of the whole. */
function replaceIn(given: ReplaceArguments, autoescape: boolean): string | Markup {
  const count = given.optionalInteger("count") ?? -1;
  const [old, replacement] = [given.value("old"), given.value("new")];
  const value = given.value("s");
  if (old instanceof RegExp)
    return likeText(softText(value), textOf(value).replace(old, textOf(replacement)));
  if (!autoescape) return callPlain(textOf(value), [textOf(old), textOf(replacement), count]);
  const asMarkup = isMarkup(old) || (isMarkup(replacement) && !isMarkup(value));
  return callStringMethod(asMarkup ? toMarkup(value) : softText(value), "replace", [
    softText(old),
    softText(replacement),
    count,
  ]);
}

function callPlain(text: string, values: readonly unknown[]): string {
  return textOf(callStringMethod(text, "replace", values));
}

/** Cuts at the last space before the length, or at the length; a text that is little longer stays. */
function truncate(given: Arguments<"s" | "length" | "killwords" | "end" | "leeway">): string | Markup {
  const text = given.soft("s");
  const [length, end] = [given.integer("length", 255), given.value("end", "...")];
  const leeway = given.optionalInteger("leeway") ?? 5;
  const room = length - countCharacters(textOf(end));
  if (room < 0) throw new RangeError(`truncate needs a length of at least ${length - room}, not ${length}`);
  if (leeway < 0) throw new RangeError(`truncate needs a leeway of at least 0, not ${leeway}`);
  const plain = text.toString();
  if (countCharacters(plain) <= length + leeway) return text;
  const cut = sliceCharacters(plain, 0, room);
  const space = given.boolean("killwords", false) ? -1 : cut.lastIndexOf(" ");
  const tail = text instanceof Markup ? toMarkup(end).toString() : textOf(end);
  return likeText(text, (space === -1 ? cut : cut.slice(0, space)) + tail);
}

/** Spaces before each line but the first and empty ones. */
function indent(given: Arguments<"s" | "width" | "first" | "blank">): string | Markup {
  const text = given.soft("s");
  const width = given.value("width", 4);
  const space = typeof width === "number" ? " ".repeat(width) : textOf(width);
  const isBlankIndented = given.boolean("blank", false);
  const lines = splitLines(`${text.toString()}\n`).map((line, index) => {
    return index > 0 && (line !== "" || isBlankIndented) ? space + line : line;
  });
  return likeText(text, (given.boolean("first", false) ? space : "") + lines.join("\n"));
}

/** `"%s"|format(value)`, `"%(name)s"|format(name=value)`. */
function formatWith(
  format: unknown,
  values: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): string | Markup {
  if (Object.keys(keywords).length === 0) return formatValues(softText(format), values);
  if (values.length === 0) return formatPercent(softText(format), keywords);
  throw new TypeError("format takes values or named values, not both");
}

/** The items of a list joined; where one of them is markup and autoescape is on, the others are escaped. */
function joinItems(items: readonly unknown[], separator: unknown, autoescape: boolean): string | Markup {
  if (!autoescape) return items.map(textOf).join(textOf(separator));
  const isSafe = isMarkup(separator) || items.some(isMarkup);
  if (!isSafe) return items.map(textOf).join(textOf(separator));
  return toMarkup(separator).join(items.map((item) => toMarkup(item)));
}
