import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The state of a listening socket in `/proc/net/tcp`. */
const LISTENING = "0A";

/**
 * Who listens on a port of this machine: `node server.js (process 4711)`; "" where the system does not tell, which Linux
 * alone does, and of a user's own processes.
 *
 * @param root - Where the system's tables are. @default "/proc"
 * @example
 * portOwner(5000); // "node app.js (process 4711)"
 */
export function portOwner(port: number, root: string = "/proc"): string {
  try {
    const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listeningInodes(`${root}/net/${table}`, port)));
    if (inodes.size === 0) return "";
    const owner = readdirSync(root).find(
      (name) => /^\d+$/.test(name) && hasSocket(`${root}/${name}/fd`, inodes),
    );
    return owner === undefined ? "" : `${commandOf(`${root}/${owner}/cmdline`)} (process ${owner})`;
  } catch {
    return "";
  }
}

/** The sockets that listen on a port, by the numbers of their inodes. */
function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync(table, "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      return state === LISTENING && local.endsWith(`:${wanted}`) ? [inode] : [];
    });
}

/** Whether a process has one of the sockets; those of other users cannot be looked at. */
function hasSocket(folder: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(folder).some((name) => {
      const [, inode = ""] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`)) ?? [];
      return inodes.has(inode);
    });
  } catch {
    return false;
  }
}

/** The words of a process, without the folders of the first. */
function commandOf(file: string): string {
  const [program = "", ...words] = readFileSync(file, "utf8").split("\0").filter(Boolean);
  return [program.split("/").at(-1), ...words].join(" ").slice(0, 120);
}
