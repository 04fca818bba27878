const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * Whom an address stands for: an IPv4 address in its one form, of an IPv6 address the /64 that one subscriber has, since
 * the rest is free to choose.
 *
 * @returns The address as it is when it is none.
 * @example
 * subscriberOf("::ffff:1.2.3.4"); // "1.2.3.4"
 * subscriberOf("2001:DB8::1"); // "2001:db8:0:0::/64"
 */
export function subscriberOf(address: string): string {
  const [bare = ""] = address.split("%");
  if (!bare.includes(":")) return bare;
  const canonical = canonicalIpv6(bare);
  if (canonical === null) return address;
  const [, high = "", low = ""] = MAPPED.exec(canonical) ?? [];
  if (high !== "") return ipv4Of(high, low);
  return `${groupsOf(canonical).slice(0, 4).join(":")}::/64`;
}

/** As the URL standard writes it: lower case, the longest run of zeros as `::`, no dots. */
function canonicalIpv6(address: string): string | null {
  try {
    return new URL(`http://[${address}]/`).hostname.slice(1, -1);
  } catch {
    return null;
  }
}

function ipv4Of(high: string, low: string): string {
  const [first, last] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, last >> 8, last & 255].join(".");
}

/** The eight groups. */
function groupsOf(canonical: string): readonly string[] {
  const [head = "", tail] = canonical.split("::");
  const before = head === "" ? [] : head.split(":");
  if (tail === undefined) return before;
  const after = tail === "" ? [] : tail.split(":");
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => "0"), ...after];
}
