// Compares Micro on a database with other frameworks and their ORMs: a page with one row by its key, and one with 20 rows
// joined to their authors, each rendered by a template. Requests per second of the server's processor time, all servers of
// a workload loaded at the same time, so that whatever else the machine does concerns all of them alike.
//
//   npm run build && npm install --prefix bench/database --no-package-lock && node bench/database.mjs [sqlite|postgresql] [row|list]
//   apt-get install postgresql python3-flask-sqlalchemy python3-psycopg2 gunicorn
//
// BENCH_SERVERS=micro,fastify-kysely measures these alone; BENCH_SECONDS=8,2,3 warms up for 8 s, and takes 3 rounds of 2 s.
import autocannon from "autocannon";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { startServer } from "../packages/orm/test/servers.ts";
import { fillingStatements, fillSqlite, REQUESTS, squash } from "./database/blog.mjs";

const SERVERS = (
  process.env.BENCH_SERVERS ??
  "fastify-kysely,fastify-drizzle,adonis-lucid,express-typeorm,flask-sqlalchemy,micro,micro-kysely"
).split(",");
const [WARM_UP, SECONDS, ROUNDS] = (process.env.BENCH_SECONDS ?? "25,4,5").split(",").map(Number);

const children = [];
process.on("exit", () => children.forEach(end));

async function findPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** On a connection of its own: gunicorn ends those that rest. */
function ask(port, path) {
  return fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
}

async function start(name, database) {
  const port = await findPort();
  const file = fileURLToPath(new URL(`database/servers/${name}.mjs`, import.meta.url));
  const env = { ...process.env, NODE_ENV: "production", PORT: String(port), BENCH_DATABASE: database };
  const child = spawn(process.execPath, [file], { env, stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  const server = { name, child, port, rates: [], costs: [] };
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    if ((await ask(port, "/posts/1").catch(() => null)) !== null) return server;
    await sleep(50);
  }
  throw new Error(`${name} does not answer`);
}

/** Ends a server, with what it has started. */
function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  for (const id of findProcesses(child.pid)) process.kill(id, "SIGKILL");
}

/** The process and all that it has started. */
function findProcesses(root) {
  const all = [root];
  for (const id of all) {
    try {
      for (const task of readdirSync(`/proc/${id}/task`))
        all.push(...readFileSync(`/proc/${id}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number));
    } catch {
      // it has ended
    }
  }
  return all;
} // prettier-ignore

/** Nanoseconds of processor time so far. */
function processorTime({ child }) {
  let total = 0;
  for (const id of findProcesses(child.pid)) {
    try {
      for (const task of readdirSync(`/proc/${id}/task`))
        total += Number(readFileSync(`/proc/${id}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // it has ended
    }
  }
  return total;
}

/** Throws when a page is not the right one: all pages have to be the same but for white space. */
async function verify(servers, { path, says }) {
  const pages = await Promise.all(
    servers.map(async ({ name, port }) => {
      const response = await ask(port, path);
      const text = squash(await response.text());
      const isRight = response.ok && response.headers.get("content-type")?.startsWith("text/html") === true;
      if (!isRight || !says.every((part) => text.includes(squash(part))))
        throw new Error(`${name} ${path} answers ${response.status}: ${text}`);
      const missing = await ask(port, "/posts/9999");
      if (missing.status !== 404) throw new Error(`${name} answers ${missing.status} for a missing post`);
      return text;
    }),
  );
  const other = pages.findIndex((page) => page !== pages[0]);
  if (other !== -1) throw new Error(`${servers[other].name} ${path} differs: ${pages[other]}`);
}

/** Keeps the first answer of a connection that is not what was asked for. */
function watch(client, bad) {
  let status = 200;
  client.on("headers", ({ statusCode }) => (status = statusCode));
  client.on("body", (body) => {
    if (status !== 200 && bad.length === 0) bad.push(`${status} ${String(body).slice(0, 500)}`);
  });
}

/** Microseconds of the server's processor time for a request. */
async function load(server, path, seconds) {
  const before = processorTime(server);
  const url = `http://127.0.0.1:${server.port}${path}`;
  const bad = [];
  const setupClient = (client) => watch(client, bad);
  const options = { url, connections: 20, duration: seconds, setupClient };
  const { statusCodeStats, errors, requests } = await autocannon(options);
  if (errors > 0 || Object.keys(statusCodeStats).join() !== "200")
    throw new Error(
      `${server.name} ${path}: ${errors} errors, ${JSON.stringify(statusCodeStats)}; the first bad answer: ${bad[0] ?? "none"}`,
    );
  return (processorTime(server) - before) / requests.total / 1000;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

async function compare(database, request) {
  const servers = await Promise.all(SERVERS.map((name) => start(name, database)));
  try {
    await verify(servers, request);
    await Promise.all(servers.map((server) => load(server, request.path, WARM_UP)));
    for (let round = 0; round < ROUNDS; round++) {
      const costs = await Promise.all(servers.map((server) => load(server, request.path, SECONDS)));
      servers.forEach((server, index) => {
        server.rates.push(costs[0] / costs[index]);
        server.costs.push(costs[index]);
      });
    }
  } finally {
    servers.forEach(({ child }) => end(child));
  }
  return servers;
}

async function measure(kind, database, wanted) {
  for (const [name, request] of Object.entries(REQUESTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const servers = await compare(database, request);
    const ratios = servers.map(({ rates }) => median(rates).toFixed(2));
    console.log(`| ${kind}, ${name} | ${ratios.join(" | ")} |`);
    console.log(`| microseconds | ${servers.map(({ costs }) => median(costs).toFixed(0)).join(" | ")} |`);
  }
}

const words = process.argv.slice(2);
const wanted = words.filter((word) => word in REQUESTS);
const kinds = ["sqlite", "postgresql"].filter(
  (kind) => wanted.length === words.length || words.includes(kind),
);
console.log(`Node ${process.version}; requests per processor second, as a ratio to ${SERVERS[0]}\n`);
console.log(`| workload | ${SERVERS.join(" | ")} |\n| --- | ${SERVERS.map(() => "---:").join(" | ")} |`);
if (kinds.includes("sqlite")) {
  const folder = mkdtempSync(join(tmpdir(), "micro-bench-"));
  fillSqlite(join(folder, "blog.db"));
  await measure("SQLite", join(folder, "blog.db"), wanted);
  rmSync(folder, { recursive: true });
}
if (kinds.includes("postgresql")) {
  await using server = await startServer("postgresql");
  const url = await server.createDatabase();
  const { default: pg } = await import(new URL("database/node_modules/pg/lib/index.js", import.meta.url));
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of [...fillingStatements(), "analyze"]) await client.query(statement);
  await client.end();
  await measure("PostgreSQL", url, wanted);
}
