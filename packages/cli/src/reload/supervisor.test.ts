import { Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";

import { FakeChild } from "../../test/child-process.ts";
import { createRecordingShell, type RecordingShell } from "../../test/shell.ts";
import { Supervisor } from "./supervisor.ts";

interface Supervised {
  readonly supervisor: Supervisor;
  readonly children: FakeChild[];
  readonly shell: RecordingShell;
  readonly titles: string[];
}

/** A supervisor whose first process has been started. */
function start(keepsSpare = false): Supervised {
  const children: FakeChild[] = [];
  const titles: string[] = [];
  const shell = createRecordingShell("/srv");
  const supervisor = new Supervisor({
    reference: { file: "/srv/app.ts", name: "", source: "--app" },
    debug: true,
    certificate: null,
    refreshToken: "",
    keepsSpare,
    shell,
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child.process;
    },
    onFirstReady: (title) => void titles.push(title),
  });
  supervisor.start();
  return { supervisor, children, shell, titles };
}

const ready = { type: "ready", title: "app", failure: "" } as const;

/** The types of the orders that a process was given. */
function ordersOf(child: FakeChild | undefined): string[] {
  return child?.orders.map(({ type }) => type) ?? [];
}

/** Waits until a process is told to start the app. */
async function untilStarted(children: readonly FakeChild[], index: number): Promise<void> {
  await vi.waitFor(() => expect(ordersOf(children[index])).toContain("start"));
}

