import type { CrashPages } from "@micro-web/core";

import type { AppReference } from "../app/app-reference.ts";
import type { EnvironmentOptions } from "../app/environment.ts";
import type { RefreshKind } from "../refresh/refresh-channel.ts";
import type { Certificate } from "../server/adhoc-certificate.ts";

/** What starts an app in another process. */
export interface AppStart extends EnvironmentOptions {
  readonly reference: AppReference;
  /** For https; `null` for http. */
  readonly certificate: Certificate | null;
  /** Pages that know it are told of changes; "" for none. */
  readonly refreshToken: string;
}

/**
 * What the supervisor tells the process that runs the app.
 *
 * - `prepare`: load what the app will need, but nothing of the app.
 * - `start`: import the app; when a failure is given do not, and answer every request with it, or with its pages.
 * - `serve`: serve the connection that comes with the message.
 * - `refresh`: open pages show again what has changed.
 * - `retire`: answer what has been asked, for `limit` milliseconds at most, then hand over the connections or
 *   end them, close the app, and end.
 *
 * @example
 * const order: Order = { type: "retire", limit: 10_000, handOver: true };
 */
export type Order =
  | (AppStart & { readonly type: "start"; readonly failure: string; readonly pages?: CrashPages | null })
  | { readonly type: "prepare"; readonly reference: AppReference }
  | { readonly type: "serve"; readonly id: number }
  | { readonly type: "refresh"; readonly kind: RefreshKind }
  | { readonly type: "retire"; readonly limit: number; readonly handOver: boolean };

/**
 * What the process that runs the app tells the supervisor.
 *
 * - `ready`: connections can be sent; with a failure, the app could not be started.
 * - `released`: a connection is free, another process may go on with it.
 * - `closed`: a connection is over.
 * - `retired`: nothing is left to do.
 * - `crashed`: an error was thrown that nobody caught; the process waits for the order to retire. In debug there are pages
 *   about it.
 *
 * @example
 * const report: Report = { type: "ready", title: "app", failure: "" };
 */
export type Report =
  | { readonly type: "ready"; readonly title: string; readonly failure: string }
  | { readonly type: "released"; readonly id: number }
  | { readonly type: "closed"; readonly id: number }
  | { readonly type: "retired" }
  | { readonly type: "crashed"; readonly failure: string; readonly pages?: CrashPages | null };
