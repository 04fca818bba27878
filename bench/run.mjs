// Compares Micro with a hand-written node:http server and with Fastify: requests per second of the server's processor
// time, as a ratio to node:http. All servers of a workload are loaded at the same time, so that whatever else the
// machine does concerns all of them alike.
//
//   npm run build && npm run bench [-- hello json]
import autocannon from "autocannon";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SERVERS = ["raw", "fastify", "micro"];
const WORKLOADS = {
  hello: "/",
  json: "/json",
  params: "/users/42/posts/hello-world?q=x%20y&page=2",
  middleware: "/middleware",
};
const SECONDS = 4;
const ROUNDS = 5;

async function start(name) {
  const child = fork(fileURLToPath(new URL("server.mjs", import.meta.url)), [name], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  const [{ port }] = await once(child, "message");
  return { name, child, port, rates: [] };
}

async function processorTime({ child }) {
  child.send("cpu");
  const [{ microseconds }] = await once(child, "message");
  return microseconds;
}

/** Requests per second of the server's processor time. */
async function load(server, path, seconds) {
  const before = await processorTime(server);
  const url = `http://127.0.0.1:${server.port}${path}`;
  const { non2xx, requests } = await autocannon({ url, connections: 20, duration: seconds });
  if (non2xx > 0) throw new Error(`${server.name} ${path}: ${non2xx} answers were not 2xx`);
  return requests.total / ((await processorTime(server)) - before);
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

async function compare(path) {
  const servers = await Promise.all(SERVERS.map(start));
  await Promise.all(servers.map((server) => load(server, path, 6))); // warm-up
  for (let round = 0; round < ROUNDS; round++) {
    const rates = await Promise.all(servers.map((server) => load(server, path, SECONDS)));
    servers.forEach((server, index) => server.rates.push(rates[index] / rates[0]));
  }
  for (const { child } of servers) child.disconnect();
  return servers.map(({ rates }) => median(rates).toFixed(2));
}

const wanted = process.argv.slice(2);
console.log(`Node ${process.version}; requests per processor second, as a ratio to node:http\n`);
console.log(`| workload | ${SERVERS.join(" | ")} |\n| --- | ${SERVERS.map(() => "---:").join(" | ")} |`);
for (const [name, path] of Object.entries(WORKLOADS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`| ${name} | ${(await compare(path)).join(" | ")} |`);
}
