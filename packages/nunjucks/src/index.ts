export { nunjucks, type NunjucksOptions } from "./engine.ts";
