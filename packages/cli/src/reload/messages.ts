import type { AppReference } from "../app/app-reference.ts";

/**
 * What the supervisor tells the process that runs the app.
 *
 * - `start`: import the app; when a failure is given do not, and answer every request with it.
 * - `serve`: serve the connection that comes with the message.
 * - `retire`: answer what has been asked, for `limit` milliseconds at most, then hand over the connections or
 *   end them, close the app, and end.
 *
 * @example
 * const order: Order = { type: "retire", limit: 10_000, handOver: true };
 */
export type Order =
  | {
      readonly type: "start";
      readonly reference: AppReference;
      readonly debug: boolean;
      readonly failure: string;
    }
  | { readonly type: "serve"; readonly id: number }
  | { readonly type: "retire"; readonly limit: number; readonly handOver: boolean };

/**
 * What the process that runs the app tells the supervisor.
 *
 * - `ready`: connections can be sent; with a failure, the app could not be started.
 * - `released`: a connection is free, another process may go on with it.
 * - `closed`: a connection is over.
 * - `retired`: nothing is left to do.
 * - `crashed`: the process ends because of an error that nobody caught.
 *
 * @example
 * const report: Report = { type: "ready", title: "app", failure: "" };
 */
export type Report =
  | { readonly type: "ready"; readonly title: string; readonly failure: string }
  | { readonly type: "released"; readonly id: number }
  | { readonly type: "closed"; readonly id: number }
  | { readonly type: "retired" }
  | { readonly type: "crashed"; readonly failure: string };
