import type { WorkerOrder, WorkerReport } from "./worker-messages.ts";
import { WorkerHost } from "./worker-host.ts";

process.setSourceMapsEnabled(true);

const host = new WorkerHost({
  folder: process.cwd(),
  environment: process.env,
  send: (report: WorkerReport) =>
    new Promise((resolve) => {
      if (process.connected) process.send?.(report, undefined, undefined, () => resolve());
      else resolve();
    }),
  warn: (text) => void process.stderr.write(`${text}\n`),
  exit: (status) => process.exit(status),
  memory: () => process.memoryUsage.rss(),
});

// The messages come from the arbiter, which has no others.
process.on("message", (order) => void host.receive(order as WorkerOrder));
process.on("uncaughtException", (error) => void host.crash(error));
process.on("disconnect", () => void host.abandon());
process.on("SIGTERM", () => void host.leave());
process.on("SIGUSR1", () => host.reopenLogs()); // Node would open a port for debuggers
// Meant for the arbiter. SIGINT stays with Node, which prints where the event loop stands still.
for (const signal of ["SIGHUP", "SIGQUIT", "SIGUSR2", "SIGTTIN", "SIGTTOU"] as const)
  process.on(signal, () => {});
