import type { RouteListing } from "@micro-web/core";

import { type AppChoice, withApp } from "./app/opened-app.ts";
import type { Shell } from "./shell.ts";
import { formatTable } from "./table.ts";

/** How routes may be sorted: by a column, or as they are tried. */
export const ROUTE_ORDERS = ["endpoint", "methods", "rule", "match"] as const;

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
  /** Show HEAD and OPTIONS too. @default false */
  readonly allMethods?: boolean;
  /** @default the order of registration */
  readonly sort?: RouteOrder | undefined;
}

/** Every route that answers GET answers these as well. */
const IMPLIED = new Set(["HEAD", "OPTIONS"]);

/** A row of the table, in the order of its columns. */
interface RouteRow {
  readonly endpoint: string;
  readonly methods: string;
  readonly host: string;
  readonly rule: string;
  readonly blueprint: string;
}

/**
 * Prints the routes of an app, in the order in which they were registered unless another one is asked for.
 *
 * @returns The exit status.
 * @example
 * await routes({ app: undefined, json: false, sort: "endpoint" }, shell);
 * // Endpoint  Methods  Rule             Blueprint
 * // --------  -------  ---------------  ---------
 * // index     GET      /
 * // show      GET      /users/<int:id>
 */
export async function routes({ json, ...options }: RoutesOptions, shell: Shell): Promise<number> {
  return withApp(options, shell, ({ app }) => {
    const { allMethods = false, sort } = options;
    const listing = sort === "match" ? app.listRoutes({ order: "match" }) : app.listRoutes();
    const pairs = listing.map((route) => ({ route, row: toRow(route, allMethods) }));
    const sorted =
      sort === undefined || sort === "match"
        ? pairs
        : pairs.toSorted((left, right) => compareTexts(left.row[sort], right.row[sort]));
    const text = json
      ? JSON.stringify(
          sorted.map(({ route }) => route),
          null,
          2,
        )
      : toTable(sorted.map(({ row }) => row));
    shell.print(text);
    return 0;
  });
}

function toRow({ endpoint, methods, path, blueprint, host }: RouteListing, allMethods: boolean): RouteRow {
  const own = methods.filter((method) => !IMPLIED.has(method));
  const shown = allMethods || own.length === 0 ? methods : own;
  return { endpoint, methods: shown.toSorted().join(", "), host, rule: path, blueprint };
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The column of hosts is there when some route has one. */
function toTable(rows: readonly RouteRow[]): string {
  if (rows.length === 0) return "No routes were registered.";
  const hasHosts = rows.some(({ host }) => host);
  const toCells = (row: RouteRow): string[] => [
    row.endpoint,
    row.methods,
    ...(hasHosts ? [row.host] : []),
    row.rule,
    row.blueprint,
  ];
  const head = {
    endpoint: "Endpoint",
    methods: "Methods",
    host: "Host",
    rule: "Rule",
    blueprint: "Blueprint",
  };
  return formatTable([head, ...rows].map(toCells));
}
