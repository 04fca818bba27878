import { describe, expect, it, vi } from "vitest";

import { createShell } from "./shell.ts";

describe("the shell of a process", () => {
  it("is in the current folder and has its variables", () => {
    expect(createShell()).toMatchObject({ folder: process.cwd(), environment: process.env });
  });

  it("writes lines to the standard outputs", () => {
    const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    createShell().print("hello");
    createShell().warn("careful");
    const calls = [out.mock.calls, error.mock.calls];
    out.mockRestore();
    error.mockRestore();
    expect(calls).toEqual([[["hello\n"]], [["careful\n"]]]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops at %s and leaves the next signal to Node",
    async (signal) => {
      const before = process.listenerCount(signal);
      const stopped = createShell().untilStopped();
      expect(process.listenerCount(signal)).toBe(before + 1);
      process.emit(signal);
      await stopped;
      expect(process.listenerCount("SIGINT")).toBe(before);
      expect(process.listenerCount("SIGTERM")).toBe(before);
    },
  );

  it("stops at an error that nobody caught, and tells of it and those that follow [F187]", async () => {
    const errors: unknown[] = [];
    const stopped = createShell().untilStopped((error) => void errors.push(error));
    // Emitting the event would tell the test runner as well.
    const [crash] = process.listeners("uncaughtException").slice(-1);
    const [first, second] = [new Error("first"), new Error("second")];
    crash?.(first, "uncaughtException");
    await stopped;
    crash?.(second, "unhandledRejection");
    expect(errors).toEqual([first, second]);
    if (crash !== undefined) process.off("uncaughtException", crash);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const [stop] = process.listeners(signal).slice(-1);
      if (stop !== undefined) process.off(signal, stop);
    }
  });

  it("ends the process that has nothing more to do but timers of the app", () => {
    vi.useFakeTimers();
    const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never); // it does not return, this one does
    createShell().endSoon();
    vi.runAllTimers();
    expect(exit).toHaveBeenCalledExactlyOnceWith();
    vi.useRealTimers();
  });
});
