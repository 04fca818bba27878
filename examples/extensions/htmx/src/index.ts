export { htmx, type HtmxConfig } from "./htmx-extension.ts";
export { HtmxRequest } from "./htmx-request.ts";
export { HtmxResponse } from "./htmx-response.ts";
