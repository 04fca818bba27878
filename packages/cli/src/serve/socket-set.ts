import type { Environment } from "../app/environment.ts";
import { adoptSocket, type ListeningSocket, openSocket } from "./listening-socket.ts";
import type { ResolvedSettings } from "./serve-settings.ts";
import { FIRST_DESCRIPTOR, inheritedSockets } from "./systemd.ts";

/**
 * The sockets of a server: those that systemd or the server before this one has opened, else those of the settings.
 *
 * @param place - `pid`: of this process, for which the variables have to be meant.
 * @throws CommandFailure `MICRO_SERVER_ADDRESS` when one cannot be opened; none is open then.
 * @example
 * const sockets = await openSockets(resolved, { environment: process.env, pid: process.pid });
 */
export async function openSockets(
  { settings: { bind, socketMode: mode, cert }, sources }: ResolvedSettings,
  { environment, pid }: { readonly environment: Environment; readonly pid: number },
): Promise<ListeningSocket[]> {
  const activated = inheritedSockets(environment, pid);
  // Where nobody asks for other addresses, they are what this process was started for.
  if (activated.length > 0 && ["default", "PORT"].includes(sources.get("bind") ?? ""))
    return activated.map((descriptor) => adoptSocket({ bind: `fd://${descriptor}`, descriptor }));
  const before = readPredecessor(environment);
  const scheme = cert === "" ? "http" : "https";
  const sockets: ListeningSocket[] = [];
  try {
    for (const each of bind) {
      const adopted = before.find((socket) => socket.bind === each);
      sockets.push(adopted ?? (await openSocket(each, { mode, scheme })));
    }
  } catch (error) {
    for (const socket of sockets) socket.close();
    throw error;
  }
  return sockets;
}

/** The sockets of the server that has started this one to take its place. */
function readPredecessor({ MICRO_SERVE_SOCKETS: text = "[]" }: Environment): ListeningSocket[] {
  // Written by the same program.
  const sockets = JSON.parse(text) as { readonly bind: string; readonly url: string }[];
  return sockets.map(({ bind, url }, index) =>
    adoptSocket({ bind, url, descriptor: FIRST_DESCRIPTOR + index, owner: process.ppid }),
  );
}
