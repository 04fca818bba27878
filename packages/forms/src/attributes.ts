import { escapeHtml, Markup, MicroError } from "@micro-web/core";

import { textOf } from "./value-text.ts";

/**
 * The attributes of an HTML element: `true` writes the name alone; `false`, `null` and `undefined` leave it out.
 *
 * As in WTForms a template may write `class_` for `class`, and `_` for `-`: `data_foo=1`, `aria_label="Name"`.
 */
export type Attributes = Readonly<Record<string, unknown>>;

/** What an attribute's name may not hold (HTML, 13.1.2.3): it would end the name or the tag. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const INVALID_NAME = /^$|[\s"'<>/=\u0000-\u001f\u007f]/;

/**
 * The name of an attribute as HTML has it.
 *
 * @throws MicroError `MICRO_FORM_ATTRIBUTE` for one that HTML forbids.
 * @example
 * attributeName("class_"); // "class"
 */
function attributeName(name: string): string {
  const written = name.includes("_") ? name.replace(/_$/, "").replaceAll("_", "-") : name;
  if (!INVALID_NAME.test(written)) return written;
  throw new MicroError(
    "MICRO_FORM_ATTRIBUTE",
    `${JSON.stringify(name)} cannot be the name of an HTML attribute. Never make a name of what visitors send.`,
  );
}

/** The same attributes under the names that HTML has. @throws MicroError `MICRO_FORM_ATTRIBUTE` */
export function normalizeAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [attributeName(name), value]));
}

/**
 * Attributes as they stand in a tag, a space before each.
 *
 * @param attributes - Under the names that HTML has.
 * @example
 * writeAttributes({ class: "big", required: true }); // ' class="big" required'
 */
export function writeAttributes(attributes: Attributes): string {
  let text = "";
  for (const name in attributes) text += writeAttribute(name, attributes[name]);
  return text;
}

/** One attribute with a space before it; "" for one that is left out. */
export function writeAttribute(name: string, value: unknown): string {
  if (value === undefined || value === null || value === false) return "";
  if (value === true) return ` ${name}`;
  return ` ${name}="${escapeHtml(value instanceof Markup ? value.unescape() : textOf(value))}"`;
}
