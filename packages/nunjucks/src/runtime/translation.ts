import { Markup, type TemplateContext } from "@micro-web/core";

import { findTranslation, type TransMessage } from "../builtins/gettext.ts";
import { formatPercent } from "../builtins/percent-format.ts";
import { isPromise } from "./promises.ts";
import type { ValueContext } from "./value-context.ts";

/** A translation that is asked for. */
export interface Translation {
  readonly context: ValueContext;
  readonly message: TransMessage;
  readonly variables: TemplateContext;
  /** The name of the variable that is counted; `{ count }` for a value of its own; `null` for none. */
  readonly count: unknown;
}

/**
 * Translates with the functions of the template's context, as Jinja's new style does: `gettext(text)`,
 * `ngettext(one, many, count)`, `pgettext(context, text)`, `npgettext(context, one, many, count)`. Without them the text
 * stays as it is. The variables are put in afterwards, escaped where values are.
 */
export function translate(translation: Translation): unknown {
  const { context } = translation;
  const text = findTranslation(
    context,
    translation.message,
    countOf(translation.variables, translation.count),
  );
  const finish = (found: unknown): unknown => {
    const { variables, message, count } = translation;
    const named = message.plural === null ? variables : { num: countOf(variables, count), ...variables };
    return formatPercent(context.autoescape ? new Markup(String(found)) : String(found), named);
  };
  return isPromise(text) ? text.then(finish) : finish(text);
}

function countOf(variables: TemplateContext, count: unknown): unknown {
  if (typeof count === "string") return variables[count];
  return typeof count === "object" && count !== null && "count" in count ? count.count : undefined;
}
