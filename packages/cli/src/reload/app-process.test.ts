import { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";

import { FakeChild } from "../../test/child-process.ts";
import { AppProcess } from "./app-process.ts";
import type { Report } from "./messages.ts";

describe("AppProcess", () => {
  afterEach(() => void vi.useRealTimers());

  function create(): { child: FakeChild; appProcess: AppProcess; reports: Report[] } {
    const child = new FakeChild();
    const reports: Report[] = [];
    return {
      child,
      reports,
      appProcess: new AppProcess(child.process, (report) => void reports.push(report)),
    };
  }

  it("passes on what the process says", () => {
    const { child, reports } = create();
    child.report({ type: "closed", id: 1 });
    expect(reports).toEqual([{ type: "closed", id: 1 }]);
  });

  it("sends connections and keeps its own end of them", () => {
    const { child, appProcess } = create();
    const send = vi.spyOn(child, "send");
    const socket = new Socket();
    appProcess.serve(3, socket);
    expect(send).toHaveBeenCalledWith(
      { type: "serve", id: 3 },
      socket,
      { keepOpen: true },
      expect.any(Function),
    );
  });

  it("gives up a connection that cannot be sent", () => {
    const { child, appProcess, reports } = create();
    appProcess.serve(3, new Socket());
    child.callbacks[0]?.(null);
    expect(reports).toEqual([]);
    child.callbacks[0]?.(new Error("closed"));
    expect(reports).toEqual([{ type: "closed", id: 3 }]);
  });

  it("is gone when it has ended and its last words are read", async () => {
    const { child, appProcess } = create();
    const gone = vi.fn<(reason: string) => void>();
    void appProcess.gone.then(gone);
    child.emit("exit", 3, null);
    await new Promise(setImmediate);
    expect(gone).not.toHaveBeenCalled();
    child.emit("disconnect");
    await appProcess.gone;
    expect(gone).toHaveBeenCalledWith("The process of the app ended with status 3.");
  });

  it("says which signal ended it", async () => {
    const { child, appProcess } = create();
    child.end(null, "SIGKILL");
    expect(await appProcess.gone).toBe("The process of the app ended with SIGKILL.");
  });

  it("says which error ended it", async () => {
    const { child, appProcess } = create();
    child.report({ type: "crashed", failure: "Error: boom" });
    child.end(1);
    expect(await appProcess.gone).toBe("Error: boom");
  });

  it("is gone when it cannot be started", async () => {
    const child = new FakeChild();
    child.connected = false;
    const { gone } = new AppProcess(child.process, () => {});
    child.emit("error", new Error("spawn EAGAIN"));
    expect(await gone).toBe("The process of the app cannot be started: spawn EAGAIN");
  });

  it("is killed when it does not retire in time", async () => {
    vi.useFakeTimers();
    const { child, appProcess } = create();
    appProcess.retire({ handOver: true });
    appProcess.retire({ handOver: false });
    expect(child.orders[0]).toEqual({ type: "retire", limit: 10_000, handOver: true });
    vi.advanceTimersByTime(10_999);
    expect(child.signals).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(child.signals).toEqual(["SIGKILL"]);
    await appProcess.gone;
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
