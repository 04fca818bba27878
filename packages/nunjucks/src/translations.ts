import type { Extension, Request } from "@micro-web/core";

/** Where the texts of templates are translated: gettext's four functions. Texts without a translation come back. */
export interface TranslationFunctions {
  /** The translation of a text. */
  gettext(text: string): string;
  /** The translation of a text that depends on a number. */
  ngettext(singular: string, plural: string, count: number): string;
  /** The translation of a text that has several meanings: "menu", "Open". */
  pgettext(context: string, text: string): string;
  /** The translation of such a text that depends on a number. */
  npgettext(...message: [context: string, singular: string, plural: string, count: number]): string;
}

/** The forms of a text: in gettext's order, or by the names that `Intl.PluralRules` has for them. */
export type MessageForms =
  string | readonly string[] | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** The translations of one language. */
export interface TranslationsOptions {
  /** The language, as Intl knows it: "de", "pt-BR". */
  readonly locale: string;
  /** Translations by text. */
  readonly messages?: Readonly<Record<string, MessageForms>>;
  /** Translations of texts with several meanings, by context and text. */
  readonly contexts?: Readonly<Record<string, Readonly<Record<string, MessageForms>>>>;
}

/** A `.po` file as JSON, as gettext-parser and others write it. */
export interface PoCatalog {
  /** By context, "" for none, and by text. */
  readonly translations: Readonly<Record<string, Readonly<Record<string, PoMessage>>>>;
}

/** A text of a {@link PoCatalog}. */
export interface PoMessage {
  /** Its forms; an empty one is not translated yet. */
  readonly msgstr: readonly string[];
}

/** Gettext's order of the forms that languages have. */
const FORMS = ["zero", "one", "two", "few", "many", "other"] as const;

/**
 * Translations kept in an object.
 *
 * @example
 * const german = new Translations({
 *   locale: "de",
 *   messages: { Hello: "Hallo", "%(num)s film": ["%(num)s Film", "%(num)s Filme"] },
 *   contexts: { menu: { Open: "Öffnen" } },
 * });
 * german.ngettext("%(num)s film", "%(num)s films", 2); // "%(num)s Filme"
 */
export class Translations implements TranslationFunctions {
  /** The language. */
  readonly locale: string;
  readonly #rules: Intl.PluralRules;
  /** The forms that whole numbers take, in gettext's order. */
  readonly #order: readonly Intl.LDMLPluralRule[];
  readonly #messages = new Map<string, MessageForms>();

  /** @param options - The language and its texts. @throws RangeError for a locale that is none */
  constructor({ locale, messages = {}, contexts = {} }: TranslationsOptions) {
    this.locale = locale;
    this.#rules = new Intl.PluralRules(locale);
    const used = new Set(Array.from({ length: 1_001 }, (_, count) => this.#rules.select(count)));
    this.#order = FORMS.filter((form) => used.has(form));
    for (const [text, forms] of Object.entries(messages)) this.#messages.set(text, forms);
    for (const [context, texts] of Object.entries(contexts)) {
      for (const [text, forms] of Object.entries(texts)) this.#messages.set(keyOf(text, context), forms);
    }
  }

  /**
   * The translations of a `.po` file that was read as JSON; texts that are not translated yet are left out.
   *
   * @example
   * import { po } from "gettext-parser";
   * Translations.fromPo("de", po.parse(readFileSync("de.po")));
   */
  static fromPo(locale: string, { translations }: PoCatalog): Translations {
    const contexts = Object.entries(translations).map(([context, texts]) => {
      const translated = Object.entries(texts).filter(
        ([text, { msgstr }]) => text !== "" && msgstr.every(Boolean),
      );
      return [context, Object.fromEntries(translated.map(([text, { msgstr }]) => [text, msgstr]))] as const;
    });
    const { "": messages = {}, ...others } = Object.fromEntries(contexts);
    return new Translations({ locale, messages, contexts: others });
  }

  /** The translation of a text; the text itself when there is none. */
  gettext(text: string): string {
    return this.#find(text, 1) ?? text;
  }

  /** The translation of a text for a number; one of the texts when there is none. */
  ngettext(singular: string, plural: string, count: number): string {
    return this.#find(singular, count) ?? (count === 1 ? singular : plural);
  }

  /** The translation of a text in a context; the text itself when there is none. */
  pgettext(context: string, text: string): string {
    return this.#find(keyOf(text, context), 1) ?? text;
  }

  /** The translation of a text in a context for a number; one of the texts when there is none. */
  npgettext(...message: [context: string, singular: string, plural: string, count: number]): string {
    const [context, singular, plural, count] = message;
    return this.#find(keyOf(singular, context), count) ?? (count === 1 ? singular : plural);
  }

  #find(key: string, count: number): string | undefined {
    const forms = this.#messages.get(key);
    if (forms === undefined || typeof forms === "string") return forms;
    const form = this.#rules.select(count);
    if (!isList(forms)) return forms[form] ?? forms.other;
    return forms[Math.min(Math.max(0, this.#order.indexOf(form)), forms.length - 1)];
  }
}

function isList(forms: Exclude<MessageForms, string>): forms is readonly string[] {
  return Array.isArray(forms);
}

/** As gettext joins them. */
function keyOf(text: string, context: string): string {
  return `${context}\u0004${text}`;
}

/** Gives the translations for a request; it has none in mails and commands. */
export type SelectTranslations = (request: Request | undefined) => TranslationFunctions;

/** Where {@link translations} puts what the functions of gettext look for. */
export const TRANSLATIONS = "__translations__";

/**
 * An extension that translates the texts of templates: the tag `trans` and the functions `_`, `gettext`, `ngettext`,
 * `pgettext` and `npgettext`.
 *
 * @param source - The translations, or a function that chooses them for each request.
 * @example
 * const german = new Translations({ locale: "de", messages: { Hello: "Hallo" } });
 * const english = new Translations({ locale: "en" });
 * app.use(translations((request) => (request?.session["language"] === "de" ? german : english)));
 */
export function translations(source: TranslationFunctions | SelectTranslations): Extension<void> {
  return {
    name: "translations",
    setup({ templates }) {
      templates.addGlobal(TRANSLATIONS, source);
    },
  };
}
