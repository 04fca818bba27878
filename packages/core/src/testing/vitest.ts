export { type ResponseMatchers, type UsedApp, useApp } from "./vitest-setup.ts";
