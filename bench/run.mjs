// Compares Micro with a hand-written node:http server, Fastify, Hono and Express: requests per second of the server's own
// processor time, as a ratio to node:http. All servers of a workload are loaded at the same time, so that whatever else
// the machine does concerns all of them alike.
//
//   npm run build && npm run bench [-- hello json --servers micro,fastify --instances 3 --rounds 5 --seconds 1 --warmup 2]
import { parseArgs } from "node:util";

import { WORKLOADS } from "./contract.mjs";
import { createPublicFolder } from "./fixtures.mjs";
import { measureRates, median, warnOfCutRounds } from "./rates.mjs";
import { needProc, pinLoader, startServer } from "./server-process.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    servers: { type: "string", default: "micro,fastify,hono,express" },
    // Processes of each server: those of one program differ by 5 to 10 % for their whole life. By default the time is spent on
    // warming one of each up, which matters more.
    instances: { type: "string", default: "1" },
    rounds: { type: "string", default: "3" },
    // Of processor time of each process, in a round and before the first.
    seconds: { type: "string", default: "0.5" },
    warmup: { type: "string" },
    connections: { type: "string", default: "32" },
  },
});
const names = ["raw", ...options.servers.split(",").filter((name) => name !== "raw")];
/** Schemas, forms, sessions, files and templates are much code, which V8 compiles while it is used: at half of this it still does. */
const SLOW_TO_COMPILE = new Set(["post-json", "template", "session", "static", "form"]);
const warmupOf = (workload) => Number(options.warmup ?? (SLOW_TO_COMPILE.has(workload) ? 3.4 : 1.2));
const plan = {
  connections: Number(options.connections),
  seconds: Number(options.seconds),
  rounds: Number(options.rounds),
};
const publicFolder = createPublicFolder();

/** The processes of a workload, verified: `null` for a server that answers wrong. */
async function startAll(workload) {
  const app = workload === "routes1000" ? { app: "routes", count: 1000 } : { app: "main", publicFolder };
  const copies = Array.from({ length: Number(options.instances) }, () => names).flat();
  return Promise.all(
    copies.map(async (name) => {
      const server = await startServer(name, app);
      try {
        return { server, requests: await WORKLOADS[workload](server.port, { publicFolder }) };
      } catch (error) {
        console.error(`${name}, ${workload}: a wrong answer. ${error.message}`);
        await server.stop();
        return null;
      }
    }),
  );
}

/** By server the median ratio to the mean of the raw ones in the same round. */
async function compare(workload) {
  const running = (await startAll(workload)).filter((one) => one !== null);
  const ratios = new Map(names.map((name) => [name, []]));
  for (const rates of await measureRates(running, { ...plan, warmup: warmupOf(workload) })) {
    const raws = rates.filter((_, index) => running[index].server.name === "raw");
    const raw = raws.reduce((sum, rate) => sum + rate, 0) / raws.length;
    for (const [index, { server }] of running.entries()) ratios.get(server.name).push(rates[index] / raw);
  }
  await Promise.all(running.map(({ server }) => server.stop()));
  return names.map((name) => (ratios.get(name).length === 0 ? "wrong" : median(ratios.get(name)).toFixed(2)));
}

needProc();
pinLoader();
const workloads = Object.keys(WORKLOADS).filter(
  (name) => positionals.length === 0 || positionals.includes(name),
);
console.log(`Node ${process.version}; requests per second of processor time, as a ratio to node:http\n`);
console.log(`| workload | ${names.join(" | ")} |\n| --- | ${names.map(() => "---:").join(" | ")} |`);
for (const workload of workloads) console.log(`| ${workload} | ${(await compare(workload)).join(" | ")} |`);
warnOfCutRounds();
