export { RequestTiming } from "./request-timing.ts";
export { timing, type TimingConfig, type TimingOptions } from "./timing-extension.ts";
