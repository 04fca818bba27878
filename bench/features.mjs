// What the features of a request cost: nanoseconds of the processor and bytes, without Node's own part. All run in one
// process, as in an app that has them all, each after all others have been warmed up.
//
//   npm run build && npm run bench:features            # all; or some: npm run bench:features -- hello session
import { readBaseline } from "./allocation-baseline.mjs";
import { ALLOCATION_WORKLOADS, createApp } from "./allocation-workloads.mjs";
import { MemoryExchange } from "./memory-exchange.mjs";

process.env["NODE_ENV"] ??= "production";

const WARM_UP = 5000;
const ROUNDS = 9;
/** Milliseconds of the processor that one round takes, about. */
const ROUND_TIME = 150;

/** Nanoseconds of the processor for one request, of so many. */
async function timeOnce(app, exchange, times) {
  const before = process.cpuUsage();
  await exchange.send(app, times);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / times;
}

/** The least of some rounds: whatever else the machine does makes a round longer. */
async function time(app, exchange) {
  const times = Math.ceil((ROUND_TIME * 1e6) / (await timeOnce(app, exchange, 1000)));
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await timeOnce(app, exchange, times));
  return Math.round(Math.min(...rounds));
}

const names = process.argv.slice(2);
const wanted = Object.entries(ALLOCATION_WORKLOADS).filter(
  ([name]) => names.length === 0 || names.includes(name),
);
const app = await createApp();
const exchanges = new Map(wanted.map(([name, request]) => [name, new MemoryExchange(request)]));
for (const exchange of exchanges.values()) await exchange.send(app, WARM_UP);
const bytes = readBaseline(process.versions.node.split(".")[0] ?? "") ?? {};

console.log(`Node ${process.version}\n\n| feature | ns | bytes |\n| --- | ---: | ---: |`);
for (const [name, exchange] of exchanges)
  console.log(`| ${name} | ${await time(app, exchange)} | ${bytes[name] ?? ""} |`);
