import { createNodeServer } from "@micro-web/core";

import { startApp } from "./app/app-failure.ts";
import { isDebug, readEnvironment } from "./app/environment.ts";
import { type OpenedApp, withApp } from "./app/opened-app.ts";
import { reportError } from "./errors/error-report.ts";
import { placeOf, type RunOptions, toRunCommand } from "./run-options.ts";
import { bannerOf } from "./server/banner.ts";
import { readCertificate } from "./server/certificate.ts";
import { allowDebugHosts } from "./server/debug-hosts.ts";
import { listen } from "./server/listening.ts";
import { logRequests } from "./server/request-lines.ts";
import { OpenConnections } from "./server/open-connections.ts";
import type { Shell } from "./shell.ts";

/** Milliseconds for the requests that are under way when the server stops. */
const DRAIN_LIMIT = 10_000;

/**
 * Serves an app until the process is asked to stop, or an error is thrown that nobody caught: its state may be broken
 * then. The requests under way are answered, and the app is closed.
 *
 * @returns The exit status; 1 after such an error.
 * @throws CommandFailure when there is no app, or its address cannot be used; what the app throws.
 * @example
 * await run({ app: undefined, host: "127.0.0.1", port: 5000, debug: false, reload: false }, shell);
 */
export async function run(options: RunOptions, shell: Shell): Promise<number> {
  const environment = readEnvironment(shell, options);
  const place = placeOf(options, environment);
  if (isDebug(environment)) allowDebugHosts(shell.environment, place.host);
  return withApp(options, shell, async ({ app, title, reference }: OpenedApp) => {
    const certificate = readCertificate(options, { folder: shell.folder, host: place.host });
    await startApp(app);
    const server = createNodeServer(app.handle, certificate);
    const connections = new OpenConnections(server);
    if (isDebug(environment)) logRequests(server, app, shell);
    const scheme = certificate === null ? "http" : "https";
    const url = await listen(server, { ...place, scheme }, (port) => toRunCommand(options, port));
    const debug = isDebug(shell.environment);
    shell.print(bannerOf({ reference, title, url, debug, reload: false }, shell.folder));
    let status = 0;
    await shell.untilStopped((error) => {
      status = 1;
      server.close();
      void app["~reportUncaught"]?.(error);
      shell.warn(`${reportError(error, shell.folder)}\n * Nobody caught this error. The server stops.`);
    });
    server.close();
    await connections.drain({ limit: DRAIN_LIMIT });
    return status;
  });
}
