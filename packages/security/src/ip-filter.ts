import type * as NodeNet from "node:net";
import {
  AddressList,
  Forbidden,
  type MaybePromise,
  MicroError,
  type Request,
  type Response,
} from "@micro-web/core";

/** Which addresses may come in. */
export interface IpFilterOptions {
  /** Addresses and networks: "10.0.0.0/8", "2001:db8::/32", "127.0.0.1". @default all */
  readonly allow?: readonly string[];
  /** Those that may not, also when they are allowed. @default none */
  readonly deny?: readonly string[];
}

/** Lets requests in by the address they come from: for `use` of a route, `beforeRequest` and `app.use()`. */
export type IpFilter = (request: Request, response: Response, next?: () => MaybePromise<unknown>) => unknown;

/** Taken when it is needed: as an ES module it would add to the time an app takes to load. */
function net(): typeof NodeNet {
  return process.getBuiltinModule("node:net");
}

/**
 * Lets requests in by the address they come from, 403 for the others; an address that is none may not.
 *
 * Behind a proxy the address is the proxy's, unless `TRUSTED_PROXIES` says that it is to be believed.
 *
 * @throws MicroError `MICRO_SECURITY_OPTION` for what is no address, such as "010.0.0.1", which some read as octal.
 * @example
 * admin.beforeRequest(ipFilter({ allow: ["10.0.0.0/8", "::1"] }));
 */
export function ipFilter({ allow, deny = [] }: IpFilterOptions): IpFilter {
  const allowed = allow === undefined ? EVERYBODY : toList(allow);
  const denied = toList(deny);
  return function filterByAddress({ remoteAddress }, _response, next) {
    if (allowed.has(remoteAddress) && !denied.has(remoteAddress)) return next?.();
    throw new Forbidden();
  };
}

/**
 * What a limit of requests is counted by: an IPv4 address, or the network of 64 bits that an IPv6 address is of, of which
 * one customer has 2^64. Different spellings of an address, and an IPv4 address written as IPv6, have one key.
 *
 * @returns The text itself when it is no address.
 * @example
 * toAddressKey("::ffff:102:304"); // "1.2.3.4"
 * toAddressKey("2001:db8::1"); // "2001:db8:0:0::/64"
 */
export function toAddressKey(address: string): string {
  const plain = withoutZone(address);
  if (!net().isIPv6(plain)) return address;
  const groups = expand(new URL(`http://[${plain}]/`).hostname.slice(1, -1));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!isMapped)
    return `${groups
      .slice(0, 4)
      .map((group) => group.toString(16))
      .join(":")}::/64`;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");
}

/** Whoever has an address. */
const EVERYBODY: Pick<AddressList, "has"> = {
  has: (address) => net().isIP(withoutZone(address)) !== 0,
};

function toList(entries: readonly string[]): AddressList {
  const wrong = entries.find((entry) => !AddressList.accepts(entry));
  if (wrong !== undefined) throw notAnAddress(wrong);
  return new AddressList(entries);
}

/** Of "fe80::1%eth0" the address. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}

/** The eight groups of an address in the spelling of RFC 5952. */
function expand(address: string): number[] {
  const [left = "", right] = address.split("::");
  const before = left.split(":").filter(Boolean);
  const after = right?.split(":").filter(Boolean) ?? [];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function notAnAddress(entry: string): MicroError {
  return new MicroError(
    "MICRO_SECURITY_OPTION",
    `ipFilter() was given ${JSON.stringify(entry)}, which is no address and no network. Write "10.0.0.0/8" or "::1".`,
  );
}
