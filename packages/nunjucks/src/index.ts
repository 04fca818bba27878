export { nunjucks } from "./engine.ts";
export type { NunjucksOptions } from "./nunjucks-options.ts";
