import { escapeHtml } from "@micro-web/core";

import type { FaultName } from "./element-name.ts";
import { ErrorList, type FormError } from "./error-list.ts";
import type { Fields } from "./field.ts";
import { wholeOf } from "./form-state.ts";

/** Under which name the errors are of a form as a whole (Django's). */
const WHOLE = "__all__";

/** What programs get: messages and codes by name. */
export type ErrorData = Readonly<Record<string, readonly FormError[]>>;

/**
 * What is wrong with a form, by field; with the form as a whole under `__all__`, with a form in it or an item of a list
 * under its name in the HTML, "lines-0-quantity".
 *
 * A template prints it as a list of lists; JSON.stringify() gives {@link ErrorData}.
 */
export type FormErrors<F extends Fields = Fields> = { readonly [Name in FaultName<F>]?: ErrorList };

/** Makes the errors of a form. @param name - What the names of its fields begin with */
export function toFormErrors<F extends Fields>(
  errors: ReadonlyMap<string, readonly FormError[]>,
  name: string,
): FormErrors<F> {
  const start = name === "" ? "" : `${name}-`;
  const lists = new Map<string, ErrorList>();
  for (const [key, list] of errors) {
    if (key === wholeOf(name)) lists.set(WHOLE, new ErrorList(list, ' class="errorlist nonfield"'));
    else
      lists.set(
        (key.startsWith(start) ? key.slice(start.length) : key).replace(/\/$/, ""),
        new ErrorList(list),
      );
  }
  const toHtml = (): string => writeErrors(lists);
  const toJSON = (): ErrorData => Object.fromEntries(Array.from(lists, ([key, list]) => [key, list.details]));
  const byName: object = Object.fromEntries(lists);
  return Object.defineProperties(byName, {
    toHtml: { value: toHtml },
    toJSON: { value: toJSON },
  });
}

function writeErrors(lists: ReadonlyMap<string, ErrorList>): string {
  if (lists.size === 0) return "";
  const items = Array.from(lists, ([name, list]) => `<li>${escapeHtml(name)}${list.toHtml()}</li>`);
  return `<ul class="errorlist">${items.join("")}</ul>`;
}
