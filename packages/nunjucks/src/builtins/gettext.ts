import type { Markup } from "@micro-web/core";

import { TRANSLATIONS, type TranslationFunctions } from "../translations.ts";
import type { BuiltinContext, Keywords, NamedBuiltin } from "./builtin.ts";
import { readNumber } from "./numbers.ts";
import { formatPercent } from "./percent-format.ts";
import { isMarkup, textOf, toMarkup } from "./text.ts";

/** What the tag `trans` says; variables stand in its texts as `%(name)s`. */
export interface TransMessage {
  /** Tells texts with several meanings apart. */
  readonly context: string | null;
  readonly singular: string;
  readonly plural: string | null;
}

/** A text to translate. */
interface Message extends TransMessage {
  readonly count: number;
}

/**
 * `_("Hello %(name)s", name=user)` and its kin: the translation, with named values written into it.
 *
 * It is a plain text, which is escaped when it is printed; when one of the values is markup, so is the translation, with
 * all else escaped.
 */
export const GETTEXT_GLOBALS: readonly NamedBuiltin[] = [
  ["_", gettext],
  ["gettext", gettext],
  [
    "ngettext",
    (context, [singular, plural, count], keywords) => {
      const message = {
        context: null,
        singular: textOf(singular),
        plural: textOf(plural),
        count: toCount(count),
      };
      return format(translate(context, message), { num: count, ...keywords }, context);
    },
  ],
  [
    "pgettext",
    (context, [meaning, text], keywords) => {
      const message = { context: textOf(meaning), singular: textOf(text), plural: null, count: 1 };
      return format(translate(context, message), keywords, context);
    },
  ],
  [
    "npgettext",
    (context, [meaning, singular, plural, count], keywords) => {
      const texts = { context: textOf(meaning), singular: textOf(singular), plural: textOf(plural) };
      return format(
        translate(context, { ...texts, count: toCount(count) }),
        { num: count, ...keywords },
        context,
      );
    },
  ],
];

function gettext(context: BuiltinContext, [text]: readonly unknown[], keywords: Keywords): unknown {
  const message = { context: null, singular: textOf(text), plural: null, count: 1 };
  return format(translate(context, message), keywords, context);
}

function toCount(value: unknown): number {
  const count = readNumber(value);
  if (count !== undefined) return count;
  throw new TypeError(`a translation is chosen by a number, not by ${JSON.stringify(textOf(value))}`);
}

/**
 * The translation of what the tag `trans` says, as it is: its variables are not written into it yet.
 *
 * @param count - Chooses between singular and plural. @returns A text, or what the app's own function gives.
 */
export function findTranslation(context: BuiltinContext, message: TransMessage, count: unknown): unknown {
  return translate(context, { ...message, count: message.plural === null ? 1 : toCount(count) });
}

/** A translation with values in it. */
function format(found: unknown, variables: Keywords, { autoescape }: BuiltinContext): string | Markup {
  const text = textOf(found);
  if (Object.keys(variables).length === 0) return text;
  const isSafe = autoescape && Object.values(variables).some(isMarkup);
  return formatPercent(isSafe ? toMarkup(text) : text, variables);
}

/** By the app's own functions when it has some under gettext's names, else by its translations. */
function translate(context: BuiltinContext, message: Message): unknown {
  const { context: meaning, singular, plural, count } = message;
  if (meaning === null && plural === null) return call(context, "gettext", [singular]);
  if (meaning === null) return call(context, "ngettext", [singular, plural, count]);
  if (plural === null) return call(context, "pgettext", [meaning, singular]);
  return call(context, "npgettext", [meaning, singular, plural, count]);
}

function call(
  context: BuiltinContext,
  name: keyof TranslationFunctions,
  values: readonly unknown[],
): unknown {
  const own = context.variable(name);
  if (typeof own === "function") return Reflect.apply(own, undefined, values);
  const translations = translationsOf(context);
  return Reflect.apply(translations[name], translations, values);
}

function translationsOf(context: BuiltinContext): TranslationFunctions {
  const source = context.variable(TRANSLATIONS);
  const found: unknown =
    typeof source === "function" ? Reflect.apply(source, undefined, [context.variable("request")]) : source;
  return isTranslations(found) ? found : UNTRANSLATED;
}

function isTranslations(value: unknown): value is TranslationFunctions {
  return typeof value === "object" && value !== null && "gettext" in value;
}

/** Texts as templates write them. */
const UNTRANSLATED: TranslationFunctions = {
  gettext: (text) => text,
  ngettext: (singular, plural, count) => (count === 1 ? singular : plural),
  pgettext: (_, text) => text,
  npgettext: (...[, singular, plural, count]) => (count === 1 ? singular : plural),
};
