import { escape, escapeHtml, Markup } from "@micro-web/core";

import type { FormError } from "./error-list.ts";
import type { FieldSet } from "./field-set.ts";
import { nameOf } from "./decoding.ts";
import { wholeOf } from "./form-state.ts";

/** What the summary of a form is made of. */
interface SummaryParts {
  readonly set: FieldSet;
  readonly name: string;
  readonly errors: ReadonlyMap<string, readonly FormError[]>;
  readonly title: string;
}

/**
 * All that is wrong with a form in one place, with a link to each field, as those need it who do not see the page.
 *
 * @returns Nothing for a form without errors.
 */
export function writeSummary({ set, name, errors, title }: SummaryParts): Markup {
  if (errors.size === 0) return new Markup("");
  const idPrefix = set.options.idPrefix ?? "id_";
  const items = Array.from(errors, ([key, list]) => {
    const label = key === wholeOf(name) ? "" : labelAt(set, name, key);
    return list.map(({ message }) => {
      const text = `${label === "" ? "" : `${label}: `}${escapeHtml(message)}`;
      return key.endsWith("/")
        ? `<li>${text}</li>`
        : `<li><a href="#${escapeHtml(idPrefix + key)}">${text}</a></li>`;
    });
  }).flat();
  return new Markup(
    `<div class="error-summary" role="alert" tabindex="-1"><h2>${escapeHtml(title)}</h2><ul>${items.join("")}</ul></div>`,
  );
}

/** The label of the field of a name: of a list or form in the form its own. */
function labelAt(set: FieldSet, form: string, name: string): string {
  const field = set.fields.find(({ key }) => {
    const own = nameOf(form, key);
    return name === own || name.startsWith(`${own}-`) || name === wholeOf(own);
  });
  return field === undefined ? "" : escape(field.label).toString();
}
