export { eta } from "./engine.ts";
export type { EtaOptions } from "./eta-options.ts";
