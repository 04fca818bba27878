import { hostname, networkInterfaces } from "node:os";

/** Addresses that only this machine can be reached at; an app in debug answers there anyway. */
const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\/.*)$/;

/** Addresses that stand for all of the machine. */
const ALL = new Set(["0.0.0.0", "::"]);

/**
 * Lets an app in debug answer at the addresses at which `--host` makes it reachable: for any other name it is another
 * site's trick.
 *
 * @param environment - Gets `MICRO_DEBUG_HOSTS`, unless it is there. @param host - Where the server listens.
 * @example
 * allowDebugHosts(process.env, "0.0.0.0"); // MICRO_DEBUG_HOSTS is '["192.168.1.9","laptop"]'
 */
export function allowDebugHosts(environment: Record<string, string | undefined>, host: string): void {
  if (LOCAL.test(host) || environment["MICRO_DEBUG_HOSTS"] !== undefined) return;
  const hosts = ALL.has(host) ? [...ownAddresses(), hostname()] : [host];
  environment["MICRO_DEBUG_HOSTS"] = JSON.stringify(
    hosts.map((each) => (each.includes(":") ? `[${each}]` : each)),
  );
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.map(({ address }) => address),
  );
}
