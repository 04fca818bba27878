/**
 * The full name of an endpoint that may be relative to a blueprint (Flask's `url_for(".index")`).
 *
 * @param endpoint - "blog.index", or with a dot in front one of the blueprint itself.
 * @param blueprint - The full name of the request's blueprint; "" for none.
 * @example
 * resolveEndpoint(".index", "admin.blog"); // "admin.blog.index"
 * resolveEndpoint(".index", ""); // "index"
 * resolveEndpoint("index", "admin.blog"); // "index"
 */
export function resolveEndpoint(endpoint: string, blueprint: string): string {
  if (!endpoint.startsWith(".")) return endpoint;
  return blueprint === "" ? endpoint.slice(1) : `${blueprint}${endpoint}`;
}
