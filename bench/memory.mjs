// What servers need besides time: memory under load, bytes allocated for a request, growth over a million requests,
// processor time to start, and room on the disk. Each is compared in one run; only ratios mean something elsewhere.
//
//   npm run build && npm run bench:memory [-- --requests 1000000 --starts 15]
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { ask } from "./contract.mjs";
import { createPublicFolder } from "./fixtures.mjs";
import { installSizes } from "./install-size.mjs";
import { Load } from "./load.mjs";
import { needProc, pinLoader, processorTime, residentSize, startServer } from "./server-process.mjs";

const { values: options } = parseArgs({
  options: {
    requests: { type: "string", default: "1000000" },
    starts: { type: "string", default: "15" },
    connections: { type: "string", default: "32" },
  },
});
const HELLO = { app: "hello" };
const SERVERS = ["raw", "micro", "fastify", "hono", "express"];
const MIB = 2 ** 20;

/** Loads a server until it has answered so many times more. */
async function answerMore(server, count) {
  const load = new Load(server.port, [{ path: "/" }], Number(options.connections));
  while (load.answers < count) {
    await sleep(5);
    load.check();
  }
  load.stop();
  return load.answers;
}

/** Milliseconds of processor time to the first answer of an app, the least of many starts in turns. */
async function measureStarts(app) {
  const least = Object.fromEntries(SERVERS.map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let start = 0; start < Number(options.starts); start++)
    for (const name of SERVERS) {
      const server = await startServer(name, app);
      await ask(server.port, { path: "/" });
      least[name] = Math.min(least[name], processorTime(server.pid) / 1e6);
      await server.stop();
    }
  return least;
}

/** Bytes in memory while a server is under load, after as many requests as make it grow to its size. */
async function measureResident(name) {
  const server = await startServer(name, HELLO);
  await answerMore(server, 50_000);
  const load = new Load(server.port, [{ path: "/" }], Number(options.connections));
  const sizes = [];
  for (let look = 0; look < 20; look++) {
    await sleep(50);
    sizes.push(residentSize(server.pid));
  }
  load.stop();
  await server.stop();
  return Math.max(...sizes);
}

/** Bytes that a request allocates, Node's own included: what the heap grows by with nothing collected meanwhile. */
async function measureAllocation(name) {
  const flags = [
    "--expose-gc",
    "--single-threaded",
    "--max-semi-space-size=256",
    "--min-semi-space-size=256",
  ];
  const server = await startServer(name, HELLO, flags);
  await answerMore(server, 20_000);
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    const { heapUsed: before } = await server.tell("collect");
    const answers = await answerMore(server, 5000);
    const { heapUsed: after } = await server.tell("look");
    rounds.push((after - before) / answers);
  }
  await server.stop();
  return Math.min(...rounds);
}

/** Bytes of the heap after a collection: after a tenth of the requests, and after all of them. */
async function measureGrowth(name) {
  const total = Number(options.requests);
  const server = await startServer(name, HELLO, ["--expose-gc"]);
  const answered = await answerMore(server, total / 10);
  const { heapUsed: early } = await server.tell("collect");
  await answerMore(server, total - answered);
  const { heapUsed: late } = await server.tell("collect");
  await server.stop();
  return { early, late };
}

function printTable(head, rows) {
  console.log(`\n| ${head.join(" | ")} |\n| --- |${" ---: |".repeat(head.length - 1)}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

/** The smallest app, and one with a template engine, schemas, sessions, forms, uploads and static files. */
async function printStarts() {
  const hello = await measureStarts(HELLO);
  const main = await measureStarts({ app: "main", publicFolder: createPublicFolder() });
  printTable(
    ["start, ms CPU", "hello", "ratio", "all workloads", "ratio"],
    SERVERS.map((name) => [name, ...[hello, main].flatMap((starts) => compare(starts[name], starts["raw"]))]),
  );
}

/** A figure, and how often it is another's. */
function compare(figure, other) {
  return [figure.toFixed(1), (figure / other).toFixed(2)];
}

async function printServers() {
  const [residents, allocations, { early, late }] = await Promise.all([
    Promise.all(SERVERS.map(measureResident)),
    Promise.all(SERVERS.map(measureAllocation)),
    measureGrowth("micro"),
  ]);
  const columns = [residents.map((bytes) => bytes / MIB), allocations.map((bytes) => bytes / 1024)];
  printTable(
    ["hello", "RSS under load, MiB", "ratio", "KiB a request", "ratio"],
    SERVERS.map((name, index) => [name, ...columns.flatMap((column) => compare(column[index], column[0]))]),
  );
  const total = Number(options.requests);
  const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
  console.log(`\nMicro's heap after ${total / 10} requests ${kib(early)}, after ${total} ${kib(late)}.`);
}

function printInstallSizes() {
  const sizes = installSizes(["micro-web", "fastify", "express"]);
  printTable(
    ["installed", "kB", "packages"],
    sizes.map(({ name, kilobytes, packages, fault }) => [name, kilobytes ?? fault, packages ?? ""]),
  );
}

needProc();
pinLoader();
console.log(`Node ${process.version}`);
await printStarts();
await printServers();
printInstallSizes();
