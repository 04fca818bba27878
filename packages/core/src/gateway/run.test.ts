import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { Micro } from "../app.ts";
import type { MicroOptions } from "../app-options.ts";
import { runApp, type RunOptions } from "./run.ts";

describe("app.run()", () => {
  let printed: string[];
  let logger: MemoryLogger;
  let running: Promise<void> | undefined;
  let endProcess: () => void;

  beforeEach(() => {
    printed = [];
    logger = new MemoryLogger();
    vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
    endProcess = vi.fn<() => void>();
  });

  afterEach(() => {
    process.exitCode = undefined;
  });

  /** Runs an app that answers with its DEBUG. */
  async function start(options: MicroOptions, place: RunOptions): Promise<{ app: Micro; url: string }> {
    const app = new Micro(null, { name: "movies", logger, ...options });
    app.get("/", () => ({ debug: app.config.DEBUG }));
    app.get("/slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return "late";
    });
    running = runApp(app, place, endProcess);
    await vi.waitFor(() => expect(printed).toHaveLength(1));
    return { app, url: /Running on (\S+)/.exec(printed[0] ?? "")?.[1] ?? "" };
  }

  async function stop(): Promise<void> {
    process.emit("SIGTERM");
    await running;
  }

  it("prints the URL, serves, and closes the app when the process is asked to stop [F17]", async () => {
    const { app, url } = await start({}, { port: 0 });
    const closed = vi.fn<() => void>();
    app.onClose(closed);
    expect(printed[0]).toMatch(
      /^ \* Serving movies\n \* Running on http:\/\/127\.0\.0\.1:\d+ \(Ctrl\+C stops it\)$/,
    );
    expect(await (await fetch(url)).json()).toEqual({ debug: false });
    await stop();
    expect(closed).toHaveBeenCalledOnce();
    expect(endProcess).toHaveBeenCalledOnce();
    expect(process.exitCode).toBeUndefined();
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("puts the app into debug when it is told to [F17]", async () => {
    const { url } = await start({}, { port: 0, debug: true });
    expect(printed[0]).toContain("debug is on: not for production");
    expect(await (await fetch(url)).json()).toEqual({ debug: true });
    await stop();
  });

  it("listens where SERVER_NAME says, unless it is told where [F17 B183]", async () => {
    const { url } = await start({ config: { SERVER_NAME: "localhost:0" } }, {});
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    await stop();
    printed.length = 0;
    const other = await start({ config: { SERVER_NAME: "[::1]:0" } }, { host: "127.0.0.1" });
    expect(other.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await stop();
  });

  it("writes an address of version 6 in brackets", async () => {
    expect((await start({}, { host: "::1", port: 0 })).url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    await stop();
  });

  it("answers what is under way before it ends [F17]", async () => {
    const { url } = await start({}, { port: 0 });
    const answer = fetch(`${url}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await stop();
    expect(await (await answer).text()).toBe("late");
  });

  it("does so at an error that nobody caught, logs it, and ends with 1 [F187]", async () => {
    const { url } = await start({}, { port: 0 });
    const answer = fetch(`${url}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    // Emitting the event would tell the test runner as well.
    const [fail] = process.listeners("uncaughtException").slice(-1);
    fail?.(new RangeError("too far\u001b[2J"), "uncaughtException");
    expect(await (await answer).text()).toBe("late");
    await running;
    expect(logger.text).toMatch(
      /^An error that nobody caught; the server stops\.\nRangeError: too far\\u001b\[2J\n/,
    );
    expect(process.exitCode).toBe(1);
  });

  it("ends although the app has left something open", async () => {
    vi.spyOn(process, "exit").mockReturnValue(undefined as never); // it does not return, this one does
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    running = new Micro(null, { logger }).run({ port: 0 });
    await vi.waitFor(() => expect(printed).toHaveLength(1));
    await stop();
    expect(process.exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(500);
    expect(process.exit).toHaveBeenCalledExactlyOnceWith();
    vi.useRealTimers();
  });

  it("fails when the port is taken", async () => {
    const { url } = await start({}, { port: 0 });
    const port = Number(new URL(url).port);
    await expect(new Micro(null, { logger }).run({ port })).rejects.toThrow("EADDRINUSE");
    await stop();
  });

  it("does nothing but say so when the command line has loaded the app [F17]", async () => {
    vi.stubEnv("MICRO_RUN_FROM_CLI", "1");
    const info = vi.fn<(message: string) => void>();
    await new Micro(null, { logger: { error: info, info } }).run();
    expect(info).toHaveBeenCalledExactlyOnceWith("app.run() is ignored: the command line serves the app.");
    expect(printed).toEqual([]);
  });
});
