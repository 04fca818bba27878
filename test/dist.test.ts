import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { packageFolder, PACKAGES, readManifest, ROOT } from "./packages.ts";
import { runCommand, userEnvironment } from "./run-command.ts";

const APP = `import { Micro } from "micro-web";

export const app = new Micro(import.meta);

app.get("/", () => "Hello from the tarball");
app.get("/users/<int:id>", ({ params }) => ({ id: params.id + 1 }));
`;

const APP_TEST = `import { TestClient } from "micro-web/testing";
import { app } from "./app.ts";

const client: TestClient = app.testClient();
const response = await client.get("/users/1");
console.log(response.status);
`;

const TSCONFIG = {
  compilerOptions: {
    module: "NodeNext",
    target: "ES2022",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ["node"],
  },
};

const NPM_INSTALL = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];

let folder: string;
let server: ChildProcess | undefined;

/** Packs all packages, and installs them into an empty folder outside the repository as a user would. */
beforeAll(async function installTarballs() {
  folder = mkdtempSync(join(tmpdir(), "micro-dist-"));
  for (const directory of PACKAGES) {
    const { ok, output } = await runCommand(
      "npm",
      ["pack", "--pack-destination", folder],
      packageFolder(directory),
    );
    if (!ok) throw new Error(`npm pack failed in packages/${directory}:\n${output}`);
  }
  const tarballs = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  writeFileSync(join(folder, "app.ts"), APP);
  writeFileSync(join(folder, "client.ts"), APP_TEST);
  await npm([...NPM_INSTALL, ...tarballs.map((name) => `./${name}`)]);
  await npm([...NPM_INSTALL, "--save-dev", "tsx@4", "@types/node@20"]); // Node 20 runs TypeScript through tsx
}, 240_000);

afterEach(async function stopServer() {
  if (server?.pid !== undefined && server.exitCode === null && server.signalCode === null) {
    const closed = once(server, "close");
    process.kill(-server.pid, "SIGKILL");
    await closed;
  }
  server = undefined;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function npm(parameters: string[]): Promise<void> {
  const { ok, output } = await runCommand("npm", parameters, folder);
  if (!ok) throw new Error(`npm ${parameters.join(" ")} failed:\n${output}`);
}

/** Starts `micro run` in a process group of its own and waits for the URL that it prints. */
async function startServer(): Promise<string> {
  const started = spawn("npx", ["--no-install", "micro", "run", "--port", "0"], {
    cwd: folder,
    env: userEnvironment(),
    detached: true,
  });
  server = started;
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (url !== undefined) resolve(url);
    };
    started.stdout.on("data", read);
    started.stderr.on("data", read);
    started.once("error", reject);
    started.once("close", (code) => reject(new Error(`micro run ended with ${code}:\n${output}`)));
  });
}

describe("the packed packages", () => {
  it("install in the version of the repository", async () => {
    const { stdout } = await runCommand("npm", ["ls", "--json", "--all"], folder);
    const { dependencies } = JSON.parse(stdout) as { dependencies: Record<string, { version: string }> }; // npm's format
    expect(dependencies["micro-web"]?.version).toBe(readManifest("micro-web").version);
  });

  it.each(["micro-web", "micro-web/testing", "@micro-web/core", "@micro-web/cli", "@micro-web/nunjucks"])(
    "resolve %s to its build",
    async (name) => {
      const script = `console.log(import.meta.resolve(${JSON.stringify(name)}))`;
      const { stdout } = await runCommand(process.execPath, ["--input-type=module", "-e", script], folder);
      expect(stdout).toMatch(/\/dist\/[\w/]+\.js$/m);
      expect(stdout).not.toContain("/src/");
    },
  );

  it("type-check an app with the default options of a user, declarations included", async () => {
    const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
    const { ok, output } = await runCommand(process.execPath, [tsc, "-p", "tsconfig.json"], folder);
    expect(ok, output).toBe(true);
  });

  it("refuse a wrong parameter at compile time", async () => {
    writeFileSync(
      join(folder, "wrong.ts"),
      `${APP}app.get("/x/<int:id>", ({ params }) => params.id.toUpperCase());\n`,
    );
    const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
    const { output } = await runCommand(process.execPath, [tsc, "-p", "tsconfig.json"], folder);
    rmSync(join(folder, "wrong.ts"));
    expect(output).toContain("Property 'toUpperCase' does not exist on type 'number'");
  });

  it("serve an app through the test client", async () => {
    const { stdout, output } = await runCommand(process.execPath, ["--import", "tsx", "client.ts"], folder);
    expect(stdout.trim(), output).toBe("200");
  });

  it("serve an app with `micro run`", async () => {
    const url = await startServer();
    expect(await (await fetch(url)).text()).toBe("Hello from the tarball");
    expect(await (await fetch(`${url}/users/41`)).json()).toEqual({ id: 42 });
  }, 30_000);

  it("stop `micro run` on SIGTERM", async () => {
    await startServer();
    const running = server;
    if (running?.pid === undefined) throw new Error("micro run has no process id");
    running.removeAllListeners("close");
    const closed = once(running, "close");
    process.kill(-running.pid, "SIGTERM");
    await closed;
    expect(running.exitCode ?? running.signalCode).not.toBeNull();
  }, 30_000);
});
