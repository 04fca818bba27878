import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createFolder, removeFolder, writeFile } from "./temporary-folder.ts";

/** A server of https in front of an app. */
export interface Nginx {
  /** Ends it. */
  stop(): Promise<void>;
}

/** The path of `nginx`; `null`, said loudly, on a machine without it. In CI that is an error. */
export function findNginx(): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const found = folders.map((folder) => join(folder, "nginx")).find(isExecutable);
  if (found !== undefined) return found;
  const problem = "nginx is not installed: apps behind it are NOT tested (apt-get install nginx-light).";
  if (process.env["MICRO_CI"] !== undefined) throw new Error(problem);
  console.warn(`\n!!! ${problem}\n`);
  return null;
}

/**
 * Starts nginx on a port of this machine.
 *
 * @param program - Its path.
 * @param site - `upstream` blocks and `location` blocks; a certificate with its key; where to listen.
 */
export async function startNginx(
  program: string,
  { upstream, locations, pem, port }: { upstream: string; locations: string; pem: string; port: number },
): Promise<Nginx> {
  const folder = createFolder({ "localhost.pem": pem });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n");
  const config = `
    daemon off;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    pid ${folder}/nginx.pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${temporary}
      ${upstream}
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${folder}/localhost.pem;
        ssl_certificate_key ${folder}/localhost.pem;
        ${locations}
      }
    }`;
  const file = writeFile(folder, "nginx.conf", config);
  const server = spawn(program, ["-p", folder, "-c", file], { stdio: ["ignore", "ignore", "pipe"] });
  await untilListening(server, port);
  return {
    stop: async () => {
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
      removeFolder(folder);
    },
  };
}

/** What comes over https. */
export interface SecureAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Asks a server of this machine over https. */
export async function askSecurely(
  { port, pem, path, method = "GET" }: { port: number; pem: string; path: string; method?: string },
  headers: Readonly<Record<string, string>> = {},
  body: string = "",
): Promise<SecureAnswer> {
  const sent = request({ host: "127.0.0.1", servername: "localhost", ca: pem, port, path, method, headers });
  sent.end(body);
  const [incoming] = (await once(sent, "response")) as [IncomingMessage];
  incoming.setEncoding("utf8");
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function untilListening(server: ChildProcess, port: number): Promise<void> {
  let said = "";
  server.stderr?.on("data", (chunk) => (said += String(chunk)));
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`nginx has ended: ${said}`);
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise((resolve) =>
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false)),
    );
    socket.destroy();
    if (isOpen === true) return;
    await sleep(25);
  }
  throw new Error(`nginx does not listen: ${said}`);
}
