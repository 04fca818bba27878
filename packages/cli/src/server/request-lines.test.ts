import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";

import { logRequests } from "./request-lines.ts";

describe("logRequests [F403]", () => {
  let server: Server | undefined;
  const { isTTY } = process.stdout;

  afterEach(async () => {
    Reflect.set(process.stdout, "isTTY", isTTY);
    await new Promise((resolve) => server?.close(resolve));
  });

  /** The lines for requests to these paths. */
  async function linesFor(
    paths: string[],
    app = {},
    environment: Record<string, string> = {},
  ): Promise<string[]> {
    const lines: string[] = [];
    server = createServer((_incoming, outgoing) => void outgoing.writeHead(404).end());
    logRequests(server, app, { print: (line) => void lines.push(line), environment });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    for (const path of paths)
      await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return lines;
  }

  it("prints method, path, status and milliseconds, without the query and without Micro's own requests", async () => {
    expect(await linesFor(["/a?token=x", "/~micro/abc/events"])).toEqual([
      expect.stringMatching(/^GET \/a 404 \d+\.\d ms$/),
    ]);
  });

  it("has colours on a terminal, unless NO_COLOR is set [F388]", async () => {
    Reflect.set(process.stdout, "isTTY", true);
    expect((await linesFor(["/"]))[0]).toContain("\u001b[33m404");
    await vi.waitFor(() => server?.closeAllConnections());
    expect((await linesFor(["/"], {}, { NO_COLOR: "1" }))[0]).not.toContain("\u001b");
  });

  it("leaves an app alone that logs its requests itself", async () => {
    expect(await linesFor(["/"], { extensions: { "request-log": undefined } })).toEqual([]);
  });
});
