import type { ServerOptions } from "node:http";

/**
 * The options that `app.listen()` gives its server: slow clients do not hold connections.
 *
 * @example
 * createServer(SERVER_OPTIONS, app.handle);
 */
export const SERVER_OPTIONS: ServerOptions & { readonly optimizeEmptyRequests: boolean } = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  optimizeEmptyRequests: true,
};
