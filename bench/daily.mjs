// What a developer waits for: the start of `micro run`, a reload, `micro --help`; and what debug costs. Prints each figure
// beside its bound, and fails when one is broken.
//
//   npm run build && npm run bench:daily
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import autocannon from "autocannon";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MICRO = join(ROOT, "packages/micro-web/bin/micro.js");
const RELOADS = 50;
const MEASURED_RELOADS = 20;

const SOURCE = `import { Micro } from "micro-web";

interface Answer { readonly version: number }
const answer: Answer = { version: 1 };

export const app = new Micro(import.meta);
app.get("/", () => \`version \${answer.version}\`);
`;

/** A folder with a one-file app that has the packages of this repository. */
function createProject() {
  const folder = mkdtempSync(join(tmpdir(), "micro-daily-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(ROOT, "packages/micro-web"), join(folder, "node_modules/micro-web"));
  symlinkSync(join(ROOT, "node_modules/tsx"), join(folder, "node_modules/tsx"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "dependencies": { "micro-web": "*" } }');
  writeFileSync(join(folder, "app.ts"), SOURCE);
  return folder;
}

/** Starts `micro run` and resolves when it says where. */
function start(folder, words, { node = process.execPath, env = {} } = {}) {
  const child = spawn(node, [MICRO, "run", "--port", "0", ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  return new Promise((resolve, reject) => {
    child.once("exit", (status) => reject(new Error(`micro run ended with ${status}: ${said}`)));
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [, url] = /Running on (\S+)/.exec(said) ?? [];
      if (url !== undefined) resolve({ url, child, stop: () => stop(child) });
    });
  });
}

function stop(child) {
  return new Promise((resolve) => {
    child.removeAllListeners("exit").once("exit", resolve);
    child.kill("SIGTERM");
  });
}

/** The text of an answer. */
function ask(url, agent = false) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      incoming.once("end", () => resolve(text)).once("error", reject);
    }).once("error", reject);
  });
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

/** The processor time of a process so far, in milliseconds: from what Linux tells of it. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10; // ticks of 10 ms: user, system
}

/** That of a process and of those it has started and that have ended, in milliseconds. */
function treeTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

async function measureStart(folder, node) {
  const times = [];
  for (let run = 0; run < 5; run++) {
    const { url, child, stop: end } = await start(folder, [], { node });
    await ask(url);
    times.push(processorTime(child.pid));
    await end();
  }
  return Math.min(...times);
}

/** Milliseconds between two saves: nobody saves faster than they type. */
const PAUSE = 1000;

/** Saves new versions; gives how long they took to be answered, and the processor time of one, of all processes. */
async function measureReloads(folder, node) {
  const { url, child, stop: end } = await start(folder, ["--reload"], { node });
  await ask(url);
  const times = [];
  const before = treeTime(child.pid);
  for (let version = 2; version < MEASURED_RELOADS + 2; version++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const saved = performance.now();
    writeFileSync(join(folder, "app.ts"), SOURCE.replace("version: 1 }", `version: ${version} }`));
    while ((await ask(url)) !== `version ${version}`);
    times.push(performance.now() - saved);
  }
  const processor = (treeTime(child.pid) - before) / MEASURED_RELOADS;
  await end();
  return { wall: median(times), processor };
}

/** Restarts the app under load; gives the requests that were answered and those that failed. */
async function countRefused(folder) {
  const { url, stop: end } = await start(folder, ["--reload"]);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const failures = [];
  let [answers, isOver] = [0, false];
  async function load(own) {
    while (!isOver) {
      try {
        if (!/^version \d+$/.test(await ask(url, own))) failures.push("another answer");
        answers++;
      } catch (error) {
        failures.push(String(error));
      }
    }
  }
  const clients = [load(agent), load(agent), load(agent), load(false), load(false)];
  for (let version = 2; version < RELOADS + 2; version++) {
    writeFileSync(join(folder, "app.ts"), SOURCE.replace("version: 1 }", `version: ${version} }`));
    while ((await ask(url)) !== `version ${version}`);
  }
  isOver = true;
  await Promise.all(clients);
  agent.destroy();
  await end();
  return { answers, failures };
}

function measureHelp(folder) {
  const times = Array.from({ length: 10 }, () => {
    const started = performance.now();
    spawnSync(process.execPath, [MICRO, "--help"], { cwd: folder });
    return performance.now() - started;
  });
  return Math.min(...times);
}

/** Requests per second of processor time in debug, as a share of those in production. */
async function compareDebug(folder) {
  const servers = [
    await start(folder, [], { env: { NODE_ENV: "production" } }),
    await start(folder, ["--debug"]),
  ];
  const shares = [];
  for (let round = 0; round < 4; round++) {
    const rates = await Promise.all(
      servers.map(async ({ url, child }) => {
        const before = processorTime(child.pid);
        const { requests } = await autocannon({ url, connections: 10, duration: 3 });
        return requests.total / (processorTime(child.pid) - before);
      }),
    );
    if (round > 0) shares.push(rates[1] / rates[0]); // the first warms up
  }
  for (const server of servers) await server.stop();
  return median(shares);
}

let isBroken = false;

function report(what, value, { bound, unit = "", isMost = true }) {
  const isKept = isMost ? value <= bound : value >= bound;
  if (!isKept) isBroken = true;
  const shown = Number.isInteger(value) ? value : value.toFixed(unit === "ms" ? 0 : 2);
  console.log(
    `${isKept ? "ok  " : "MISS"} ${what}: ${shown} ${unit} (bound ${isMost ? "<=" : ">="} ${bound})`,
  );
}

async function reportReloads(what, node) {
  const { wall, processor } = await measureReloads(folder, node);
  report(what, wall, { bound: 1000, unit: "ms" });
  console.log(`     processor time of a reload, all processes: ${processor.toFixed(0)} ms`);
}

console.log(`Node ${process.version}\n`);
const folder = createProject();
try {
  report("micro run to the first answer, processor time", await measureStart(folder), {
    bound: 400,
    unit: "ms",
  });
  const system = "/usr/bin/node";
  const found = spawnSync(system, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "";
  if (found.startsWith("v20."))
    report(`the same on Node ${found}`, await measureStart(folder, system), { bound: 700, unit: "ms" });
  report("micro --help", measureHelp(join(folder, "node_modules")), { bound: 150, unit: "ms" });
  console.log(`     micro --help with the commands of an app: ${measureHelp(folder).toFixed(0)} ms`);
  await reportReloads("save to new answer, median of 20");
  if (found.startsWith("v20.")) await reportReloads(`the same on Node ${found}`, system);
  const { answers, failures } = await countRefused(folder);
  report(`requests that failed during ${RELOADS} reloads, of ${answers + failures.length}`, failures.length, {
    bound: 0,
  });
  report("requests in debug, as a share of production", await compareDebug(folder), {
    bound: 0.5,
    isMost: false,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isBroken ? 1 : 0;
