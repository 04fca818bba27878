import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer } from "node:net";

import { afterEach, describe, expect, it } from "vitest";

import { requestOnce, startLoad } from "../load.ts";
import { endProcesses, type MicroProcess, startMicro, startServe } from "../micro-process.ts";
import { openSocket } from "../../src/serve/listening-socket.ts";
import { appSource, createProject, type Project, removeProjects } from "../project.ts";

/** Answers with the number of the worker's process. */
const PID = `response.end(String(process.pid));`;

describe("micro serve in processes of its own", { timeout: 60_000 }, () => {
  let server: MicroProcess & { url: string };
  let project: Project;
  let successor = 0;

  afterEach(async () => {
    if (successor !== 0) endProcess(successor);
    successor = 0;
    await endProcesses();
    removeProjects();
  });

  async function start(handle: string, ...words: string[]): Promise<void> {
    project = createProject({ "app.mjs": appSource("", { handle }) });
    server = await startServe(words, project.folder);
  }

  /** The workers that answer, by their processes, when there are as many as expected. */
  async function workers(count: number): Promise<number[]> {
    const found = new Set<number>();
    await expect
      .poll(
        async () => {
          for (let index = 0; index < 30 && found.size < count; index++)
            found.add(Number((await requestOnce(server.url)).body));
          return found.size;
        },
        { timeout: 10_000 },
      )
      .toBe(count);
    return [...found];
  }

  /** Sends a signal, and waits until the server says something. */
  async function signal(name: NodeJS.Signals, said: RegExp): Promise<void> {
    const before = server.said().length;
    server.child.kill(name);
    await server.untilSaid(said, before);
  }

  it("loads new code at SIGHUP, worker by worker, and no request of many is lost [F389 F407 F413 F414]", async () => {
    const source = (version: number): string =>
      appSource("", { handle: `request.resume(); setTimeout(() => response.end("version ${version}"), 3);` });
    project = createProject({ "app.mjs": source(0) });
    server = await startServe(["--workers", "2"], project.folder);
    const load = startLoad(server.url, /^version \d$/, { keepAlive: 6, fresh: 6 });
    for (let version = 1; version <= 2; version++) {
      project.replace("app.mjs", source(version));
      await signal("SIGHUP", /Reloaded: 2 workers/);
      expect((await requestOnce(server.url)).body).toBe(`version ${version}`);
    }
    const { answers, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(500);
  });

  it("keeps the workers that it has when the new code cannot be started, and tells why once (F6) [F413]", async () => {
    await start(PID, "-w", "2");
    const before = await workers(2);
    project.replace("app.mjs", "throw new RangeError('no database');");
    await signal("SIGHUP", /The reload has failed: the workers that were there go on/);
    expect(await workers(2)).toEqual(expect.arrayContaining(before));
    expect(server.said().match(/RangeError: no database/g)).toHaveLength(1);
    project.replace("app.mjs", appSource("mended"));
    await signal("SIGHUP", /Reloaded/);
    expect((await requestOnce(server.url)).body).toBe("mended");
  });

  it("replaces a worker that is killed; no request is lost but those that it held (F1) [F407]", async () => {
    await start(`request.resume(); response.end(String(process.pid));`, "-w", "2");
    const [victim = 0] = await workers(2);
    const load = startLoad(server.url, /^\d+$/, { keepAlive: 4, fresh: 4 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(victim, "SIGKILL");
    await server.untilSaid(new RegExp(`Worker ${victim} ended with SIGKILL: another one is started`));
    expect(await workers(2)).not.toContain(victim);
    const { failures, slowest } = await load.stop();
    expect(failures.length).toBeLessThanOrEqual(8);
    expect(slowest).toBeLessThan(5000);
  });

  it("replaces a worker whose event loop stands still, and says where it stood (F8) [F411]", async () => {
    const handle = `if (request.url === "/hang") hang(); ${PID}`;
    project = createProject({
      "app.mjs": `function hang() {\n  for (;;);\n}\n${appSource("", { handle })}`,
    });
    server = await startServe(["-w", "2", "--timeout", "1"], project.folder);
    await workers(2);
    const hung = requestOnce(`${server.url}/hang`).catch((error: unknown) => error);
    const [, victim] = await server.untilSaid(
      /Worker (\d+) has done nothing for 1 s: its event loop stands still, here:\n/,
    );
    await server.untilSaid(/at hang \(\S*app\.mjs:2:/);
    await server.untilSaid(/has hung for 1 s: another one is started/);
    expect(await hung).toBeInstanceOf(Error);
    expect(await workers(2)).not.toContain(Number(victim));
  });

  it("stops at SIGTERM: accepts nothing more, answers what it was asked, closes the app, ends with 0 (F3) [F412 F414]", async () => {
    const handle = `console.log("asked"); setTimeout(() => response.end("late"), 900);`;
    project = createProject({ "app.mjs": appSource("", { handle, close: `console.log("closed");` }) });
    server = await startServe([], project.folder);
    const [rest, answer] = [connectTo(server.url), requestOnce(server.url)];
    await server.untilSaid(/asked/);
    const started = performance.now();
    await signal("SIGTERM", /Stopping/);
    await (
      await rest
    ).closed;
    await expect(requestOnce(server.url)).rejects.toThrow("ECONNREFUSED");
    expect(await answer).toEqual({ status: 200, body: "late" });
    const { status, out } = await server.ended;
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/closed\n$/) });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("is not healthy during --stop-delay, and serves meanwhile [F438]", async () => {
    const app = `import { Micro, reply } from "@micro-web/core";
export const app = new Micro(import.meta);
app.get("/", () => "served");
app.get("/health", async () => reply("", (await app.health.check()).isHealthy ? 200 : 503));
`;
    project = createProject({ "app.mjs": app });
    project.link("@micro-web/core", "core");
    server = await startServe(["--stop-delay", "1"], project.folder);
    expect((await requestOnce(`${server.url}/health`)).status).toBe(200);
    await signal("SIGTERM", /Stopping/);
    await expect.poll(async () => (await requestOnce(`${server.url}/health`)).status).toBe(503);
    expect((await requestOnce(server.url)).body).toBe("served");
    expect((await server.ended).status).toBe(0);
  });

  it("cuts off at SIGTERM what takes longer than --graceful-timeout, says so, ends with 1 (F4) [F412]", async () => {
    await start(`console.log("asked");`, "--graceful-timeout", "0.5");
    const answer = requestOnce(server.url).catch((error: unknown) => error);
    await server.untilSaid(/asked/);
    await signal("SIGTERM", /has cut 1 connection off/);
    expect(await answer).toBeInstanceOf(Error);
    expect((await server.ended).status).toBe(1);
  });

  it("stops at once at SIGINT, with 0 [F414]", async () => {
    await start(`console.log("asked");`);
    const answer = requestOnce(server.url).catch((error: unknown) => error);
    await server.untilSaid(/asked/);
    const started = performance.now();
    server.child.kill("SIGINT");
    expect((await server.ended).status).toBe(0);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(await answer).toBeInstanceOf(Error);
  });

  it("has one worker more at SIGTTIN and one less at SIGTTOU, none at SIGWINCH, as many as before at SIGHUP [F414]", async () => {
    await start(PID);
    await signal("SIGTTIN", /2 workers from now on/);
    await workers(2);
    await signal("SIGTTOU", /1 worker from now on/);
    await signal("SIGWINCH", /0 workers from now on/);
    // Nobody is refused: the connection waits for the workers that come.
    const answer = requestOnce(server.url);
    await signal("SIGHUP", /1 worker from now on[^]*Reloaded/);
    expect((await answer).status).toBe(200);
  });

  it("listens at several addresses, a socket file among them, and removes the file in the end [F409]", async () => {
    project = createProject({ "app.mjs": appSource("hello") });
    const file = project.path("site.sock");
    // Left behind by a program that was killed.
    const before = createServer().listen(file);
    await new Promise((resolve) => before.once("listening", resolve));
    renameSync(file, `${file}~`);
    before.close();
    writeFileSync(file, "");
    server = await startServe(["-b", "127.0.0.1:0", "-b", `127.0.0.1:0,unix:${file}`], project.folder);
    const [, other = ""] = await server.untilSaid(/Running on \S+\n \* Running on (http:\S+)/);
    expect(await server.untilSaid(new RegExp(`Running on unix:${file}`))).toBeTruthy();
    expect((await requestOnce(other)).body).toBe("hello");
    expect((await requestOnce(server.url)).body).toBe("hello");
    expect(await requestFile(file)).toBe("hello");
    expect(statSync(file).mode & 0o777).toBe(0o660);
    server.child.kill("SIGTERM");
    expect((await server.ended).status).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it("replaces workers after --max-requests, and no request is lost (F50) [F415]", async () => {
    await start(
      `request.resume(); ${PID}`,
      "-w",
      "2",
      "--max-requests",
      "200",
      "--max-requests-jitter",
      "50",
    );
    const load = startLoad(server.url, /^\d+$/, { keepAlive: 3, fresh: 2 });
    await server.untilSaid(/(has answered 2\d\d requests: it is replaced[^]*){3}/);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
  });

  it("replaces a worker that uses more than --max-memory [F416]", async () => {
    const handle = `(globalThis.kept ??= []).push(Buffer.alloc(40_000_000, 1)); ${PID}`;
    await start(handle, "--max-memory", "200M");
    const [first] = await workers(1);
    for (let index = 0; index < 5; index++) await requestOnce(server.url);
    await server.untilSaid(/uses \d+ MB of memory: it is replaced/);
    await expect
      .poll(async () => (await requestOnce(server.url)).body, { timeout: 10_000 })
      .not.toBe(String(first));
  });

  it("writes the access log, and writes it to a new file at SIGUSR1 (F7) [F427 F414]", async () => {
    project = createProject({ "app.mjs": appSource("hello") });
    const log = project.path("access.log");
    server = await startServe(["-w", "2", "--access-logfile", log], project.folder);
    await requestOnce(`${server.url}/one?a=1`);
    await expect
      .poll(() => read(log))
      .toMatch(
        /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/one\?a=1 HTTP\/1\.1" 200 5 "-" "-"\n$/,
      );
    renameSync(log, `${log}.1`);
    server.child.kill("SIGUSR1");
    await expect.poll(() => existsSync(log)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100)); // for the other worker
    const before = read(`${log}.1`);
    for (let index = 0; index < 10; index++) await requestOnce(`${server.url}/two`);
    await expect.poll(() => read(log).match(/GET \/two /g)?.length).toBe(10);
    expect(read(`${log}.1`)).toBe(before);
  });

  it("answers what it was asked when an error is thrown that nobody catches, tells it once, and replaces the worker (F10) [F407 F187]", async () => {
    const handle = `console.log("asked"); if (request.url === "/late") return setTimeout(() => response.end("late"), 400);
response.end(String(process.pid)); if (request.url === "/crash") setTimeout(() => { throw new RangeError("too far"); }, 20);`;
    await start(handle);
    const answer = requestOnce(`${server.url}/late`);
    await server.untilSaid(/asked/);
    const { body: before } = await requestOnce(`${server.url}/crash`);
    await server.untilSaid(
      new RegExp(`Nobody caught this error\\. Worker ${before} answers what it was asked`),
    );
    // Its sockets are closed in the moment after the message.
    await expect.poll(async () => (await requestOnce(server.url)).body).not.toBe(before);
    expect((await answer).body).toBe("late");
    expect(server.said().match(/RangeError: too far/g)).toHaveLength(1);
  });

  it("takes the sockets that systemd has opened [F409 F424]", async () => {
    project = createProject({ "app.mjs": appSource("hello") });
    const opened = await openSocket("127.0.0.1:0", { mode: 0o660, scheme: "http" });
    server = await startServe([], project.folder, opened.descriptor);
    opened.close();
    expect((await requestOnce(opened.url)).body).toBe("hello");
    expect(server.url).toBe("fd://3");
  });

  it("lets a successor serve on the same sockets at SIGUSR2, until the old one is stopped [F414]", async () => {
    project = createProject({ "app.mjs": appSource("old") });
    const pid = project.path("site.pid");
    server = await startServe(["--pid", pid], project.folder);
    expect(read(pid)).toBe(`${server.child.pid}\n`);
    const load = startLoad(server.url, /^(old|new)$/, { keepAlive: 2, fresh: 2 });
    project.replace("app.mjs", appSource("new"));
    const before = server.said().length;
    server.child.kill("SIGUSR2");
    await server.untilSaid(/starts as the successor[^]*Process \d+: SIGHUP/, before);
    successor = Number(read(pid));
    expect(successor).not.toBe(server.child.pid);
    server.child.kill("SIGTERM");
    await new Promise((resolve) => server.child.once("exit", resolve));
    expect((await requestOnce(server.url)).body).toBe("new");
    expect((await load.stop()).failures).toEqual([]);
    process.kill(successor, "SIGTERM");
    await expect.poll(() => existsSync(pid), { timeout: 5000 }).toBe(false);
  });

  it("leaves no worker behind when it is killed, and its port is free (F2)", async () => {
    await start(PID, "-w", "2");
    await workers(2);
    server.child.kill("SIGKILL");
    await expect
      .poll(() => requestOnce(server.url).catch((error: unknown) => String(error)), { timeout: 5000 })
      .toContain("ECONNREFUSED");
  });

  it("ends with 3 and one message when the app cannot be started [F407]", async () => {
    project = createProject({ "app.mjs": appSource("", { start: `throw new Error("no database");` }) });
    const { status, out, err } = await startMicro(["serve", "-w", "3", "-b", "127.0.0.1:0"], project.folder)
      .ended;
    expect({ status, out }).toEqual({ status: 3, out: "" });
    expect(err.match(/no database/g)).toHaveLength(2); // the message, and the line of the source
  });

  it("ends with 1 and says who has the port when it is in use (F44)", async () => {
    await start(PID);
    const { status, err } = await startMicro(["serve", "-b", server.url.slice(7)], project.folder).ended;
    expect(status).toBe(1);
    expect(err).toMatch(
      /^Port \d+ of 127\.0\.0\.1 is in use by .*micro serve --bind 127\.0\.0\.1:\d+ \[MICRO_SERVER_ADDRESS\]/,
    );
  });
});

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}

function requestFile(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: "/" }, (incoming) => incoming.setEncoding("utf8").on("data", resolve))
      .once("error", reject)
      .end();
  });
}

/** A connection that rests; `closed` resolves when the server ends it. */
async function connectTo(url: string): Promise<{ readonly closed: Promise<unknown> }> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname).resume();
  await new Promise((resolve) => socket.once("connect", resolve));
  return { closed: new Promise((resolve) => socket.once("close", resolve)) };
}
