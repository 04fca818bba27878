import { addressFamily, withoutZone } from "./address-list.ts";

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
  if (addressFamily(plain) !== "ipv6") return address;
  const groups = expand(new URL(`http://[${plain}]/`).hostname.slice(1, -1));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? toIpv4(groups.slice(6)) : `${groups.slice(0, 4).map(toHex).join(":")}::/64`;
}

function toHex(group: number): string {
  return group.toString(16);
}

function toIpv4(groups: readonly number[]): string {
  return groups.flatMap((group) => [group >> 8, group & 0xff]).join(".");
}

/** The eight groups of an address in the spelling of RFC 5952. */
function expand(address: string): number[] {
  const [left = "", right] = address.split("::");
  const before = left.split(":").filter(Boolean);
  const after = right?.split(":").filter(Boolean) ?? [];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}
