export { nunjucks } from "./engine.ts";
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
export type { NunjucksOptions } from "./nunjucks-options.ts";
