// Guards what a request allocates: bytes, which repeat exactly, where times do not. Fails when a workload allocates more
// than bench/baseline.json says.
//
//   npm run build && npm run bench:allocations                # compare; a gate of `npm run check`
//   npm run build && npm run bench:allocations -- --renew     # the figures of today are the baseline
//   npm run bench:allocations -- hello json --waste 1024      # some only, with a hook that wastes a kilobyte
//
// The compilers that optimise are off: what they spare depends on what ran before. The figures are therefore above those
// of a server, by nothing for the plain paths and by a third where there are many promises.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { findFaults, findGains, readBaseline, renewBaseline } from "./allocation-baseline.mjs";

const FLAGS = [
  "--expose-gc",
  "--single-threaded",
  "--no-opt",
  "--no-maglev",
  // Nothing is collected between two looks at the heap.
  "--max-semi-space-size=128",
  "--min-semi-space-size=128",
];
const WARM_UP = 500;
const ROUNDS = 3;
/** Bytes that one round allocates: enough for what else the process does to vanish. */
const ROUND_SIZE = 10_000_000;

/** Bytes that one request allocates, of so many. */
async function measureOnce({ app, exchange }, times) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await exchange.send(app, times);
  return (process.memoryUsage().heapUsed - before) / times;
}

/** Bytes that one request allocates: the least of some rounds. */
async function measure(workload) {
  const times = Math.ceil(ROUND_SIZE / (await measureOnce(workload, 100)));
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureOnce(workload, times));
  return Math.round(Math.min(...rounds));
}

/** A request that can be repeated; warmed up, and its answer looked at. */
async function prepare(app, name, { status: expected = 200, ...request }) {
  const { MemoryExchange } = await import("./memory-exchange.mjs");
  const exchange = new MemoryExchange(request);
  await exchange.send(app, WARM_UP);
  const { status, body } = exchange.answer;
  if (status !== expected) throw new Error(`${name} answered ${status}: ${body}`);
  return { app, exchange };
}

/** Bytes of a request by workload; all are warmed up before the first is measured. */
async function measureAll(names, waste) {
  const { ALLOCATION_WORKLOADS, createApp } = await import("./allocation-workloads.mjs");
  const app = await createApp(waste);
  const wanted = Object.entries(ALLOCATION_WORKLOADS).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
  const prepared = [];
  for (const [name, request] of wanted) prepared.push([name, await prepare(app, name, request)]);
  const measured = {};
  for (const [name, workload] of prepared) measured[name] = await measure(workload);
  return measured;
}

/** Says how figures stand to the baseline. @returns whether they pass */
function report(measured, baseline) {
  const faults = findFaults(measured, baseline);
  const gains = findGains(measured, baseline);
  for (const [name, bytes] of Object.entries(measured))
    console.log(
      `${name.padEnd(12)} ${String(bytes).padStart(6)} bytes, baseline ${baseline[name] ?? "none"}`,
    );
  if (gains.length > 0)
    console.log(`\nLess than before: ${gains.join(", ")}. Keep it: npm run bench:allocations -- --renew`);
  if (faults.length > 0)
    console.error(`\n${faults.join("\n")}\nIf that is meant: npm run bench:allocations -- --renew`);
  return faults.length === 0;
}

async function guard() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { renew: { type: "boolean", default: false }, waste: { type: "string", default: "0" } },
  });
  const [major = ""] = process.versions.node.split(".");
  const baseline = readBaseline(major);
  if (baseline === null && !values.renew)
    return console.warn(`!!! Allocations are NOT compared: there is no baseline for Node ${major}.`);
  const measured = await measureAll(positionals, Number(values.waste));
  if (values.renew) renewBaseline(major, measured);
  if (!report(measured, readBaseline(major) ?? {})) process.exitCode = 1;
}

if (globalThis.gc !== undefined) await guard();
else {
  const self = fileURLToPath(import.meta.url);
  const { status } = spawnSync(process.execPath, [...FLAGS, self, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
