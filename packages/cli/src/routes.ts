import type { RouteListing } from "@micro-web/core";

import { withApp } from "./app/opened-app.ts";
import type { Shell } from "./shell.ts";
import { formatTable } from "./table.ts";

/** The options of `micro routes`. */
export interface RoutesOptions {
  /** The app: `path` or `path:name`. */
  readonly app: string | undefined;
  /** Print JSON, for other programs. */
  readonly json: boolean;
}

/** Every route that answers GET answers these as well. */
const IMPLIED = new Set(["HEAD", "OPTIONS"]);

/**
 * Prints the routes of an app in the order in which they were registered.
 *
 * @returns The exit status.
 * @example
 * await routes({ app: undefined, json: false }, shell);
 * // Endpoint  Methods  Path             Blueprint
 * // --------  -------  ---------------  ---------
 * // index     GET      /
 * // show      GET      /users/<int:id>
 */
export async function routes({ app, json }: RoutesOptions, shell: Shell): Promise<number> {
  return withApp({ app }, shell, (opened) => {
    const listing = opened.app.listRoutes();
    shell.print(json ? JSON.stringify(listing, null, 2) : toTable(listing));
    return 0;
  });
}

function toTable(listing: readonly RouteListing[]): string {
  if (listing.length === 0) return "The app has no routes.";
  const rows = listing.map(({ endpoint, methods, path, blueprint }) => [
    endpoint,
    toText(methods),
    path,
    blueprint,
  ]);
  return formatTable([["Endpoint", "Methods", "Path", "Blueprint"], ...rows]);
}

function toText(methods: readonly string[]): string {
  const own = methods.filter((method) => !IMPLIED.has(method));
  return (own.length === 0 ? methods : own).join(", ");
}
