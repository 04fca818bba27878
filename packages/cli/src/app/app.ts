import type { Micro } from "@micro-web/core";

/**
 * What the command uses of an app.
 *
 * @example
 * function countRoutes(app: App): number {
 *   return app.listRoutes().length;
 * }
 */
export type App = Pick<
  Micro,
  | "handle"
  | "fetch"
  | "get"
  | "start"
  | "close"
  | "listRoutes"
  | "commands"
  | "config"
  | "extensions"
  | "runInContext"
  | "makeShellContext"
  | "testClient"
  | "templates"
> &
  // An app of another version may not have it.
  Partial<Pick<Micro, "~reportUncaught" | "health">>;

/** A class is no proof: the app may have been made by another copy of the core than the command knows. */
const MARKS = ["handle", "fetch", "start"] as const;

/**
 * Whether a value is an app.
 *
 * @example
 * isApp(new Micro()); // true
 */
export function isApp(value: unknown): value is App {
  if (typeof value !== "object" || value === null) return false;
  return MARKS.every((mark) => mark in value && typeof Reflect.get(value, mark) === "function");
}
