import { escapeHtml } from "@micro-web/core";

import { htmlOf, textOf } from "./values.ts";

/** How values become text: by the policy of the template. */
export interface Printer {
  /** Between tags. */
  readonly content: (value: unknown) => string;
  /** Between the quotes of an attribute. */
  readonly attribute: (value: unknown) => string;
}

/** For HTML and XML. */
export const ESCAPING: Printer = {
  content: (value) => htmlOf(value) ?? escapeHtml(textOf(value)),
  attribute: (value) => {
    const html = htmlOf(value);
    // HTML keeps its character references; what would end the value, or look like a tag, it must not have.
    return html === null ? escapeHtml(textOf(value)) : html.replace(/["'<>]/g, escapeHtml);
  },
};

/** For other texts. */
export const PLAIN: Printer = { content: textOf, attribute: textOf };

/** Attributes that are there or not: their value says nothing. */
export const BOOLEAN_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert ismap " +
    "itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected"
  ).split(" "),
);
