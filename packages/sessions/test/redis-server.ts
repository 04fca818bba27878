import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

/** A Redis that keeps nothing on disk and that only this process knows. */
export interface RedisServer {
  /** For `createClient`. */
  readonly url: string;
  /** Ends the server. */
  stop(): Promise<void>;
}

/** The path of `redis-server`; `null`, said loudly, on a machine without it. In CI that is an error. */
export function findRedisServer(): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"];
  const found = folders.map((folder) => join(folder, "redis-server")).find(isExecutable);
  if (found !== undefined) return found;
  const problem = "redis-server is not installed: RedisStore is NOT tested (apt-get install redis-server).";
  if (process.env["MICRO_CI"] !== undefined) throw new Error(problem);
  console.warn(`\n!!! ${problem}\n`);
  return null;
}

/** Starts a server on a free port. */
export async function startRedis(program: string, port: number = 0): Promise<RedisServer> {
  const free = port === 0 ? await findFreePort() : port;
  const server = spawn(
    program,
    ["--port", String(free), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  await ready(server);
  return {
    url: `redis://127.0.0.1:${free}`,
    stop: async () => {
      if (server.exitCode !== null) return;
      server.kill("SIGKILL");
      await once(server, "exit");
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Until the server says that it accepts connections. */
async function ready(server: ChildProcess): Promise<void> {
  let said = "";
  for await (const chunk of server.stdout ?? []) {
    said += String(chunk);
    if (said.includes("eady to accept connections")) break;
  }
  server.stdout?.resume();
  if (server.exitCode !== null) throw new Error(`redis-server has ended: ${said}`);
}
