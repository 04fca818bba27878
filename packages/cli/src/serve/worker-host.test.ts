import { closeSync, openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { get as getSecurely } from "node:https";
import { connect } from "node:net";
import { Micro } from "@micro-web/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { appSource, createProject, type Project, removeProjects } from "../../test/project.ts";
import { forgetApp, projectOf } from "../../test/own-app.ts";
import { createAdhocCertificate } from "../server/adhoc-certificate.ts";
import { type ListeningSocket, openSocket } from "./listening-socket.ts";
import { resolveSettings, type ServeSettings } from "./serve-settings.ts";
import { WorkerHost } from "./worker-host.ts";
import type { WorkerReport } from "./worker-messages.ts";

describe("WorkerHost", () => {
  let socket: ListeningSocket;
  let host: WorkerHost;
  let reports: WorkerReport[];
  let warnings: string[];
  let exits: number[];
  let environment: Record<string, string | undefined>;
  let memory: number;

  beforeEach(async () => {
    socket = await openSocket("127.0.0.1:0", { mode: 0o660, scheme: "http" });
    [reports, warnings, exits, environment, memory] = [[], [], [], {}, 1000];
  });

  afterEach(async () => {
    if (exits.length === 0) await drain({ limit: 0 });
    removeProjects();
    forgetApp();
  });

  /** A worker that was told to start the app of a project. The socket becomes its own. */
  async function start(project: Project, values: Partial<ServeSettings> = {}): Promise<void> {
    const [said, warned, ended] = [reports, warnings, exits];
    host = new WorkerHost({
      folder: project.folder,
      environment,
      send: async (report) => void said.push(report),
      warn: (text) => void warned.push(text),
      exit: (status) => void ended.push(status),
      memory: () => memory,
    });
    const { settings } = resolveSettings({}, [{ source: "", values }]);
    const reference = { file: project.path("app.mjs"), name: "", source: "--app" };
    await host.receive({
      type: "start",
      reference,
      envFile: undefined,
      settings,
      descriptors: [socket.descriptor],
    });
  }

  function serve(handle: string, values: Partial<ServeSettings> = {}): Promise<void> {
    return start(createProject({ "app.mjs": appSource("", { handle }) }), values);
  }

  function drain(
    order: { limit?: number; patience?: number; delay?: number; isFinal?: boolean } = {},
  ): Promise<void> {
    return host.receive({
      type: "drain",
      limit: 1000,
      patience: 0,
      delay: 0,
      isFinal: true,
      ...order,
    });
  }

  function typesSaid(): string[] {
    return reports.map(({ type }) => type).filter((type) => type !== "beat");
  }

  async function get(path: string = "/"): Promise<string> {
    const response = await fetch(socket.url + path, { headers: { Connection: "close" } });
    return `${response.status} ${await response.text()}`;
  }

  it("imports and starts the app in its environment, serves it, and says so [F407]", async () => {
    await start(createProject({ "app.mjs": appSource("hello"), ".env": "A=1\n" }));
    expect(reports).toEqual([{ type: "ready", title: "app" }]);
    expect(environment).toEqual({ A: "1", NODE_ENV: "production" });
    expect(await get()).toBe("200 hello");
  });

  it("leaves NODE_ENV as it is", async () => {
    environment = { NODE_ENV: "staging" };
    await serve(`response.end("hello");`);
    expect(environment).toEqual({ NODE_ENV: "staging" });
  });

  it("says why the app cannot be started, and ends with 1", async () => {
    await start(createProject({ "app.mjs": appSource("", { start: `throw new Error("no database");` }) }));
    expect(reports).toEqual([{ type: "failed", failure: expect.stringContaining("Error: no database") }]);
    expect(exits).toEqual([1]);
  });

  it("does not serve an app that has put itself into debug", async () => {
    await start(projectOf(new Micro(null, { config: { DEBUG: true } })));
    expect(reports).toEqual([
      { type: "failed", failure: expect.stringContaining("[MICRO_DEBUG_PRODUCTION]") },
    ]);
  });

  it("says that it cannot listen", async () => {
    socket.close();
    socket = { ...socket, descriptor: openSync("/dev/null", "r") };
    await serve("");
    closeSync(socket.descriptor);
    expect(reports).toEqual([{ type: "failed", failure: expect.stringContaining("EINVAL") }]);
  });

  it("tells that its event loop runs, and what is going on [F411]", async () => {
    await serve(`response.end("hello");`, { timeout: 0.04 });
    await get();
    await vi.waitFor(() =>
      expect(reports.at(-1)).toEqual({
        type: "beat",
        state: { requests: 1, connections: expect.any(Number), memory: 1000 },
      }),
    );
  });

  it("wants to be replaced when it uses too much memory, until it is [F416]", async () => {
    await serve("", { timeout: 0.04, maxMemory: 2000 });
    expect(typesSaid()).toEqual(["ready"]);
    memory = 3_000_000;
    await vi.waitFor(() => expect(typesSaid().length).toBeGreaterThan(2));
    expect(reports).toContainEqual({ type: "expired", reason: "uses 3 MB of memory" });
  });

  it("wants to be replaced after so many requests, with some more by chance [F415]", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    await serve(`response.end("hello");`, { maxRequests: 2, maxRequestsJitter: 3 });
    for (let index = 0; index < 3; index++) await get();
    expect(typesSaid()).toEqual(["ready"]);
    await get();
    await get();
    vi.restoreAllMocks();
    expect(reports.slice(1)).toEqual([{ type: "expired", reason: "has answered 4 requests" }]);
  });

  it("answers 503 to what the app does not answer in time; what has begun goes on [F411]", async () => {
    const handle = `if (request.url === "/begun") { response.write("a"); setTimeout(() => response.end("b"), 120); }`;
    await serve(handle, { requestTimeout: 0.05 });
    expect(await get()).toBe("503 503 Service Unavailable\n");
    expect(await get("/begun")).toBe("200 ab");
    const response = await fetch(socket.url, { method: "HEAD" });
    expect([
      response.status,
      response.headers.get("connection"),
      response.headers.get("retry-after"),
    ]).toEqual([503, "close", "1"]);
  });

  it("answers 503 on more connections than it may have (F17) [F420]", async () => {
    await serve(`response.end("hello");`, { maxConnections: 1 });
    const url = new URL(socket.url);
    const first = connect(Number(url.port), url.hostname);
    await new Promise((resolve) => first.once("connect", resolve));
    expect(await get()).toBe("503 503 Service Unavailable\n");
    first.destroy();
    await vi.waitFor(async () => expect(await get()).toBe("200 hello"));
  });

  it("serves https with a certificate [F421]", async () => {
    const { cert, key } = createAdhocCertificate("127.0.0.1");
    const project = createProject({ "app.mjs": appSource("safe"), "cert.pem": cert, "key.pem": key });
    await start(project, { cert: "cert.pem", key: "key.pem", maxConnections: 5 });
    const { port } = new URL(socket.url);
    const body = await new Promise((resolve, reject) => {
      const options = { port, host: "127.0.0.1", rejectUnauthorized: false, agent: false };
      getSecurely(options, (incoming) => incoming.on("data", resolve)).on("error", reject);
    });
    expect(String(body)).toBe("safe");
  });

  it("says how long a connection may rest [F412]", async () => {
    await serve(`response.end("hello");`, { keepAlive: 7 });
    const header = await new Promise((resolve) => {
      request(socket.url, { headers: { Connection: "keep-alive" } }, (incoming) => {
        resolve(incoming.resume().headers["keep-alive"]);
      }).end();
    });
    expect(header).toBe("timeout=7");
  });

  it("stops: answers what it was asked, closes the app, says what it has cut off, and ends [F412]", async () => {
    const close = "globalThis.microClosed = true;";
    const handle = `if (request.url === "/") setTimeout(() => response.end("late"), 50);`;
    await start(createProject({ "app.mjs": appSource("", { handle, close }) }));
    const answers = [get(), get("/never").catch(() => "cut")];
    await new Promise((resolve) => setTimeout(resolve, 20));
    await drain({ limit: 150 });
    expect(await Promise.all(answers)).toEqual(["200 late", "cut"]);
    expect(reports.at(-1)).toEqual({ type: "drained", cut: 1 });
    expect(exits).toEqual([0]);
    expect(Reflect.get(globalThis, "microClosed")).toBe(true);
    Reflect.deleteProperty(globalThis, "microClosed");
  });

  it("is not healthy before it stops, and serves meanwhile, until it is told not to wait [F438]", async () => {
    const app = new Micro();
    app.get("/", () => app.health.check());
    await start(projectOf(app));
    const drained = drain({ delay: 60_000 });
    expect(await get()).toContain('"isHealthy":false');
    await drain({ limit: 0 });
    await drained;
    expect(exits).toEqual([0]);
  });

  it("waits for as long as it is told to, and is healthy where others go on", async () => {
    const app = new Micro();
    await start(projectOf(app));
    const started = performance.now();
    await drain({ delay: 40, isFinal: false });
    expect(performance.now() - started).toBeGreaterThan(35);
    expect((await app.health.check()).isHealthy).toBe(true);
  });

  it("stops when somebody else tells it to, once, and says so first [F414]", async () => {
    await serve(`response.end("hello");`);
    await Promise.all([host.leave(), host.leave()]);
    expect(typesSaid()).toEqual(["ready", "leaving", "drained"]);
  });

  it("stops when nobody watches over it any more (F2)", async () => {
    await serve(`response.end("hello");`);
    await host.abandon();
    expect(exits).toEqual([0]);
  });

  it("may be told to stop before it was told to start", async () => {
    host = new WorkerHost({
      folder: "",
      environment,
      send: async (report) => void reports.push(report),
      warn: () => {},
      exit: (status) => void exits.push(status),
      memory: () => 0,
    });
    await host.leave();
    expect(exits).toEqual([0]);
  });

  it("tells of an error that nobody caught, and ends with 1 when it is told to stop (F10) [F407]", async () => {
    await serve(`response.end("hello");`);
    await host.crash(new RangeError("too far"));
    expect(reports.at(-1)).toEqual({
      type: "crashed",
      failure: expect.stringContaining("RangeError: too far"),
    });
    await drain();
    expect(exits).toEqual([1]);
  });

  it("writes the access log, again when its file was moved away, to its last line [F427]", async () => {
    const project = createProject({ "app.mjs": appSource("hello") });
    await start(project, { accessLogfile: project.path("access.log"), accessLogformat: "%m %U %s" });
    await get("/a");
    await host.receive({ type: "reopen" });
    await drain();
    expect(readFileSync(project.path("access.log"), "utf8")).toBe("GET /a 200\n");
  });
});
