export { create } from "./create.ts";
export { type CommandOutcome, createTerminal, type Terminal } from "./terminal.ts";