describe("Supervisor", () => {
  it("starts the app and tells when it answers", () => {
    const { children, titles, shell } = start();
    expect(children[0]?.orders).toEqual([
      {
        type: "start",
        reference: { file: "/srv/app.ts", name: "", source: "--app" },
        debug: true,
        certificate: null,
        refreshToken: "",
        envFile: undefined,
        failure: "",
        pages: null,
      },
    ]);
    children[0]?.report(ready);
    expect(titles).toEqual(["app"]);
    expect([...shell.printed, ...shell.warned]).toEqual([]);
  });

  it("keeps a process that has loaded all but the app, and starts the app there after a change [F390]", async () => {
    const { supervisor, children } = start(true);
    children[0]?.report(ready);
    await vi.waitFor(() => expect(ordersOf(children[1])).toEqual(["prepare"]));
    children[1]?.end(1);
    await new Promise((resolve) => setTimeout(resolve, 0));
    supervisor.restart("/srv/a.ts"); // the spare is gone: another one is started
    children[0]?.end(0);
    await untilStarted(children, 2);
    children[2]?.report(ready);
    await vi.waitFor(() => expect(ordersOf(children[3])).toEqual(["prepare"]));
    supervisor.restart("/srv/a.ts");
    children[2]?.end(0);
    await untilStarted(children, 3);
    expect(ordersOf(children[3])).toEqual(["prepare", "start"]);
    const stopped = supervisor.stop();
    children[3]?.end(0);
    await stopped;
  });

  it("keeps connections until the app is ready", () => {
    const { supervisor, children } = start();
    supervisor.accept(new Socket());
    expect(ordersOf(children[0])).toEqual(["start"]);
    children[0]?.report(ready);
    expect(ordersOf(children[0])).toEqual(["start", "serve"]);
  });

  it("has open pages show again what has changed: one order for many saves, of pages before styles [F395]", async () => {
    const { supervisor, children } = start();
    children[0]?.report(ready);
    supervisor.refresh("styles");
    supervisor.refresh("refresh");
    supervisor.refresh("styles");
    await vi.waitFor(() => expect(children[0]?.orders.at(-1)).toEqual({ type: "refresh", kind: "refresh" }));
    supervisor.refresh("styles");
    await vi.waitFor(() => expect(children[0]?.orders.at(-1)).toEqual({ type: "refresh", kind: "styles" }));
    expect(ordersOf(children[0])).toEqual(["start", "refresh", "refresh"]);
    expect(children).toHaveLength(1);
  });

  it("retires the process at once after a change, and starts another", async () => {
    const { supervisor, children, shell } = start();
    children[0]?.report(ready);
    supervisor.restart("app.ts");
    expect(ordersOf(children[0])).toEqual(["start", "retire"]);
    // The next process is there already, and waits.
    expect(children).toHaveLength(2);
    expect(ordersOf(children[1])).toEqual([]);
    children[0]?.end(0);
    await untilStarted(children, 1);
    children[1]?.report(ready);
    expect(shell.printed).toEqual([
      expect.stringMatching(/^ \* Reloaded after a change of app\.ts \(\d+ ms\)$/),
    ]);
    expect(shell.warned).toEqual([]);
  });

  it("gives the connections that are released to the next process", async () => {
    const { supervisor, children } = start();
    children[0]?.report(ready);
    supervisor.accept(new Socket());
    supervisor.restart("app.ts");
    children[0]?.report({ type: "released", id: 1 });
    children[0]?.end(0);
    await untilStarted(children, 1);
    children[1]?.report(ready);
    expect(children[1]?.orders.at(-1)).toEqual({ type: "serve", id: 1 });
  });

  it("makes one restart of many changes", async () => {
    const { supervisor, children, shell } = start();
    children[0]?.report(ready);
    for (let count = 0; count < 100; count++) {
      supervisor.restart(count % 2 === 0 ? "app.ts" : "models.ts");
      if (count % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    children[0]?.end(0);
    await untilStarted(children, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(children).toHaveLength(2);
    children[1]?.report(ready);
    expect(shell.printed.join("\n")).toContain("Reloaded after a change of app.ts and 1 more (");
  });

  it("does not wait long for a process that has requests to finish", async () => {
    const { supervisor, children } = start();
    children[0]?.report(ready);
    supervisor.restart("app.ts");
    await untilStarted(children, 1);
    expect(children[0]?.connected).toBe(true);
    children[0]?.report({ type: "ready", title: "old", failure: "" });
    children[0]?.end(0);
  });

  it("starts once more when a file changes while it waits", async () => {
    const { supervisor, children } = start();
    children[0]?.report(ready);
    supervisor.restart("app.ts");
    await new Promise((resolve) => setTimeout(resolve, 100));
    supervisor.restart("app.ts");
    children[0]?.end(0);
    await untilStarted(children, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(children).toHaveLength(2);
  });

  it("closes connections that are over", () => {
    const { supervisor, children } = start();
    const socket = new Socket();
    supervisor.accept(socket);
    children[0]?.report(ready);
    children[0]?.report({ type: "closed", id: 1 });
    expect(socket.destroyed).toBe(true);
  });

  it("prints a failure once, and the next good start", async () => {
    const { supervisor, children, shell, titles } = start();
    children[0]?.report({ type: "ready", title: "", failure: "SyntaxError: app.ts:3" });
    expect(titles).toEqual([""]);
    expect(shell.warned).toEqual(["SyntaxError: app.ts:3\n * The app cannot start. Correct it and save."]);
    supervisor.restart("app.ts");
    children[0]?.end(0);
    await untilStarted(children, 1);
    children[1]?.report(ready);
    expect(shell.warned).toHaveLength(1);
    expect(shell.printed).toHaveLength(1);
  });

  it("says so when the next process ends before it is used", async () => {
    const { supervisor, children, shell } = start();
    children[0]?.report(ready);
    supervisor.restart("app.ts");
    children[1]?.end(9);
    children[0]?.end(0);
    await vi.waitFor(() => expect(shell.warned.join("\n")).toContain("ended with status 9"));
    await untilStarted(children, 2);
  });

  describe("when the process ends by itself", () => {
    it("lets it answer what it was asked, says why, and lets another one show it [F187]", async () => {
      const { supervisor, children, shell } = start();
      const socket = new Socket();
      supervisor.accept(socket);
      children[0]?.report(ready);
      children[0]?.report({ type: "crashed", failure: "Error: boom" });
      expect(ordersOf(children[0])).toEqual(["start", "serve", "retire"]);
      await untilStarted(children, 1);
      expect(socket.destroyed).toBe(false);
      children[0]?.report({ type: "crashed", failure: "Error: again" });
      children[0]?.end(1);
      await vi.waitFor(() => expect(socket.destroyed).toBe(true));
      expect(shell.warned).toEqual([
        "Error: boom\n * The app has stopped. It starts again after the next save.",
        "Error: again",
      ]);
      expect(children[1]?.orders).toMatchObject([{ type: "start", failure: "Error: boom" }]);
      children[1]?.report(ready);
      expect(shell.printed).toEqual([]);
    });

    it("waits for the next save when the other one ends as well", async () => {
      const { supervisor, children, shell } = start();
      children[0]?.end(1);
      await untilStarted(children, 1);
      children[1]?.end(1);
      await vi.waitFor(() => expect(shell.warned).toHaveLength(2));
      expect(children).toHaveLength(2);
      supervisor.restart("app.ts");
      await untilStarted(children, 2);
    });
  });

  describe("stop", () => {
    it("lets the process finish, and ends", async () => {
      const { supervisor, children } = start();
      children[0]?.report(ready);
      const stopped = supervisor.stop();
      expect(children[0]?.orders.at(-1)).toEqual({ type: "retire", limit: 10_000, handOver: false });
      children[0]?.end(0);
      await stopped;
      supervisor.restart("app.ts");
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect(children).toHaveLength(1);
    });

    it("closes the connections that wait or are released", async () => {
      const { supervisor, children } = start();
      const sockets = [new Socket(), new Socket()];
      for (const socket of sockets) supervisor.accept(socket);
      children[0]?.report(ready);
      supervisor.restart("app.ts");
      children[0]?.report({ type: "released", id: 1 });
      const stopped = supervisor.stop();
      expect(sockets.map((socket) => socket.destroyed)).toEqual([true, false]);
      children[0]?.report({ type: "released", id: 2 });
      expect(sockets[1]?.destroyed).toBe(true);
      for (const child of children) child.end(0);
      await stopped;
      expect(ordersOf(children[1])).toEqual(["retire"]);
    });

    it("starts nothing that was waiting for the old process", async () => {
      const { supervisor, children } = start();
      supervisor.restart("app.ts");
      await new Promise((resolve) => setTimeout(resolve, 80));
      const stopped = supervisor.stop();
      for (const child of children) child.end(0);
      await stopped;
      await new Promise(setImmediate);
      expect(ordersOf(children[1])).toEqual(["retire"]);
    });
  });
});
