import type { IncomingMessage, Server, ServerResponse } from "node:http";

import { requestLine } from "@micro-web/core";

import type { App } from "../app/app.ts";
import type { Shell } from "../shell.ts";

/**
 * Prints a line for each request of a server that is not for production: method, path, status, milliseconds. An app that
 * logs its requests itself, with `requestLog()`, is left to do so.
 *
 * @param server - Before it answers. @param app - Whose requests they are. @param shell - Where the lines go.
 * @example
 * logRequests(server, app, shell); // GET /movies/3 200 1.2 ms
 */
export function logRequests(
  server: Server,
  app: Partial<Pick<App, "extensions">>,
  { print, environment }: Pick<Shell, "print" | "environment">,
): void {
  if (app.extensions !== undefined && "request-log" in app.extensions) return;
  const isColoured = process.stdout.isTTY && !environment["NO_COLOR"];
  server.prependListener("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const started = performance.now();
    const { method = "", url = "" } = incoming;
    if (url.startsWith("/~micro/")) return;
    outgoing.once("close", () => {
      const ms = performance.now() - started;
      print(
        requestLine({ method, path: url.split("?")[0] ?? "", status: outgoing.statusCode, ms }, isColoured),
      );
    });
  });
}
