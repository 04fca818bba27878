import { Markup, type TemplateContext } from "@micro-web/core";

import { formatPercent } from "../builtins/percent-format.ts";
import { isPromise } from "./promises.ts";
import type { ValueContext } from "./value-context.ts";

/** A text to translate, with its variables as `%(name)s`. */
export interface Message {
  /** What tells it from the same text elsewhere; `null` for none. */
  readonly context: string | null;
  readonly singular: string;
  /** `null` for a text that is not counted. */
  readonly plural: string | null;
}

/** A translation that is asked for. */
export interface Translation {
  readonly context: ValueContext;
  readonly message: Message;
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
  const text = find(translation);
  const finish = (found: unknown): unknown => {
    const { variables, message, count } = translation;
    const named = message.plural === null ? variables : { num: countOf(variables, count), ...variables };
    return formatPercent(context.autoescape ? new Markup(String(found)) : String(found), named);
  };
  return isPromise(text) ? text.then(finish) : finish(text);
}

function find({ context, message, variables, count }: Translation): unknown {
  const { singular, plural } = message;
  const number = countOf(variables, count);
  const name = `${message.context === null ? "" : "p"}gettext`;
  const values = message.context === null ? [singular] : [message.context, singular];
  if (plural === null) return callOr(context, name, { values, fallback: singular });
  const counted = name.replace("gettext", "ngettext").replace("pn", "np");
  const fallback = number === 1 ? singular : plural;
  return callOr(context, counted, { values: [...values, plural, number], fallback });
}

function callOr(
  context: ValueContext,
  name: string,
  { values, fallback }: { readonly values: readonly unknown[]; readonly fallback: string },
): unknown {
  const run = context.find(name) ?? context.rendering.host.global(name);
  return typeof run === "function" ? context.call(run, values, null, name) : fallback;
}

function countOf(variables: TemplateContext, count: unknown): unknown {
  if (typeof count === "string") return variables[count];
  return typeof count === "object" && count !== null && "count" in count ? count.count : undefined;
}
