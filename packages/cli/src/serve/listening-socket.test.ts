import { existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";

import { afterEach, describe, expect, it } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { adoptSocket, type ListeningSocket, openSocket } from "./listening-socket.ts";
import { resolveSettings, type ServeSettings } from "./serve-settings.ts";
import { openSockets } from "./socket-set.ts";

const OPTIONS = { mode: 0o640, scheme: "http" } as const;

describe("sockets", () => {
  const sockets: ListeningSocket[] = [];
  const servers: Server[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    removeProjects();
  });

  async function open(bind: string): Promise<ListeningSocket> {
    const socket = await openSocket(bind, OPTIONS);
    sockets.push(socket);
    return socket;
  }

  async function listenAt(place: { port: number; host: string } | { path: string }): Promise<Server> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(place, resolve));
    return server;
  }

  it.each([
    ["127.0.0.1:0", /^http:\/\/127\.0\.0\.1:[1-9]\d+$/],
    ["localhost:0", /^http:\/\/localhost:[1-9]\d+$/],
    [":0", /^http:\/\/0\.0\.0\.0:[1-9]\d+$/],
    ["[::1]:0", /^http:\/\/\[::1\]:[1-9]\d+$/],
  ])("are opened at %s [F401 F409]", async (bind, url) => {
    const socket = await open(bind);
    expect(socket.url).toMatch(url);
    expect(socket.descriptor).toBeGreaterThan(2);
  });

  it("are opened again at the port that they had", async () => {
    const first = await open("127.0.0.1:0");
    sockets.pop()?.close();
    expect((await open(first.url.slice(7))).url).toBe(first.url);
  });

  it("say who has the port (F44)", async () => {
    const server = await listenAt({ port: 0, host: "127.0.0.1" });
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    await expect(open(`127.0.0.1:${port}`)).rejects.toThrow(
      /^Port \d+ of 127\.0\.0\.1 is in use by .*: micro serve --bind 127\.0\.0\.1:\d+ \[MICRO_SERVER_ADDRESS\]$/,
    );
  });

  it("say that an address is none of this machine, or no name (F44)", async () => {
    await expect(open("192.0.2.1:0")).rejects.toThrow(
      /cannot listen on 192\.0\.2\.1.*\[MICRO_SERVER_ADDRESS\]/,
    );
    await expect(open("nix.invalid:0")).rejects.toThrow("[MICRO_SERVER_ADDRESS]");
  });

  it("have files with the permissions that are wanted, which are removed in the end [F409]", async () => {
    const path = createProject().path("site.sock");
    const { url } = await open(`unix:${path}`);
    expect([url, statSync(path).mode & 0o777]).toEqual([`unix:${path}`, 0o640]);
    sockets.pop()?.close();
    expect(existsSync(path)).toBe(false);
  });

  it("take the place of a file that nobody listens at, and of no other (F44) [F409]", async () => {
    const project: Project = createProject({ "left.sock": "" });
    await open(`unix:${project.path("left.sock")}`);
    await listenAt({ path: project.path("used.sock") });
    await expect(open(`unix:${project.path("used.sock")}`)).rejects.toThrow(
      /cannot listen on unix:.*used\.sock: .*Stop the program that does.*\[MICRO_SERVER_ADDRESS\]/,
    );
    await expect(open(`unix:${project.path("x".repeat(120))}`)).rejects.toThrow("[MICRO_SERVER_ADDRESS]");
  });

  it("may have been opened by somebody else [F409 F424]", async () => {
    const socket = await open("fd://7");
    expect(socket).toMatchObject({ bind: "fd://7", url: "fd://7", descriptor: 7 });
  });

  it("leave the file of a predecessor that still runs, and remove that of one that is gone", () => {
    const path = createProject({ "site.sock": "" }).path("site.sock");
    const socket = { bind: `unix:${path}`, descriptor: 3 };
    adoptSocket(socket).close();
    adoptSocket({ ...socket, owner: process.ppid }).close();
    expect(existsSync(path)).toBe(true);
    adoptSocket({ ...socket, owner: 999_999_999 }).close();
    expect(existsSync(path)).toBe(false);
  });

  describe("of a server", () => {
    async function openAll(
      values: Partial<ServeSettings>,
      environment: Record<string, string> = {},
    ): Promise<string[]> {
      const resolved = resolveSettings(environment, [{ source: "the command line", values }]);
      const all = await openSockets(resolved, { environment, pid: 12 });
      sockets.push(...all);
      return all.map(({ url }) => url);
    }

    it("are as many as the settings say [F409]", async () => {
      const urls = await openAll({ bind: ["127.0.0.1:0", "[::1]:0"], cert: "cert.pem" });
      expect(urls).toEqual([
        expect.stringMatching(/^https:\/\/127/),
        expect.stringMatching(/^https:\/\/\[::1\]/),
      ]);
    });

    it("are none when one of them cannot be opened", async () => {
      const path = createProject().path("site.sock");
      await expect(openAll({ bind: [`unix:${path}`, "192.0.2.1:0"] })).rejects.toThrow("192.0.2.1");
      expect(existsSync(path)).toBe(false);
    });

    it("are those of systemd, unless others are wanted [F424]", async () => {
      const environment = { LISTEN_FDS: "2", LISTEN_PID: "12" };
      expect(await openAll({}, environment)).toEqual(["fd://3", "fd://4"]);
      expect(await openAll({ bind: ["127.0.0.1:0"] }, environment)).toEqual([expect.stringMatching(/^http/)]);
    });

    it("are those of the server before this one, where it had them [F414]", async () => {
      const before = [{ bind: "127.0.0.1:0", url: "http://127.0.0.1:8123" }];
      const urls = await openAll(
        { bind: ["[::1]:0", "127.0.0.1:0"] },
        { MICRO_SERVE_SOCKETS: JSON.stringify(before) },
      );
      expect(urls).toEqual([expect.stringMatching(/^http:\/\/\[::1\]/), "http://127.0.0.1:8123"]);
      expect(sockets.at(-1)?.descriptor).toBe(3);
    });
  });
});
