export * from "@micro-web/core";
export { nunjucks, type NunjucksOptions } from "@micro-web/nunjucks";
export { Micro } from "./micro.ts";
