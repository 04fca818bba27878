import { chmodSync, readFileSync } from "node:fs";

import { afterEach, describe, expect, it, vi } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { inheritedSockets, notifySystemd } from "./systemd.ts";

describe("systemd", () => {
  afterEach(removeProjects);

  it("hands sockets over to the process that it names [F424]", () => {
    expect(inheritedSockets({ LISTEN_FDS: "2", LISTEN_PID: "12" }, 12)).toEqual([3, 4]);
    expect(inheritedSockets({ LISTEN_FDS: "2", LISTEN_PID: "11" }, 12)).toEqual([]);
    expect(inheritedSockets({ LISTEN_FDS: "x", LISTEN_PID: "12" }, 12)).toEqual([]);
    expect(inheritedSockets({}, 12)).toEqual([]);
  });

  it("is told how the service is, where it has asked [F424]", async () => {
    const project = createProject({
      "systemd-notify": '#!/bin/sh\necho "$NOTIFY_SOCKET $@" >> "${0%/*}/told"\n',
    });
    chmodSync(project.path("systemd-notify"), 0o755);
    const PATH = `${project.folder}:${process.env["PATH"]}`;
    notifySystemd({ PATH }, ["READY=1"]);
    notifySystemd({ PATH, NOTIFY_SOCKET: "/run/notify" }, ["READY=1", "STATUS=2 workers"]);
    await vi.waitFor(
      () => expect(readFileSync(project.path("told"), "utf8")).toBe("/run/notify READY=1 STATUS=2 workers\n"),
      { timeout: 4500 },
    );
  });

  it("may lack its program", async () => {
    expect(() => notifySystemd({ PATH: "/nix", NOTIFY_SOCKET: "/run/notify" }, ["READY=1"])).not.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
