import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { CommandFailure } from "../errors/command-failure.ts";
import { listen } from "./listening.ts";

describe("listen", () => {
  const servers: Server[] = [];

  afterEach(async () => {
    const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
    await Promise.all(closed);
    removeProjects();
  });

  function create(): Server {
    const server = createServer();
    servers.push(server);
    return server;
  }

  const suggest = (port: number): string => `micro run --port ${port}`;

  /** A server whose attempt to listen ends with an error. */
  function createFailing(code: string): Server {
    const server = create();
    vi.spyOn(server, "listen").mockImplementation(() => {
      queueMicrotask(() => server.emit("error", Object.assign(new Error(`listen ${code}`), { code })));
      return server;
    });
    return server;
  }

  it("gives the URL, with the port that was free [F401]", async () => {
    const url = await listen(create(), { host: "127.0.0.1", port: 0 }, suggest);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("writes IPv6 addresses in brackets [F401]", async () => {
    expect(await listen(create(), { host: "::1", port: 0 }, suggest)).toMatch(/^http:\/\/\[::1\]:\d+$/);
  });

  it("listens on a socket file, also on one that was left behind, but not on one that is in use [F401]", async () => {
    const path = createProject().path("app.sock");
    const first = create();
    expect(await listen(first, { host: `unix:${path}`, port: 5000 }, suggest)).toBe(`unix:${path}`);
    await expect(listen(create(), { host: `unix://${path}`, port: 5000 }, suggest)).rejects.toThrow(
      /cannot listen on unix:.*EADDRINUSE.*Stop the program that does, or name another file\. \[MICRO_SERVER_ADDRESS\]/,
    );
    writeFileSync(`${path}2`, "");
    expect(await listen(create(), { host: `unix:${path}2`, port: 0 }, suggest)).toBe(`unix:${path}2`);
  });

  it("gives an address that can be opened when it listens on all", async () => {
    const url = await listen(create(), { host: "0.0.0.0", port: 0 }, suggest);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+ \(and on every other address of this machine\)$/);
  });

  it("offers the next free port when the port is in use, and says who uses it [F400]", async () => {
    const url = await listen(create(), { host: "127.0.0.1", port: 0 }, suggest);
    const port = Number(new URL(url).port);
    await listen(create(), { host: "127.0.0.1", port: port + 1 }, suggest).catch(() => undefined);
    const failure: unknown = await listen(create(), { host: "127.0.0.1", port }, suggest).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(CommandFailure);
    const [, free] =
      /^Port \d+ of 127\.0\.0\.1 is in use by .*node.* \(process \d+\)\. Stop that program, or take the next free port: micro run --port (\d+) \[MICRO_SERVER_ADDRESS\]$/.exec(
        String(failure).replace("CommandFailure: ", ""),
      ) ?? [];
    expect(Number(free)).toBeGreaterThan(port + 1);
  });

  it("offers none when there is no other", async () => {
    const place = { host: "127.0.0.1", port: 65_535 };
    await expect(listen(createFailing("EADDRINUSE"), place, suggest)).rejects.toThrow(
      /^Port 65535 of 127\.0\.0\.1 is in use by another program\. Stop that program\. \[MICRO_SERVER_ADDRESS\]$/,
    );
  });

  it.each([
    [80, 8080],
    [6000, 5000],
  ])("offers another port when %i needs more rights", async (port, other) => {
    await expect(listen(createFailing("EACCES"), { host: "127.0.0.1", port }, suggest)).rejects.toThrow(
      `Port ${port} of 127.0.0.1 needs more rights than this user has. Take one above 1023: micro run --port ${other}`,
    );
  });

  it("says what is wrong with an address", async () => {
    await expect(
      listen(createFailing("EADDRNOTAVAIL"), { host: "192.0.2.1", port: 80 }, suggest),
    ).rejects.toThrow(
      "The server cannot listen on 192.0.2.1 port 80: listen EADDRNOTAVAIL. Give it an address of this machine, such as 127.0.0.1.",
    );
  });
});
