import { afterEach, describe, expect, it, vi } from "vitest";

import type { WorkerHostProcess } from "./worker-host.ts";

const { called, given } = vi.hoisted(() => ({ called: [] as string[], given: [] as unknown[] }));

vi.mock("./worker-host.ts", () => ({
  WorkerHost: class {
    constructor(hostProcess: unknown) {
      given.push(hostProcess);
    }
    receive = (): unknown => called.push("receive");
    crash = (): unknown => called.push("crash");
    abandon = (): unknown => called.push("abandon");
    leave = (): unknown => called.push("leave");
    reopenLogs = (): unknown => called.push("reopenLogs");
  },
}));

describe("the process of a worker", () => {
  const listeners = new Map<string | symbol, (value?: unknown) => void>();
  const { send, connected } = process;

  afterEach(() => {
    vi.restoreAllMocks();
    Object.assign(process, { send, connected });
  });

  it("does what the arbiter says, and what signals ask of a worker alone [F414]", async () => {
    vi.spyOn(process, "setSourceMapsEnabled").mockReturnValue();
    vi.spyOn(process, "on").mockImplementation(
      (name: string | symbol, listener: (value?: unknown) => void) => {
        listeners.set(name, listener);
        return process;
      },
    );
    await import("./worker-host-process.ts");
    for (const listener of listeners.values()) listener();
    expect(called).toEqual(["receive", "crash", "abandon", "leave", "reopenLogs"]);
    expect([...listeners.keys()]).toEqual(
      expect.arrayContaining(["SIGHUP", "SIGQUIT", "SIGUSR2", "SIGTTIN"]),
    );
    expect([...listeners.keys()]).not.toContain("SIGINT");
  });

  it("tells the arbiter while there is one, warns, measures and ends", async () => {
    const host = given[0] as WorkerHostProcess; // the only one that is made here
    const sent: unknown[] = [];
    const sendNow = (...values: unknown[]): void => {
      sent.push(values[0]);
      const done = values.at(-1);
      if (typeof done === "function") done();
    };
    Object.assign(process, { send: sendNow, connected: true });
    await host.send({ type: "leaving" });
    Object.assign(process, { connected: false });
    await host.send({ type: "leaving" });
    expect(sent).toEqual([{ type: "leaving" }]);
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    host.warn("late");
    expect(write).toHaveBeenCalledWith("late\n");
    const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
    host.exit(3);
    expect(exit).toHaveBeenCalledWith(3);
    expect(host.memory()).toBeGreaterThan(1_000_000);
  });
});
