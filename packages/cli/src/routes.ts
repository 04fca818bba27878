import type { RouteListing } from "@micro-web/core";

import { relative } from "node:path";

import { withApp } from "./app/opened-app.ts";
import type { RouteOrder, RoutesOptions } from "./route-options.ts";
import type { Shell } from "./shell.ts";
import { formatTable } from "./table.ts";

/** Every route that answers GET answers these as well. */
const IMPLIED = new Set(["HEAD", "OPTIONS"]);

/** A row of the table, in the order of its columns. */
interface RouteRow {
  readonly endpoint: string;
  readonly methods: string;
  readonly host: string;
  readonly rule: string;
  readonly view: string;
  readonly hooks: string;
  readonly blueprint: string;
}

/** Columns that are left out when no route has anything in them. */
const OPTIONAL_COLUMNS = ["host", "view", "hooks"] as const;

/**
 * Prints the routes of an app, in the order in which they were registered unless another one is asked for.
 *
 * @returns The exit status.
 * @example
 * await routes({ app: undefined, json: false, sort: "endpoint" }, shell);
 * // Endpoint  Methods  Rule             View            Blueprint
 * // --------  -------  ---------------  --------------  ---------
 * // index     GET      /                app.ts:4
 * // show      GET      /users/<int:id>  show (app.ts:6)
 */
export async function routes({ json, ...options }: RoutesOptions, shell: Shell): Promise<number> {
  return withApp(options, shell, ({ app }) => {
    const { allMethods = false, sort } = options;
    const listing = sort === "match" ? app.listRoutes({ order: "match" }) : app.listRoutes();
    const pairs = listing
      .filter((route) => isWanted(route, options))
      .map((route) => ({ route, row: toRow(route, { allMethods, folder: shell.folder }) }));
    const sorted =
      sort === undefined || sort === "match"
        ? pairs
        : pairs.toSorted((left, right) => compareTexts(columnOf(left.row, sort), columnOf(right.row, sort)));
    const known = listing.length === 0 ? "No routes were registered." : "No route is like that.";
    shell.print(
      json
        ? JSON.stringify(
            sorted.map(({ route }) => route),
            null,
            2,
          )
        : toTable(sorted.map(({ row }) => row)) || known,
    );
    return 0;
  });
}

function isWanted(
  { methods, path }: RouteListing,
  { method, path: text }: Pick<RoutesOptions, "method" | "path">,
): boolean {
  if (method !== undefined && !methods.includes(method.toUpperCase())) return false;
  return text === undefined || path.includes(text) || toPattern(path).test(text);
}

/** Whether a rule may match a path, whatever its converters say. */
function toPattern(rule: string): RegExp {
  const parts = rule.split(/(<[^>]*>)/).map((part) => {
    if (part.startsWith("<path:")) return ".+";
    return part.startsWith("<") ? "[^/]+" : part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`);
}

function toRow(
  route: RouteListing,
  { allMethods, folder }: { allMethods: boolean; folder: string },
): RouteRow {
  const { endpoint, methods, path, blueprint, host, view, hooks, location } = route;
  const own = methods.filter((method) => !IMPLIED.has(method));
  const shown = allMethods || own.length === 0 ? methods : own;
  const place = location === "" ? "" : relative(folder, location.replace(/:\d+$/, ""));
  const known = view === "" || place.includes("node_modules") ? view : `${view} (${place})`;
  return {
    endpoint,
    methods: shown.toSorted().join(", "),
    host,
    rule: path,
    view: view === "" ? place : known,
    hooks: hooks.join(", "),
    blueprint,
  };
}

/** What is called a domain on the command line, as in Flask, is a host or subdomain. */
function columnOf(row: RouteRow, order: Exclude<RouteOrder, "match">): string {
  return order === "domain" ? row.host : row[order];
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** "" without routes. */
function toTable(rows: readonly RouteRow[]): string {
  if (rows.length === 0) return "";
  const empty = OPTIONAL_COLUMNS.filter((column) => rows.every((row) => !row[column]));
  const titles: readonly (readonly [keyof RouteRow, string])[] = [
    ["endpoint", "Endpoint"],
    ["methods", "Methods"],
    ["host", "Host"],
    ["rule", "Rule"],
    ["view", "View"],
    ["hooks", "Hooks"],
    ["blueprint", "Blueprint"],
  ];
  const columns = titles.filter(([column]) => !empty.some((none) => none === column));
  return formatTable([
    columns.map(([, title]) => title),
    ...rows.map((row) => columns.map(([column]) => row[column] ?? "")),
  ]);
}
