export { nunjucks } from "./engine.ts";
export type { TagExtension } from "./library.ts";
export type { NunjucksOptions } from "./nunjucks-options.ts";
export type { Syntax } from "./syntax/delimiters.ts";
export {
  type MessageForms,
  type PoCatalog,
  type PoMessage,
  type SelectTranslations,
  type TranslationFunctions,
  Translations,
  translations,
  type TranslationsOptions,
} from "./translations.ts";
export type { UndefinedPolicy } from "./undefined.ts";
