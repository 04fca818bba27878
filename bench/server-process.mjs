// Servers as processes: to start one, pin it to a processor, and see what it costs.
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("server.mjs", import.meta.url));

/** Servers share the first processor and the load comes from the second, so that the servers are the limit. */
const SERVER_PROCESSOR = 0;
const LOAD_PROCESSOR = 1;

/** Counted before anything is pinned. */
const PROCESSORS = availableParallelism();

/** Keeps a process on one processor, where that is possible. */
function pin(pid, processor) {
  if (PROCESSORS < 2) return;
  try {
    execFileSync("taskset", ["-a", "-p", "-c", String(processor), String(pid)], { stdio: "ignore" });
  } catch {
    // No taskset: the scheduler decides.
  }
}

/** Keeps this process, which makes the load, away from the servers. */
export function pinLoader() {
  pin(process.pid, LOAD_PROCESSOR);
}

/** Nanoseconds that a process has had of a processor, all of its threads. */
export function processorTime(pid) {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [running = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    nanoseconds += Number(running);
  }
  return nanoseconds;
}

/** Bytes of a process that are in memory. */
export function residentSize(pid) {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** @throws Error where processes cannot be looked at */
export function needProc() {
  if (!existsSync("/proc/self/schedstat")) throw new Error("This measures by /proc, which only Linux has.");
}

/**
 * Starts a server of `bench/servers`.
 *
 * @param {string} name
 * @param {object} options - `app`, and what that needs.
 * @param {readonly string[]} [flags] - For Node.
 */
export async function startServer(name, options, flags = []) {
  const env = { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" };
  const child = fork(SCRIPT, [name, JSON.stringify(options)], { env, execArgv: [...flags] });
  pin(child.pid, SERVER_PROCESSOR);
  const ended = once(child, "exit");
  const [message] = await Promise.race([
    once(child, "message"),
    ended.then(([code]) => {
      throw new Error(`The server ${name} ended with ${code}.`);
    }),
  ]);
  return {
    name,
    pid: child.pid,
    port: message.port,
    /** Asks the server's process something; see server.mjs. */
    async tell(word) {
      child.send(word);
      const [answer] = await once(child, "message");
      return answer;
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
