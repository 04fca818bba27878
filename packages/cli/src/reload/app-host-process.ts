/* v8 ignore file -- the entry of a process of its own; all it does is connect AppHost, which has tests, to the process */
import type { Socket } from "node:net";

import { AppHost } from "./app-host.ts";
import type { Order, Report } from "./messages.ts";

process.setSourceMapsEnabled(true);

const host = new AppHost({
  folder: process.cwd(),
  environment: process.env,
  send: (report: Report) =>
    new Promise((resolve) => process.send?.(report, undefined, undefined, () => resolve())),
  print: (text) => void process.stdout.write(`${text}\n`),
  warn: (text) => void process.stderr.write(`${text}\n`),
  exit: (status) => process.exit(status),
});

// The messages come from the supervisor, which has no others, and their handles from its server.
process.on("message", (order, socket) => void host.receive(order as Order, socket as Socket | undefined));
process.on("uncaughtException", (error) => void host.crash(error));
process.on("disconnect", () => process.exit(0));
// Ctrl+C reaches the whole group of processes; the supervisor decides when this one ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
