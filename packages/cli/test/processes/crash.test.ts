import { afterEach, describe, expect, it } from "vitest";

import { requestOnce } from "../load.ts";
import { endProcesses, type MicroProcess, startScript, startServer } from "../micro-process.ts";
import { appSource, createProject, type Project, removeProjects } from "../project.ts";

/** Answers late, and in between something fails that nobody catches. */
const THROWS = `
if (request.url === "/") return response.end("fine");
setTimeout(() => response.end("late"), 400);
setTimeout(() => { throw new RangeError("too far"); }, 50);`;

const REJECTS = THROWS.replace(
  `throw new RangeError("too far");`,
  `Promise.reject(new RangeError("too far"));`,
);

describe("an error that nobody caught", { timeout: 30_000 }, () => {
  let project: Project;

  afterEach(async () => {
    await endProcesses();
    removeProjects();
  });

  function serve(handle: string, ...words: string[]): Promise<MicroProcess & { url: string }> {
    const close = `console.log("closed");`;
    project = createProject({ "app.mjs": appSource("", { handle, close }) });
    return startServer(words, project.folder);
  }

  it.each([
    ["that was thrown", THROWS],
    ["of a promise", REJECTS],
  ])(
    "%s is shown, no connection is taken any more, requests are answered, the status is 1 [F187]",
    async (_kind, handle) => {
      const micro = await serve(handle);
      const answer = requestOnce(`${micro.url}/late`);
      await micro.untilSaid(/Nobody caught this error\. The server stops\./);
      // One that the system had accepted already is reset.
      await expect(requestOnce(micro.url)).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
      expect((await answer).body).toBe("late");
      const { status, out, err } = await micro.ended;
      expect(status).toBe(1);
      expect(err).toMatch(/^RangeError: too far\n {4}at .*app\.mjs:/);
      expect(out).toMatch(/closed\n$/);
    },
  );

  it("stops the app with --reload, is shown by the parent, and the next save starts it again [F187]", async () => {
    const micro = await serve(THROWS, "--reload");
    const answer = requestOnce(`${micro.url}/late`);
    await micro.untilSaid(
      /RangeError: too far\n[^]*The app has stopped\. It starts again after the next save\./,
    );
    expect((await requestOnce(micro.url)).body).toContain("RangeError: too far");
    expect((await answer).body).toBe("late");
    const before = micro.said().length;
    project.replace("app.mjs", appSource("mended"));
    await micro.untilSaid(/Reloaded/, before);
    expect((await requestOnce(micro.url)).body).toBe("mended");
  });

  it("is on the debug page of the request that it belongs to, and then of every request, until the next save [F396]", async () => {
    const app = `import { Micro } from "@micro-web/core";
export const app = new Micro(import.meta);
app.get("/", () => "fine");
app.get("/never", () => new Promise(() => {
  setTimeout(function tick() { throw new RangeError("too far"); }, 20);
}));
`;
    project = createProject({ "app.mjs": app });
    project.link("@micro-web/core", "core");
    const micro = await startServer(["--debug", "--reload"], project.folder);
    const started = performance.now();
    const page = (path: string): Promise<Response> =>
      fetch(micro.url + path, { headers: { accept: "text/html" } });
    const first = await page("/never");
    expect(performance.now() - started).toBeLessThan(5000); // and not when the process is made to end
    expect(first.status).toBe(500);
    const body = await first.text();
    expect(body).toMatch(/<h1><b>RangeError<\/b>: too far<\/h1>\n<p>Nobody caught this error/);
    expect(body).toMatch(/<summary><b>tick<\/b> <a class="place" href="[^"]*app\.mjs:5:\d+">/);
    expect(body).toContain("GET /never");
    await micro.untilSaid(/The app has stopped\. It starts again after the next save\./);
    const second = await page("/");
    expect([second.status, await second.text()]).toEqual([500, expect.stringContaining("GET /never")]);
    expect(second.headers.get("content-security-policy")).toContain("default-src 'none'");
    const before = micro.said().length;
    project.replace("app.mjs", app.replace("throw new RangeError", "return new RangeError"));
    await micro.untilSaid(/Reloaded/, before);
    expect(await (await page("/")).text()).toContain("fine");
  });

  it("without the reloader is on the debug page of its request before the server stops [F396]", async () => {
    project = createProject({
      "app.mjs": `import { Micro } from "@micro-web/core";
export const app = new Micro(import.meta);
app.get("/never", () => new Promise(() => { void Promise.reject(new RangeError("too far")); }));
`,
    });
    project.link("@micro-web/core", "core");
    const micro = await startServer(["--debug"], project.folder);
    const response = await fetch(`${micro.url}/never`, { headers: { accept: "application/json" } });
    expect([response.status, await response.json()]).toMatchObject([500, { error: { message: "too far" } }]);
    expect(await micro.ended).toMatchObject({ status: 1 });
  });

  it("stops app.run() in the same way [F17 F187]", async () => {
    project = createProject({
      "app.mjs": `import { Micro } from "@micro-web/core";
const app = new Micro(import.meta);
app.get("/late", () => new Promise((resolve) => {
  setTimeout(() => resolve("late"), 200);
  setTimeout(() => { throw new RangeError("too far"); }, 50);
}));
app.onClose(() => console.log("closed"));
setInterval(() => {}, 1000);
await app.run({ port: 0 });
`,
    });
    project.link("@micro-web/core", "core");
    const { ended, untilSaid } = startScript(["app.mjs"], project.folder);
    const [, url = ""] = await untilSaid(/ \* Running on (\S+)/);
    expect((await requestOnce(`${url}/late`)).body).toBe("late");
    const { status, out, err } = await ended;
    expect(status).toBe(1);
    expect(err).toMatch(/ ERROR in .*: An error that nobody caught; the server stops\.\nRangeError: too far/);
    expect(out).toMatch(/closed\n$/);
  });
});

describe("a second signal", { timeout: 30_000 }, () => {
  afterEach(async () => {
    await endProcesses();
    removeProjects();
  });

  it.each([[], ["--reload"]])("ends a process that still answers requests (%s) [F187]", async (...words) => {
    const handle = `console.log("asked"); setTimeout(() => response.end("never"), 20_000);`;
    const project = createProject({ "app.mjs": appSource("", { handle }) });
    const micro = await startServer(words.flat(), project.folder);
    const answer = requestOnce(micro.url).catch((error: unknown) => error);
    await micro.untilSaid(/asked/);
    micro.child.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(micro.child.exitCode).toBeNull();
    micro.child.kill("SIGTERM");
    expect((await micro.ended).status).toBeNull();
    expect(micro.child.signalCode).toBe("SIGTERM");
    expect(await answer).toBeInstanceOf(Error);
  });
});
