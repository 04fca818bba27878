// How the cost of a request grows: with routes, with hooks, with the body, with connections. Draws bench/curves/*.svg.
// The servers of one point are loaded at the same time.
//
//   npm run build && npm run bench:curves [-- routes hooks --seconds 0.5 --warmup 1]
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { verifyRoutes } from "./contract.mjs";
import { buildRoutes } from "./fixtures.mjs";
import { measureRates, median, warnOfCutRounds } from "./rates.mjs";
import { needProc, pinLoader, startServer } from "./server-process.mjs";
import { drawChart } from "./svg-chart.mjs";

const SERVERS = ["micro", "fastify", "hono"];
const CONNECTIONS = 32;
const FOLDER = new URL("curves/", import.meta.url);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "0.3" },
    warmup: { type: "string", default: "1" },
  },
});

/** A JSON array of about so many bytes. */
function jsonOf(size) {
  const item = { id: 12_345, name: "Notes on the Analytical Engine", price: 39.9, tags: ["book", "history"] };
  const count = Math.round(size / (JSON.stringify(item).length + 1));
  return JSON.stringify(Array.from({ length: count }, () => item));
}

const POST_JSON = { method: "POST", path: "/body", headers: { "Content-Type": "application/json" } };

/** How sizes are written: "10 kB". */
function sizeLabel(bytes) {
  return bytes < 1e6 ? `${bytes / 1e3} kB` : `${bytes / 1e6} MB`;
}

/** Each with the points of its x axis: what is served there, and what it is loaded with. */
const CURVES = {
  routes: {
    words: { title: "Cost of a request as routes grow", x: "routes" },
    points: [10, 100, 1000, 10_000],
    app: (count) => ({ app: "routes", count }),
    requests: (port, count) => verifyRoutes(port, buildRoutes(count)),
  },
  hooks: {
    words: { title: "Cost of a request as asynchronous hooks grow", x: "hooks" },
    points: [0, 1, 10, 100],
    app: (count) => ({ app: "hooks", count }),
    requests: async () => [{ path: "/" }],
    // A logarithm has no zero: it stands where the next point has room before it.
    place: (count) => (count === 0 ? 0.1 : count),
  },
  body: {
    words: { title: "Cost of a request as its JSON body grows", x: "size of the body" },
    points: [1e3, 1e4, 1e5, 1e6, 1e7],
    label: sizeLabel,
    app: () => ({ app: "body" }),
    requests: async (port, size) => [{ ...POST_JSON, body: jsonOf(size) }],
    connections: (size) => (size > 1e5 ? 4 : CONNECTIONS),
  },
  connections: {
    words: {
      title: "Cost of a request as connections grow",
      x: "connections, each with one request under way",
    },
    points: [1, 10, 100, 1000],
    app: () => ({ app: "hooks", count: 0 }),
    requests: async () => [{ path: "/" }],
    connections: (count) => count,
  },
};

/** Microseconds of processor time of one request, by server. */
async function measurePoint({ app, requests, connections = () => CONNECTIONS }, point) {
  const running = await Promise.all(
    SERVERS.map(async (name) => {
      const server = await startServer(name, app(point));
      return { server, requests: await requests(server.port, point) };
    }),
  );
  const { rounds, seconds, warmup } = options;
  const rates = await measureRates(running, {
    connections: connections(point),
    rounds: Number(rounds),
    seconds: Number(seconds),
    warmup: Number(warmup),
  });
  await Promise.all(running.map(({ server }) => server.stop()));
  return SERVERS.map((_, index) => 1e6 / median(rates.map((round) => round[index])));
}

async function draw(name, { words, points, label = String, place = Number, ...curve }) {
  const columns = [];
  console.log(`\n| ${words.x} | ${SERVERS.join(" | ")} |\n| ---: |${" ---: |".repeat(SERVERS.length)}`);
  for (const point of points) {
    const column = await measurePoint(curve, point);
    columns.push(column);
    console.log(`| ${label(point)} | ${column.map((value) => value.toFixed(1)).join(" | ")} |`);
  }
  const series = SERVERS.map((server, index) => ({
    name: server,
    values: columns.map((column) => column[index]),
  }));
  const places = points.map((point) => ({ x: place(point), label: label(point) }));
  const y = "microseconds of processor time";
  writeFileSync(new URL(`${name}.svg`, FOLDER), drawChart({ ...words, y }, places, series));
}

needProc();
pinLoader();
mkdirSync(FOLDER, { recursive: true });
console.log(`Node ${process.version}; microseconds of the server's processor time for one request`);
for (const [name, curve] of Object.entries(CURVES))
  if (positionals.length === 0 || positionals.includes(name)) await draw(name, curve);
warnOfCutRounds();
