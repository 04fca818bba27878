import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeChild } from "../../test/child-process.ts";
import { Arbiter, type ArbiterEvent, type ArbiterStart, type Launch } from "./arbiter.ts";
import { resolveSettings, type ServeSettings } from "./serve-settings.ts";
import type { WorkerOrder, WorkerReport } from "./worker-messages.ts";

type Child = FakeChild<WorkerOrder, WorkerReport>;

describe("Arbiter", () => {
  let children: Child[];
  let events: string[];
  let said: string[];
  let arbiter: Arbiter;
  let begun: Promise<ArbiterStart>;

  beforeEach(() => void vi.useFakeTimers());

  afterEach(() => {
    vi.useRealTimers();
  });

  function launchOf(values: Partial<ServeSettings>): Launch {
    const { settings } = resolveSettings({}, [{ source: "", values }]);
    return { reference: { file: "/srv/app.ts", name: "", source: "" }, envFile: undefined, settings };
  }

  function nameOf(event: ArbiterEvent): string {
    return event.type === "changed"
      ? `${event.before} to ${event.workers}`
      : `${event.type} ${event.worker.id}`;
  }

  function create(values: Partial<ServeSettings> = {}, connected: boolean = true): void {
    [children, events, said] = [[], [], []];
    arbiter = new Arbiter({
      launch: launchOf(values),
      descriptors: [4, 5],
      fork: () => {
        const child: Child = new FakeChild();
        Object.assign(child, { connected, pid: 100 + children.push(child) });
        return child.process;
      },
      print: (text) => void said.push(text),
      warn: (text) => void said.push(text),
      onEvent: (event) => void events.push(nameOf(event)),
    });
    begun = arbiter.start();
  }

  /** Starts workers that all serve. */
  function serve(values: Partial<ServeSettings> = {}): void {
    create(values);
    for (const child of children) child.report({ type: "ready", title: "app" });
  }

  /** What a worker was told, counted from 1. */
  function ordersOf(id: number): WorkerOrder["type"][] {
    return child(id).orders.map(({ type }) => type);
  }

  function child(id: number): Child {
    return children[id - 1] ?? new FakeChild();
  }

  /** A worker that was told to leave has done so. */
  async function leave(id: number): Promise<void> {
    child(id).report({ type: "drained", cut: 0 });
    await end(id, 0);
  }

  async function end(id: number, status: number | null, signal: string | null = null): Promise<void> {
    child(id).end(status, signal);
    await vi.advanceTimersByTimeAsync(0);
  }

  it("starts as many workers as there shall be, and tells what they need [F407]", async () => {
    create({ workers: 3 });
    expect(children).toHaveLength(3);
    expect(child(1).orders).toEqual([
      expect.objectContaining({
        type: "start",
        descriptors: [4, 5],
        settings: launchOf({ workers: 3 }).settings,
      }),
    ]);
    child(2).report({ type: "ready", title: "createApp()" });
    expect(await begun).toEqual({ title: "createApp()" });
    expect(events).toEqual(["started 1", "started 2", "started 3", "ready 2"]);
  });

  it("says why the first worker cannot start the app", async () => {
    create({ workers: 2 });
    child(1).report({ type: "failed", failure: "Error: no database" });
    expect(await begun).toEqual({ failure: "Error: no database" });
    await end(1, 1);
  });

  it("says that the first worker has ended before it served", async () => {
    create();
    await end(1, null, "SIGILL");
    expect(await begun).toEqual({ failure: "The first worker ended with SIGILL before it served." });
  });

  it("says that a process cannot be started", async () => {
    create({}, false);
    child(1).emit("error", new Error("spawn ENOMEM"));
    await vi.advanceTimersByTimeAsync(0);
    expect(await begun).toEqual({
      failure: "The first worker could not be started: spawn ENOMEM before it served.",
    });
  });

  it("replaces a worker that ends, and waits when that happens again and again [F407]", async () => {
    serve();
    for (let id = 1; id <= 4; id++) {
      await end(id, null, "SIGKILL");
      child(id + 1).report({ type: "ready", title: "app" });
    }
    expect(said[0]).toBe(" * Worker 101 ended with SIGKILL: another one is started");
    expect(children).toHaveLength(5);
    await end(5, 1);
    expect(said.at(-1)).toBe(" * Worker 105 ended with status 1: another one is started in 1 s");
    expect(children).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1001);
    expect(children).toHaveLength(6);
  });

  it("replaces workers one by one at a reload: each leaves when the new one serves [F413]", async () => {
    serve({ workers: 2 });
    arbiter.reload(launchOf({ workers: 2, timeout: 7 }));
    expect(children).toHaveLength(3);
    expect(child(3).orders).toEqual([
      expect.objectContaining({ settings: expect.objectContaining({ timeout: 7 }) }),
    ]);
    expect(ordersOf(1)).toEqual(["start"]);
    child(3).report({ type: "ready", title: "app" });
    expect(child(1).orders.at(-1)).toEqual({
      type: "drain",
      limit: 30_000,
      patience: 5000,
      delay: 0,
      isFinal: false,
    });
    expect(ordersOf(2)).toEqual(["start"]);
    expect(children).toHaveLength(4);
    child(4).report({ type: "ready", title: "app" });
    expect(ordersOf(2)).toEqual(["start", "drain"]);
    child(1).report({ type: "leaving" });
    expect(said).toEqual([]); // the second may still take a new connection
    child(2).report({ type: "leaving" });
    expect(said).toEqual([" * Reloaded: 2 workers"]);
    await leave(1);
    await leave(2);
    expect(said).toHaveLength(1);
    expect(children).toHaveLength(4);
  });

  it("has as many workers after a reload as the new settings say [F408]", async () => {
    serve();
    arbiter.reload(launchOf({ workers: 2 }));
    for (const id of [2, 3]) child(id).report({ type: "ready", title: "app" });
    expect(ordersOf(1)).toEqual(["start", "drain"]);
    await end(1, null, "SIGKILL"); // who is gone accepts nothing more either
    expect(said).toContain(" * Reloaded: 2 workers");
    expect(events).toContain("1 to 2");
  });

  it("begins anew when it is reloaded while it reloads", () => {
    serve();
    arbiter.reload(launchOf({}));
    arbiter.reload(launchOf({}));
    expect(children).toHaveLength(3);
    child(2).report({ type: "ready", title: "app" });
    expect(ordersOf(1)).toEqual(["start", "drain"]);
    child(3).report({ type: "ready", title: "app" });
    expect(ordersOf(2)).toEqual(["start", "drain"]);
  });

  it("goes on with the workers that it has when the new code cannot be started (F6) [F413]", async () => {
    serve({ workers: 2 });
    arbiter.reload(launchOf({ workers: 2, timeout: 7 }));
    child(3).report({ type: "failed", failure: "SyntaxError" });
    await end(3, 1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said).toEqual([
      "SyntaxError",
      " * The reload has failed: the workers that were there go on.",
      " * Worker 103 could not start the app",
    ]);
    expect(children).toHaveLength(3);
    // The settings are those that worked.
    await end(1, null, "SIGKILL");
    await vi.advanceTimersByTimeAsync(1001);
    expect(child(4).orders).toEqual([
      expect.objectContaining({ settings: expect.objectContaining({ timeout: 30 }) }),
    ]);
  });

  it("tries again, more and more slowly, when no worker is left and the app cannot be started, and tells why once", async () => {
    serve();
    await end(1, null, "SIGKILL");
    for (let id = 2; id <= 4; id++) {
      child(id).report({ type: "failed", failure: "SyntaxError" });
      await end(id, 1);
      expect(children).toHaveLength(id);
      await vi.advanceTimersByTimeAsync(1001);
    }
    expect(said.filter((text) => text === "SyntaxError")).toHaveLength(1);
    expect(said.at(-1)).toBe(" * Worker 104 could not start the app: another one is started in 1 s");
  });

  it("ends a worker whose event loop stands still: asks it where, then kills it (F8) [F411]", async () => {
    serve({ timeout: 2, workers: 2 });
    await vi.advanceTimersByTimeAsync(1500);
    child(2).report({ type: "beat", state: { requests: 3, connections: 2, memory: 1 } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(said).toEqual([
      " * Worker 101 has done nothing for 2 s: its event loop stands still, here:",
      " * Worker 101 has hung for 2 s: another one is started",
    ]);
    expect([child(1).signals, child(2).signals]).toEqual([["SIGINT"], []]);
    expect([...arbiter.workers].map(({ state }) => state.requests)).toContain(3);
  });

  it("kills it when it cannot even say where", async () => {
    serve({ timeout: 2 });
    vi.spyOn(child(1), "kill").mockImplementation((signal) => void child(1).signals.push(signal));
    await vi.advanceTimersByTimeAsync(2500);
    await vi.advanceTimersByTimeAsync(1500);
    expect(child(1).signals).toEqual(["SIGINT", "SIGKILL"]);
    await end(1, null, "SIGKILL");
    expect(said.at(-1)).toBe(" * Worker 101 has hung for 2 s: another one is started");
  });

  it("gives workers a minute to load the app, whatever the timeout is", async () => {
    create({ timeout: 2 });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(child(1).signals).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(child(1).signals).toEqual(["SIGINT"]);
  });

  it("lets workers be without a timeout, and blames nobody for the time in which it stood still itself", async () => {
    serve({ timeout: 0 });
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(child(1).signals).toEqual([]);
    serve({ timeout: 10 });
    vi.setSystemTime(Date.now() + 60_000);
    const now = performance.now();
    vi.spyOn(performance, "now").mockImplementation(() => now + 60_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(child(1).signals).toEqual([]);
    vi.restoreAllMocks();
  });

  it("replaces a worker that has done its work, and asks again when that could not start [F415 F416]", async () => {
    serve();
    child(1).report({ type: "expired", reason: "has answered 100 requests" });
    child(1).report({ type: "expired", reason: "has answered 100 requests" });
    expect(said).toEqual([" * Worker 101 has answered 100 requests: it is replaced"]);
    expect(ordersOf(1)).toEqual(["start"]);
    child(2).report({ type: "failed", failure: "Error: no database" });
    await end(2, 1);
    expect(said.at(-1)).toBe(" * Worker 102 could not start the app");
    child(1).report({ type: "expired", reason: "has answered 100 requests" });
    await vi.advanceTimersByTimeAsync(1001);
    child(3).report({ type: "ready", title: "app" });
    expect(ordersOf(1)).toEqual(["start", "drain"]);
  });

  it("lets a worker finish in which an error was thrown that nobody caught, and starts another one at once (F10) [F407]", async () => {
    serve();
    child(1).report({ type: "crashed", failure: "RangeError: too far" });
    expect(said).toEqual([
      "RangeError: too far\n * Nobody caught this error. Worker 101 answers what it was asked, and is replaced.",
    ]);
    expect(ordersOf(1)).toEqual(["start", "drain"]);
    expect(children).toHaveLength(2);
    child(1).report({ type: "drained", cut: 2 });
    await end(1, 1);
    expect(said.at(-1)).toBe(" * Worker 101 has cut 2 connections off that took too long");
  });

  it("waits when such errors come back with each worker", () => {
    serve();
    for (let id = 1; id <= 4; id++) {
      child(id).report({ type: "crashed", failure: "RangeError" });
      child(id + 1).report({ type: "ready", title: "app" });
    }
    child(5).report({ type: "crashed", failure: "RangeError" });
    expect(children).toHaveLength(5);
  });

  it("replaces a worker that somebody else has told to stop [F414]", async () => {
    serve();
    child(1).report({ type: "leaving" });
    expect(children).toHaveLength(2);
    await leave(1);
    expect(said).toEqual([]);
  });

  it("has a worker more, a worker less, one at least, or none until a reload [F414]", async () => {
    serve();
    arbiter.add();
    child(2).report({ type: "ready", title: "app" });
    arbiter.remove();
    arbiter.remove();
    expect(ordersOf(1)).toEqual(["start", "drain"]);
    expect(ordersOf(2)).toEqual(["start"]);
    arbiter.removeAll();
    expect(ordersOf(2)).toEqual(["start", "drain"]);
    await leave(1);
    await leave(2);
    expect(children).toHaveLength(2);
    arbiter.reload(launchOf({}));
    expect(children).toHaveLength(3);
    expect(events.filter((event) => event.includes("to"))).toEqual(["1 to 2", "2 to 1", "1 to 0", "0 to 1"]);
  });

  it("tells all workers that logs were moved away", () => {
    serve({ workers: 2 });
    arbiter.reopenLogs();
    expect([ordersOf(1), ordersOf(2)]).toEqual([
      ["start", "reopen"],
      ["start", "reopen"],
    ]);
  });

  it("stops: waits for all workers, and counts what they have cut off [F412 F414]", async () => {
    serve({ workers: 2, gracefulTimeout: 7, stopDelay: 3 });
    const stopped = arbiter.stop({ isFast: false });
    expect(child(1).orders.at(-1)).toEqual({
      type: "drain",
      limit: 7000,
      patience: 0,
      delay: 3000,
      isFinal: true,
    });
    arbiter.add();
    child(1).report({ type: "drained", cut: 1 });
    await end(1, 0);
    await leave(2);
    expect(await stopped).toBe(1);
    expect(said.at(-1)).toBe(" * Worker 101 has cut 1 connection off that took too long");
    expect(children).toHaveLength(2);
  });

  it("kills a worker that has not stopped in time, which counts as well (F4)", async () => {
    serve({ gracefulTimeout: 2 });
    const stopped = arbiter.stop({ isFast: false });
    await vi.advanceTimersByTimeAsync(3000);
    expect(child(1).signals).toEqual(["SIGKILL"]);
    expect(await stopped).toBe(1);
  });

  it("stops at once, also after it was told to stop slowly [F414]", async () => {
    serve();
    const slow = arbiter.stop({ isFast: false });
    const fast = arbiter.stop({ isFast: true });
    expect(child(1).orders.at(-1)).toEqual({ type: "drain", limit: 0, patience: 0, delay: 0, isFinal: true });
    child(1).report({ type: "drained", cut: 3 });
    await end(1, 0);
    expect([await slow, await fast]).toEqual([3, 0]);
  });

  it("lets connections rest when a successor serves on the same sockets [F414]", async () => {
    serve();
    void arbiter.stop({ isFast: false, hasSuccessor: true });
    expect(child(1).orders.at(-1)).toMatchObject({ type: "drain", patience: 5000, isFinal: false });
    await leave(1);
  });

  it("ends all where they stand, and starts none again, whatever comes", async () => {
    serve({ workers: 2 });
    arbiter.kill();
    expect([child(1).signals, child(2).signals]).toEqual([["SIGKILL"], ["SIGKILL"]]);
    arbiter.reload(launchOf({}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(children).toHaveLength(2);
  });

  it("loses what comes from a worker that was told to leave before it served", async () => {
    create();
    child(1).report({ type: "leaving" });
    child(1).report({ type: "ready", title: "app" });
    child(1).callbacks[0]?.(new Error("gone"));
    expect(events).not.toContain("ready 1");
  });
});
