import { escape, escapeHtml, Markup } from "@micro-web/core";

import { nameOf, type Row } from "./decoding.ts";
import type { FormError } from "./error-list.ts";
import type { CompiledField, FieldSet } from "./field-set.ts";
import { wholeOf } from "./form-state.ts";

/** What the summary of a form is made of. */
interface SummaryParts {
  readonly set: FieldSet;
  readonly name: string;
  readonly errors: ReadonlyMap<string, readonly FormError[]>;
  /** The items of its lists as they were sent. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  readonly title: string;
}

/**
 * All that is wrong with a form in one place, with a link to each field, as those need it who do not see the page.
 *
 * @returns Nothing for a form without errors.
 */
export function writeSummary(parts: SummaryParts): Markup {
  if (parts.errors.size === 0) return new Markup("");
  const items = Array.from(parts.errors, ([name, list]) => {
    const place = placeOf(parts.set.fields, parts.name, { ...parts, name });
    return list.map(({ message }) => `<li>${writeItem(place, message, parts)}</li>`).join("");
  });
  return new Markup(
    `<div class="error-summary" role="alert" tabindex="-1"><h2>${escapeHtml(parts.title)}</h2><ul>${items.join("")}</ul></div>`,
  );
}

function writeItem({ labels, target }: SummaryPlace, message: string, { set }: SummaryParts): string {
  const text = `${labels.length === 0 ? "" : `${labels.join(", ")}: `}${escapeHtml(message)}`;
  if (target === undefined) return text;
  return `<a href="#${escapeHtml((set.options.idPrefix ?? "id_") + target)}">${text}</a>`;
}

/** Where something is wrong. */
interface SummaryPlace {
  /** Of the field and of what is around it, as HTML. */
  readonly labels: readonly string[];
  /** The name of the element to go to; `undefined` for none. */
  readonly target: string | undefined;
}

/** What something of a name is looked for with. */
interface Search extends Pick<SummaryParts, "rows"> {
  /** Of what is wrong. */
  readonly name: string;
}

const NOWHERE: SummaryPlace = { labels: [], target: undefined };

/** @param form - The name of the form that has the fields */
function placeOf(fields: readonly CompiledField[], form: string, search: Search): SummaryPlace {
  for (const field of fields) {
    const own = nameOf(form, field.key);
    const isHere = search.name === own || search.name === wholeOf(own);
    if (isHere || search.name.startsWith(`${own}-`)) return placeIn(field, own, search);
  }
  return NOWHERE;
}

function placeIn(field: CompiledField, own: string, search: Search): SummaryPlace {
  const label = escape(field.label).toString();
  if (field.kind === "group") return below(label, placeOf(field.set.fields, own, search));
  // Of several boxes the first can have the focus.
  if (field.kind === "control") return { labels: [label], target: field.control.isGroup ? `${own}_0` : own };
  const index = /^-(\d+)/.exec(search.name.slice(own.length))?.[1];
  if (index === undefined) return { labels: [label], target: own };
  const row = search.rows.get(own)?.findIndex((one) => one.index === Number(index)) ?? Number(index);
  const item = placeIn(field.item, `${own}-${index}`, search);
  const inner =
    field.item.kind === "control" ? { ...item, labels: [] } : { ...item, labels: item.labels.slice(1) };
  return below(`${label} ${row + 1}`, inner);
}

function below(label: string, { labels, target }: SummaryPlace): SummaryPlace {
  return { labels: [label, ...labels], target };
}
