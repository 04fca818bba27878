import type { Server } from "node:net";
import { onTestFinished } from "vitest";

import type { Micro } from "../src/app.ts";

/** The port a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The server does not listen on a port.");
  return address.port;
}

/** Ends a server with all its connections. */
export async function stopServer(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections?.();
  await closed;
}

/** Serves an app on a free port until the test is over. */
export async function serveForTest(app: Micro): Promise<number> {
  const server = await app.listen({ port: 0 });
  onTestFinished(() => stopServer(server));
  return portOf(server);
}
