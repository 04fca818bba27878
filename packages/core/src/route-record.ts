import { MicroError } from "./errors.ts";
import type { StoredView } from "./hooks.ts";
import type { RouteOptions } from "./route-definition.ts";

/** A route as it was registered. */
export interface RouteRecord {
  /** The name within its scope. */
  readonly name: string;
  /** Whether the name was given, by option or by the view function; otherwise it is the path. */
  readonly isNamed: boolean;
  /** Below the scope's prefix. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly options: RouteOptions;
  /** `null` for a rule whose view is registered under its name, with `endpoint()`. */
  readonly view: StoredView | null;
  /** `file:line:column` of the registration. */
  readonly location: string;
}

/**
 * Finds at once what two routes of one scope do to each other; what scopes do is found when the app starts.
 *
 * @throws MicroError `MICRO_ROUTE_DUPLICATE`, `MICRO_ENDPOINT_DUPLICATE`.
 */
export function checkRecord(
  record: RouteRecord,
  { byPath, byName }: { byPath: readonly RouteRecord[]; byName: readonly RouteRecord[] },
): void {
  for (const other of byPath) {
    const shared = record.methods.filter((method) => other.methods.includes(method));
    if (shared.length > 0 && isSamePlace(other, record))
      throw duplicateRule(record.path, shared, [other, record]);
  }
  for (const other of byName) {
    if (!isSameEndpoint(other, record)) throw duplicateEndpoint(record.name, [other, record]);
  }
}

/** Rules for different hosts do not meet. */
function isSamePlace({ options: left }: RouteRecord, { options: right }: RouteRecord): boolean {
  return left.host === right.host && left.subdomain === right.subdomain;
}

/** One view may have several rules under its name, and views without a name share that of their path. */
export function isSameEndpoint(left: RouteRecord, right: RouteRecord): boolean {
  if (left.view === right.view || left.view === null || right.view === null) return true;
  return !left.isNamed && !right.isNamed && left.path === right.path;
}

/** The error for two routes with one path and a method in common. */
export function duplicateRule(
  path: string,
  methods: readonly string[],
  [first, second]: readonly [RouteRecord, RouteRecord],
): MicroError {
  return new MicroError(
    "MICRO_ROUTE_DUPLICATE",
    `The rule ${path} is registered twice for ${methods.join(", ")}: at ${first.location} and at ${second.location}. ` +
      "Remove one, or give them different paths or methods.",
  );
}

/** The error for two views under one endpoint name. */
export function duplicateEndpoint(
  name: string,
  [first, second]: readonly [Pick<RouteRecord, "location">, Pick<RouteRecord, "location">],
): MicroError {
  return new MicroError(
    "MICRO_ENDPOINT_DUPLICATE",
    `Two views are registered under the endpoint ${JSON.stringify(name)}: at ${first.location} and at ` +
      `${second.location}. Rename one function, or give its route a name: { name: "..." }.`,
  );
}
