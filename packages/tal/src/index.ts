export { tal } from "./engine.ts";
