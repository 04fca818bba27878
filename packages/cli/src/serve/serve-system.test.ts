import { afterEach, describe, expect, it, vi } from "vitest";

import { appSource, createProject, removeProjects } from "../../test/project.ts";
import { createRecordingShell } from "../../test/shell.ts";
import { openSocket } from "./listening-socket.ts";
import { createServeSystem } from "./serve-system.ts";
import { resolveSettings } from "./serve-settings.ts";

describe("createServeSystem", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    removeProjects();
  });

  it("is this process", () => {
    const system = createServeSystem(createRecordingShell("/"));
    expect(system.pid).toBe(process.pid);
    system.notify(["READY=1"]);
    const listener = vi.fn<() => void>();
    system.onSignal("SIGUSR2", listener);
    process.emit("SIGUSR2");
    process.off("SIGUSR2", listener);
    expect(listener).toHaveBeenCalledOnce();
  });

  it("starts a worker in a process of its own, with the sockets, and without the variables of this one", async () => {
    const project = createProject({
      "app.mjs": `console.log("environment", process.env.LISTEN_FDS, process.env.A);\n${appSource("")}`,
    });
    const environment = { ...process.env, NODE_OPTIONS: "", LISTEN_FDS: "1", A: "2" };
    const system = createServeSystem({ ...createRecordingShell(project.folder), environment });
    const { settings } = resolveSettings({}, []);
    const launch = {
      settings,
      envFile: undefined,
      reference: { file: project.path("app.mjs"), name: "", source: "" },
    };
    const socket = await openSocket("127.0.0.1:0", { mode: 0o660, scheme: "http" });
    // In the tests the sources are run by vitest, which the worker does not have.
    vi.spyOn(process, "execArgv", "get").mockReturnValue(["--inspect=0", "--conditions=@micro-web/source"]);
    const child = system.forkWorker(launch, [socket]);
    socket.close();
    expect(child.spawnargs).toEqual(
      expect.arrayContaining([
        "--trace-sigint",
        "--max-http-header-size=16384",
        "--conditions=@micro-web/source",
      ]),
    );
    expect(child.spawnargs).not.toContain("--inspect=0");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  });

  it("starts its successor with the same command line, and with the sockets", async () => {
    const project = createProject({
      "script.mjs": `process.exit(process.env.MICRO_SERVE_SOCKETS === '[{"bind":":1","url":"fd://0"}]' && process.argv[2] === "serve" ? 7 : 1);`,
    });
    vi.spyOn(process, "argv", "get").mockReturnValue([process.execPath, project.path("script.mjs"), "serve"]);
    vi.spyOn(process, "execArgv", "get").mockReturnValue([]);
    const environment = { ...process.env, NODE_OPTIONS: "" };
    const system = createServeSystem({ ...createRecordingShell(project.folder), environment });
    const child = system.startSuccessor([{ bind: ":1", url: "fd://0", descriptor: 0, close: () => {} }]);
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(7);
  });
});
