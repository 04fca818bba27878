export type { TemplateFacts, TemplateMention, TemplateReference } from "./compile/analysis.ts";
export type { CompiledModule } from "./compile/module.ts";
export type { SourceMap } from "./compile/source-map.ts";
export { nunjucks } from "./engine.ts";
export type { TagExtension } from "./library.ts";
export type { NunjucksOptions } from "./nunjucks-options.ts";
export { precompiled, type TemplateModule } from "./precompiled.ts";
export type { Syntax } from "./syntax/delimiters.ts";
export { TemplateError, type TemplateErrorOptions, type TemplateFrame } from "./template-error.ts";
export { analyze, compileModule } from "./template-tools.ts";
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
