import { connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { appSource, createProject, type Project, removeProjects } from "../../test/project.ts";
import { type Certificate, createAdhocCertificate } from "../server/adhoc-certificate.ts";
import { listen } from "../server/listening.ts";
import { AppHost } from "./app-host.ts";
import type { Report } from "./messages.ts";

describe("AppHost", () => {
  let reports: Report[] = [];
  let warnings: string[] = [];
  let lines: string[] = [];
  let exits: number[] = [];
  let environment: Record<string, string> = {};
  let server: Server;
  let accepted: Socket[] = [];
  let client: Socket | undefined;

  beforeEach(() => {
    environment = {};
    lines = [];
    accepted = [];
    server = createServer((socket) => void accepted.push(socket));
  });

  afterEach(async () => {
    client?.destroy();
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    removeProjects();
  });

  function createHost(project: Project): AppHost {
    // A host keeps its own lists: connections of one test may end while the next one runs.
    const [said, warned, ended]: [Report[], string[], number[]] = [[], [], []];
    [reports, warnings, exits] = [said, warned, ended];
    return new AppHost({
      folder: project.folder,
      environment,
      send: async (report) => void said.push(report),
      print: (text) => void lines.push(text),
      warn: (text) => void warned.push(text),
      exit: (status) => void ended.push(status),
    });
  }

  /** A host that was told to start the app of a project. */
  async function start(
    files: Record<string, string>,
    { debug = false, failure = "", refreshToken = "", certificate = null as Certificate | null } = {}, // null alone would be its type
  ): Promise<AppHost> {
    const project = createProject(files);
    const host = createHost(project);
    const reference = { file: project.path("app.mjs"), name: "", source: "--app" };
    await host.receive({ type: "start", refreshToken, reference, debug, failure, certificate });
    return host;
  }

  /** Connects a client, whose other end the host serves. */
  async function connectTo(host: AppHost): Promise<() => string> {
    const { port } = new URL(await listen(server, { host: "127.0.0.1", port: 0 }, String));
    client = connect(Number(port), "127.0.0.1");
    let received = "";
    client
      .setEncoding("utf8")
      .on("data", (text: string) => (received += text))
      .on("error", () => {});
    await vi.waitFor(() => expect(accepted).toHaveLength(1));
    await host.receive({ type: "serve", id: 7 }, accepted[0]);
    return () => received;
  }

  async function get(received: () => string): Promise<string> {
    client?.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n.+/s));
    return received();
  }

  const retire = { type: "retire", limit: 1000 } as const;

  it("imports and starts the app in its environment, and says that it is ready", async () => {
    await start({ "app.mjs": appSource("hello"), ".env": "A=1\n" }, { debug: true });
    expect(reports).toEqual([{ type: "ready", title: "app", failure: "" }]);
    expect(environment).toEqual({ A: "1", MICRO_DEBUG: "true" });
  });

  it("serves the connections that it is sent", async () => {
    const received = await connectTo(await start({ "app.mjs": appSource("hello") }));
    expect(await get(received)).toMatch(/^HTTP\/1\.1 200 OK[^]*hello/);
  });

  it("gives pages the script that follows changes, tells them, and lets them go when it retires [F395]", async () => {
    const handle = `response.setHeader("content-type", "text/html"); response.end("<body>hello</body>");`;
    const host = await start({ "app.mjs": appSource("", { handle }) }, { refreshToken: "abc" });
    const received = await connectTo(host);
    client?.write("GET / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Dest: document\r\n\r\n");
    await vi.waitFor(() =>
      expect(received()).toMatch(/hello<script src="\/~micro\/abc\/refresh\.js\?v=[^"]+" defer>/),
    );
    client?.write("GET /~micro/abc/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(() => expect(received()).toContain("event: version"));
    await host.receive({ type: "refresh", kind: "styles" });
    await vi.waitFor(() => expect(received()).toContain("event: styles"));
    const retired = performance.now();
    await host.receive({ ...retire, limit: 10_000, handOver: true });
    expect(performance.now() - retired).toBeLessThan(5000);
    expect(reports.slice(1)).toEqual([{ type: "released", id: 7 }, { type: "retired" }]);
  });

  it("has no such script where it was given no token", async () => {
    const host = await start({ "app.mjs": appSource("the app") });
    await host.receive({ type: "refresh", kind: "styles" });
    const received = await connectTo(host);
    client?.write("GET /~micro/abc/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(() => expect(received()).toContain("the app"));
  });

  it("prints a line for each request in debug [F403]", async () => {
    const received = await connectTo(await start({ "app.mjs": appSource("hello") }, { debug: true }));
    await get(received);
    await vi.waitFor(() => expect(lines).toEqual([expect.stringMatching(/^GET \/ 200 \d+\.\d ms$/)]));
  });

  it("says when a connection is over", async () => {
    await connectTo(await start({ "app.mjs": appSource("hello") }));
    client?.destroy();
    await vi.waitFor(() => expect(reports.at(-1)).toEqual({ type: "closed", id: 7 }));
  });

  it("says so of a connection that was over before it came", async () => {
    const host = await start({ "app.mjs": appSource("hello") });
    await host.receive({ type: "serve", id: 8 });
    expect(reports.at(-1)).toEqual({ type: "closed", id: 8 });
  });

  it("gives back the connections that are free when it retires, closes the app, and ends", async () => {
    const host = await start({ "app.mjs": appSource("hello", { close: `throw new Error("busy");` }) });
    await get(await connectTo(host));
    await host.receive({ ...retire, handOver: true });
    expect(reports.slice(1)).toEqual([{ type: "released", id: 7 }, { type: "retired" }]);
    expect(warnings.join("\n")).toContain("The app was not closed properly.\nError: busy");
    expect(exits).toEqual([0]);
  });

  it("ends the connections when there is nobody to go on with them", async () => {
    const host = await start({ "app.mjs": appSource("hello") });
    await get(await connectTo(host));
    await host.receive({ ...retire, handOver: false });
    expect(reports.slice(1)).toEqual([{ type: "closed", id: 7 }, { type: "retired" }]);
  });

  it("answers what is under way before it gives the connection back", async () => {
    const handle = `setTimeout(() => response.end("late"), 50);`;
    const host = await start({ "app.mjs": appSource("", { handle }) });
    const received = await connectTo(host);
    const answer = get(received);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await host.receive({ ...retire, handOver: true });
    expect(await answer).toContain("late");
    expect(reports.at(-2)).toEqual({ type: "released", id: 7 });
  });

  it.each([
    ["cannot be imported", `const a = 1;\nthrow new Error("boom");\n`, "Error: boom\n    at app.mjs:2:7"],
    ["cannot start", appSource("", { start: `throw new Error("no database");` }), "Error: no database"],
  ])("shows why to every request when the app %s", async (_when, source, failure) => {
    const host = await start({ "app.mjs": source });
    expect(reports).toEqual([{ type: "ready", title: "", failure: expect.stringContaining(failure) }]);
    expect(await get(await connectTo(host))).toContain(failure);
    await host.receive({ ...retire, handOver: true });
    expect(exits).toEqual([0]);
  });

  it("shows a failure that it is given without importing the app", async () => {
    const host = await start({ "app.mjs": appSource("hello") }, { failure: "It crashed." });
    expect(reports).toEqual([{ type: "ready", title: "", failure: "" }]);
    expect(await get(await connectTo(host))).toContain("It crashed.");
  });

  it("ends at once when it retires before the app is imported", async () => {
    const host = createHost(createProject());
    await host.receive({ ...retire, handOver: true });
    expect(reports).toEqual([{ type: "retired" }]);
    expect(exits).toEqual([0]);
  });

  it("tells of an error that nobody caught, answers what is under way when it then retires, and ends with 1 [F187]", async () => {
    const handle = `setTimeout(() => response.end("late"), 50);`;
    const host = await start({ "app.mjs": appSource("", { handle }) });
    const answer = get(await connectTo(host));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await host.crash(new RangeError("too far"));
    expect(reports.at(-1)).toEqual({
      type: "crashed",
      failure: expect.stringContaining("RangeError: too far"),
      pages: null,
    });
    expect(exits).toEqual([]);
    await host.receive({ ...retire, handOver: true });
    expect(await answer).toContain("late");
    expect(exits).toEqual([1]);
  });

  it("serves https, whose connections nobody else can go on with [B181]", async () => {
    const certificate = createAdhocCertificate("127.0.0.1");
    const host = await start({ "app.mjs": appSource("safe") }, { certificate });
    const { port } = new URL(await listen(server, { host: "127.0.0.1", port: 0 }, String));
    const secure = connectSecurely({ port: Number(port), host: "127.0.0.1", ca: certificate.cert });
    let received = "";
    secure.setEncoding("utf8").on("data", (text: string) => (received += text));
    await vi.waitFor(() => expect(accepted).toHaveLength(1));
    await host.receive({ type: "serve", id: 7 }, accepted[0]);
    secure.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitFor(() => expect(received).toContain("safe"));
    await host.receive({ ...retire, handOver: true });
    expect(reports.slice(1)).toEqual([{ type: "closed", id: 7 }, { type: "retired" }]);
    secure.destroy();
  });
});
