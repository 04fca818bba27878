import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeChild } from "../../test/child-process.ts";
import { appSource, createProject, type Project, removeProjects } from "../../test/project.ts";
import { createRecordingShell, type RecordingShell } from "../../test/shell.ts";
import { serve } from "./serve.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { ServeSystem } from "./serve-system.ts";
import type { WorkerOrder, WorkerReport } from "./worker-messages.ts";

/** Sockets are opened and files imported meanwhile. */
const WITHIN = { timeout: 4500 };

type Child = FakeChild<WorkerOrder, WorkerReport>;

/** Says lines at a control socket; gives what is answered. */
async function converse(path: string, lines: readonly string[]): Promise<unknown[]> {
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), WITHIN);
  const socket = connect(path);
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  socket.write(lines.map((line) => `${line}\n`).join(""));
  await vi.waitFor(() => expect(text.split("\n")).toHaveLength(lines.length + 1), WITHIN);
  return text
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

describe("micro serve", () => {
  let project: Project;
  let shell: RecordingShell;
  let children: Child[];
  let successors: FakeChild[];
  let signals: Map<string, () => void>;
  let notified: string[];
  let isTerminal: boolean;
  let sharesSockets: boolean;
  let ended: Promise<number>;

  beforeEach(() => {
    [children, successors, signals, notified, isTerminal] = [[], [], new Map(), [], false];
    sharesSockets = true;
  });

  afterEach(removeProjects);

  function createSystem(): ServeSystem {
    return {
      pid: 12,
      sharesSockets,
      isTerminal,
      onSignal: (signal, listener) => void signals.set(signal, listener),
      forkWorker: () => {
        const child: Child = new FakeChild();
        Object.assign(child, { pid: 100 + children.push(child) });
        return child.process;
      },
      startSuccessor: () => {
        const child = new FakeChild();
        successors.push(child);
        return Object.assign(child.process, { pid: 13, unref: () => {} });
      },
      notify: (words) => void notified.push(words.join(" ")),
    };
  }

  /** Starts a server in a project; the first workers are there when this resolves. */
  async function begin(
    options: Partial<ServeOptions> = {},
    files: Record<string, string> = { "app.mjs": appSource("hello") },
    environment: Record<string, string> = {},
  ): Promise<void> {
    project = createProject(files);
    shell = createRecordingShell(project.folder, environment);
    const all = { app: undefined, checkConfig: false, printConfig: false, variable: {}, commandLine: {} };
    ended = serve({ ...all, ...options }, shell, createSystem());
    ended.catch(() => {});
    await Promise.race([
      ended.catch(() => {}),
      vi.waitFor(() => expect(children.length).toBeGreaterThan(0), WITHIN),
    ]);
  }

  const LOCAL = { bind: ["127.0.0.1:0"] };

  async function serving(options: Partial<ServeOptions> = {}, files?: Record<string, string>): Promise<void> {
    await begin({ commandLine: LOCAL, ...options }, files);
    for (const child of children) child.report({ type: "ready", title: "app" });
    await shell.untilSaid(/SIGTERM stops/);
  }

  function send(signal: NodeJS.Signals): void {
    signals.get(signal)?.();
  }

  async function stop(): Promise<number> {
    send("SIGTERM");
    for (const child of children) if (child.connected) child.end(0);
    return ended;
  }

  const said = (): string => [...shell.printed, ...shell.warned].join("\n");

  it("serves the app with workers, and says which, where and how [F389 F407]", async () => {
    await serving({ commandLine: { ...LOCAL, workers: 2 } });
    expect(said()).toMatch(
      /^ \* Serving app of app\.mjs \(found by its name\) with 2 workers\n \* Running on http:\/\/127\.0\.0\.1:\d+\n \* Process 12: SIGHUP loads new code, SIGTERM stops$/,
    );
    expect(notified).toEqual(["READY=1 STATUS=2 workers"]);
    expect(await stop()).toBe(0);
    expect(notified).toEqual(["READY=1 STATUS=2 workers", "STOPPING=1"]);
  });

  it("names the file of an app elsewhere without its folders", async () => {
    const other = createProject({ "other.mjs": "" });
    await serving({ app: other.path("other.mjs") });
    expect(said()).toContain("Serving app of other.mjs (--app) with 1 worker");
    await stop();
  });

  it("reads the file, then MICRO_SERVE_ARGS, then the command line [F410]", async () => {
    const file = `export const server = { bind: "127.0.0.1:0", workers: 4, timeout: 4, keepAlive: 4 };`;
    const layers = { variable: { workers: 3, timeout: 3 }, commandLine: { workers: 2 } };
    await begin(layers, { "app.mjs": appSource(""), "micro.server.mjs": file });
    expect(children[0]?.orders[0]).toMatchObject({ settings: { workers: 2, timeout: 3, keepAlive: 4 } });
    await stop();
  });

  it("prints the settings and where each comes from [F410]", async () => {
    await begin({ printConfig: true, commandLine: { socketMode: 0o600 } }, undefined, { PORT: "80" });
    expect(await ended).toBe(0);
    expect(said()).toMatch(/^socketMode +600 +the command line$/m);
    expect(said()).toMatch(/^bind +\["0\.0\.0\.0:80"\] +PORT$/m);
    expect(said()).toMatch(/^timeout +30 +default$/m);
    expect(children).toEqual([]);
  });

  it("says whether settings and app can be used [F410]", async () => {
    await begin({ checkConfig: true });
    expect(await ended).toBe(0);
    expect(said()).toMatch(/^app of .*app\.mjs can be served\.$/);
    expect(shell.environment["NODE_ENV"]).toBe("production");
    await begin({ checkConfig: true }, { "app.mjs": "export const nothing = 1;" });
    await expect(ended).rejects.toThrow("MICRO_APP_EXPORT");
    await begin({ checkConfig: true }, { "micro.server.mjs": "export const server = { worker: 1 };" });
    await expect(ended).rejects.toThrow("MICRO_SERVE_CONFIG");
  });

  it("does not serve in debug, whoever asks for it [F389]", async () => {
    await begin({ debug: true });
    await expect(ended).rejects.toThrow(/^Debug is on.*\[MICRO_DEBUG_PRODUCTION\]$/);
    await begin({}, { "app.mjs": "", ".env": "MICRO_DEBUG=1\n" });
    await expect(ended).rejects.toThrow("MICRO_DEBUG_PRODUCTION");
  });

  it("says where it cannot work, as on Windows, and what can", async () => {
    sharesSockets = false;
    await begin();
    await expect(ended).rejects.toThrow(/Use micro run without --debug there\. \[MICRO_SERVE_PLATFORM\]$/);
  });

  it("says that a certificate cannot be used before it starts anything", async () => {
    await begin({ commandLine: { ...LOCAL, cert: "nix.pem", key: "nix.pem" } });
    await expect(ended).rejects.toThrow("MICRO_TLS_FILES");
    expect(children).toEqual([]);
  });

  it("ends with 3 when the first worker cannot start the app, as Gunicorn does [F407]", async () => {
    await begin({ commandLine: { ...LOCAL, workers: 2 } });
    children[1]?.report({ type: "failed", failure: "Error: no database" });
    expect(await ended).toBe(3);
    expect(shell.warned).toEqual(["Error: no database"]);
    expect(children.map(({ signals: sent }) => sent)).toEqual([["SIGKILL"], ["SIGKILL"]]);
  });

  it("can be stopped before a worker serves", async () => {
    await begin({ commandLine: LOCAL });
    expect(await stop()).toBe(0);
  });

  it("ends with 1 when requests were cut off (F4) [F412]", async () => {
    await serving();
    send("SIGTERM");
    children[0]?.report({ type: "drained", cut: 1 });
    children[0]?.end(0);
    expect(await ended).toBe(1);
  });

  it("stops faster each time it is asked [F414]", async () => {
    await serving({ commandLine: { ...LOCAL, stopDelay: 0.001 } });
    send("SIGTERM");
    await vi.waitFor(() => expect(children[0]?.orders).toHaveLength(2));
    send("SIGTERM");
    expect(children[0]?.orders.at(-1)).toMatchObject({ type: "drain", limit: 0 });
    send("SIGINT");
    expect(children[0]?.signals).toEqual(["SIGKILL"]);
    await ended;
    expect(said()).toContain(" * Stopping: what was asked is answered");
  });

  it.each(["SIGINT", "SIGQUIT"] as const)("stops at once at %s [F414]", async (signal) => {
    await serving();
    send(signal);
    await vi.waitFor(() => expect(children[0]?.orders.at(-1)).toMatchObject({ type: "drain", limit: 0 }));
    children[0]?.end(0);
    expect(await ended).toBe(0);
    expect(said()).toContain(" * Stopping at once");
  });

  it("reads the settings and the app anew at SIGHUP [F413 F414]", async () => {
    const file = (workers: number): string => `export const server = { workers: ${workers} };`;
    await serving({}, { "app.mjs": appSource(""), "micro.server.mjs": file(1) });
    project.write("micro.server.mjs", file(2));
    send("SIGHUP");
    await shell.untilSaid(/2 workers from now on/);
    expect(children.length).toBeGreaterThan(1);
    expect(notified).toEqual(["READY=1 STATUS=1 worker", "RELOADING=1", "READY=1"]);
    project.write("micro.server.mjs", "export const server = { workers: 'x' };");
    send("SIGHUP");
    await shell.untilSaid(/workers of micro\.server\.mjs is "x"[^]* \* Nothing was reloaded\./);
    await stop();
  });

  it("says that other addresses need a restart", async () => {
    const file = (port: number): string => `export const server = { bind: "127.0.0.1:${port}" };`;
    await serving({ commandLine: {} }, { "app.mjs": appSource(""), "micro.server.mjs": file(0) });
    project.write("micro.server.mjs", file(1));
    send("SIGHUP");
    await vi.waitFor(() => expect(said()).toContain("Other addresses need a restart, or SIGUSR2"), WITHIN);
    await stop();
  });

  it("hands its sockets and its file to a successor at SIGUSR2, and goes on when that ends [F414]", async () => {
    const { path } = createProject();
    const [pid, controlSocket] = [path("site.pid"), path("control")];
    await serving({ commandLine: { ...LOCAL, pid, controlSocket } });
    expect(readFileSync(pid, "utf8")).toBe("12\n");
    send("SIGUSR2");
    send("SIGUSR2");
    expect(said()).toContain(
      " * Process 13 starts as the successor of process 12\n * There is a successor already.",
    );
    expect([existsSync(pid), existsSync(controlSocket)]).toEqual([false, false]);
    successors[0]?.emit("exit", 1);
    successors[0]?.emit("error", new Error("gone"));
    expect(shell.warned.at(-1)).toBe(" * The successor has ended: process 12 goes on.");
    expect(readFileSync(pid, "utf8")).toBe("12\n");
    expect(await converse(controlSocket, ["stats"])).toHaveLength(1);
    send("SIGUSR2");
    // Its own successor has it.
    writeFileSync(controlSocket, "");
    send("SIGTERM");
    await vi.waitFor(() => expect(children[0]?.orders.at(-1)).toMatchObject({ isFinal: false }));
    expect(await stop()).toBe(0);
    expect(existsSync(pid)).toBe(false);
  });

  it("says that its control socket cannot be opened again", async () => {
    const project = createProject();
    const folder = project.path("run");
    project.write("run/x", "");
    await serving({ commandLine: { ...LOCAL, controlSocket: `${folder}/control` } });
    send("SIGUSR2");
    rmSync(folder, { recursive: true });
    successors[0]?.emit("exit", 1);
    await vi.waitFor(() => expect(said()).toContain("The socket for commands cannot be opened"), WITHIN);
    await stop();
  });

  it("changes its workers and reopens logs at signals; at a terminal, SIGWINCH is one of its window [F414]", async () => {
    await serving();
    send("SIGTTIN");
    expect(children).toHaveLength(2);
    send("SIGTTOU");
    send("SIGUSR1");
    expect(children[0]?.orders.at(-1)).toEqual({ type: "reopen" });
    expect(signals.has("SIGWINCH")).toBe(true);
    await stop();
    [isTerminal, signals, children] = [true, new Map(), []];
    await begin({ commandLine: LOCAL });
    expect(signals.has("SIGWINCH")).toBe(false);
    await stop();
  });

  it("calls the hooks of its file; one that fails is told, and stops nobody [F425]", async () => {
    const hooks = `
onStarting: ({ pid, urls }) => log("starting", pid, urls.length),
whenReady: () => log("ready"),
onReload: () => log("reload"),
onWorkerStart: ({ id, pid }) => log("worker", id, pid),
onWorkerReady: ({ id }) => log("worker ready", id),
onWorkerExit: ({ id }) => log("worker exit", id),
onWorkersChanged: (workers, before) => { log("changed", before, workers); throw new Error("thrown"); },
onExit: async () => { log("exit"); throw new Error("rejected"); },`;
    const file = `const log = (...words) => (globalThis.microLog ??= []).push(words.join(" "));
export const server = { hooks: { ${hooks} } };`;
    await serving({}, { "app.mjs": appSource(""), "micro.server.mjs": file });
    send("SIGTTIN");
    send("SIGHUP");
    await vi.waitFor(() => expect(Reflect.get(globalThis, "microLog")).toContain("reload"), WITHIN);
    await stop();
    const log = Reflect.get(globalThis, "microLog");
    Reflect.deleteProperty(globalThis, "microLog");
    expect(log).toEqual(expect.arrayContaining(["starting 12 1", "worker 1 101", "worker ready 1", "ready"]));
    expect(log).toEqual(expect.arrayContaining(["changed 1 2", "reload", "worker exit 1", "exit"]));
    expect(said()).toMatch(/The hook onWorkersChanged of the server has failed\.\nError: thrown/);
    await shell.untilSaid(/The hook onExit of the server has failed\.\nError: rejected/);
  });

  it("takes commands at a socket file of its own, and tells there how its workers are [F426]", async () => {
    const path = `${createProject().folder}/control`;
    await serving({ commandLine: { ...LOCAL, controlSocket: path } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    children[0]?.report({ type: "beat", state: { requests: 7, connections: 2, memory: 1024 } });
    const answers = await converse(path, ["stats", "add", "nix"]);
    expect(answers).toEqual([
      {
        pid: 12,
        urls: [expect.stringMatching(/^http:/)],
        workers: [
          expect.objectContaining({
            id: 1,
            pid: 101,
            phase: "serving",
            requests: 7,
            connections: 2,
            memory: 1024,
          }),
        ],
      },
      { ok: true },
      { error: expect.stringMatching(/^There are stats, stop, stopFast, reload/) },
    ]);
    expect(children).toHaveLength(2);
    const other = createRecordingShell(project.folder);
    const options = { app: undefined, checkConfig: false, printConfig: false, variable: {} };
    await expect(
      serve({ ...options, commandLine: { ...LOCAL, controlSocket: path } }, other, createSystem()),
    ).rejects.toThrow(/socket for commands cannot be opened at .*\[MICRO_SERVER_ADDRESS\]$/);
    const tooLong = connect(path).on("error", () => {});
    tooLong.write("x".repeat(300));
    await new Promise((resolve) => tooLong.once("close", resolve));
    await converse(path, ["stop"]);
    for (const child of children) child.end(0);
    expect(await ended).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it("replaces the socket file of a server that is gone", async () => {
    const left = createProject({ control: "" });
    await serving({ commandLine: { ...LOCAL, controlSocket: left.path("control") } });
    expect(await converse(left.path("control"), ["add"])).toEqual([{ ok: true }]);
    await stop();
  });

  it("leaves everything as it was when another server has its file", async () => {
    const other = createProject({ "site.pid": `${process.pid}\n` });
    await begin({ commandLine: { ...LOCAL, pid: other.path("site.pid") } });
    await expect(ended).rejects.toThrow("MICRO_SERVE_PID");
    expect(children).toEqual([]);
  });
});
