import type { AppChoice } from "./app/opened-app.ts";

/** How routes may be sorted: by a column, or as they are tried. */
export const ROUTE_ORDERS = ["endpoint", "methods", "domain", "rule", "match"] as const;

/**
 * A way to sort routes.
 *
 * @example
 * const order: RouteOrder = "match";
 */
export type RouteOrder = (typeof ROUTE_ORDERS)[number];

/** The options of `micro routes`. */
export interface RoutesOptions extends AppChoice {
  /** Print JSON, for other programs. */
  readonly json: boolean;
  /** Only routes that answer this method. @default all */
  readonly method?: string | undefined;
  /** Only routes whose rule has this text, or that match this path. @default all */
  readonly path?: string | undefined;
  /** Show HEAD and OPTIONS too. @default false */
  readonly allMethods?: boolean | undefined;
  /** @default the order of registration */
  readonly sort?: RouteOrder | undefined;
}
