import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ROOT } from "./packages.ts";

/** A runtime and how it serves `test/runtimes/hello-app.ts` through `app.fetch`. */
interface Runtime {
  readonly name: string;
  /** The command, its arguments, and the folder it runs in. */
  prepare(folder: string): { command: string; args: readonly string[]; cwd: string };
}

/** The command of a package of this repository, as `npx` finds it. */
function binary(name: string): string {
  return `${ROOT}node_modules/.bin/${name}`;
}

const CONDITION = "--conditions=@micro-web/source";

const RUNTIMES: readonly Runtime[] = [
  {
    name: "bun",
    prepare: () => ({ command: binary("bun"), args: [CONDITION, "test/runtimes/bun.ts"], cwd: ROOT }),
  },
  {
    name: "deno",
    prepare: () => ({
      command: binary("deno"),
      args: ["run", "--allow-all", CONDITION, "test/runtimes/deno.ts"],
      cwd: ROOT,
    }),
  },
  {
    name: "workerd",
    prepare(folder) {
      bundleWorker(folder);
      copyFileSync(`${ROOT}test/runtimes/workerd.capnp`, join(folder, "workerd.capnp"));
      return { command: binary("workerd"), args: ["serve", "--control-fd=1", "workerd.capnp"], cwd: folder };
    },
  },
];

/** One module, as bundlers make it for workers: what is CommonJS in it gets a `require` for the built-ins. */
function bundleWorker(folder: string): void {
  const require = 'import { createRequire } from "node:module"; const require = createRequire("/");';
  execFileSync(
    binary("esbuild"),
    [
      "test/runtimes/worker.ts", "--bundle", "--format=esm", "--platform=node", "--target=es2022", CONDITION, "--log-level=error",
      `--banner:js=${require}`, `--outfile=${join(folder, "worker.js")}`,
    ],
    { cwd: ROOT, stdio: "pipe" },
  ); // prettier-ignore
}

type Running = ChildProcessByStdio<null, Readable, Readable>;

/** The port that a runtime prints once it listens. */
async function readPort(running: Running): Promise<number> {
  let output = "";
  running.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  for await (const chunk of running.stdout) {
    output += String(chunk);
    const port = /"port":(\d+)/.exec(output)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`The runtime ended without listening:\n${output}`);
}

describe.each(RUNTIMES)("the hello app under $name", ({ prepare }) => {
  let folder: string;
  let running: Running;
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "micro-runtime-"));
    const { command, args, cwd } = prepare(folder);
    running = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    origin = `http://127.0.0.1:${await readPort(running)}`;
  });

  afterAll(async () => {
    const exited = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });

  it("answers with text as HTML", async () => {
    const response = await fetch(`${origin}/`);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/html; charset=utf-8",
      "Hello, World!",
    ]);
  });

  it("converts the variables of a path", async () => {
    expect(await (await fetch(`${origin}/users/5`)).json()).toEqual({ id: 5 });
  });

  it("answers an unknown path with 404, as the client accepts it", async () => {
    const response = await fetch(`${origin}/users/x`, { headers: { accept: "application/json" } });
    expect([response.status, await response.json()]).toEqual([
      404,
      { type: "about:blank", title: "Not Found", status: 404 },
    ]);
  });

  it("answers another method with 405", async () => {
    const response = await fetch(`${origin}/`, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  it("answers HEAD without a body", async () => {
    const response = await fetch(`${origin}/`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it("streams", async () => {
    expect(await (await fetch(`${origin}/stream`)).text()).toBe("one, two");
  });

  it("reads JSON", async () => {
    const body = JSON.stringify({ a: [1] });
    const response = await fetch(`${origin}/json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(await response.json()).toEqual({ got: { a: [1] } });
  });

  it("answers 413 to a body over the limit", async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${origin}/json`, {
      method: "POST",
      headers,
      body: `"${"x".repeat(1_100_000)}"`,
    });
    expect(response.status).toBe(413);
  });

  it("reads a form with a file", async () => {
    const form = new FormData();
    form.append("title", "Ran");
    form.append("file", new File(["xyz"], "a.txt"));
    expect(await (await fetch(`${origin}/form`, { method: "POST", body: form })).json()).toEqual({
      title: "Ran",
      size: 3,
    });
  });

  it("keeps a session in a signed cookie", async () => {
    const first = await fetch(`${origin}/count`);
    const cookie = first.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect(await (await fetch(`${origin}/count`, { headers: { cookie } })).json()).toEqual({ count: 2 });
  });

  it("answers a view that fails with a page that leaks nothing, and lives", async () => {
    const response = await fetch(`${origin}/fail`, { headers: { accept: "text/html" } });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/hunter2|hello-app/);
    expect((await fetch(`${origin}/`)).status).toBe(200);
  });
});
