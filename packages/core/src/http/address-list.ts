import type * as NodeNet from "node:net";

/** Taken when it is needed: not every runtime has it, and few apps ask. */
function net(): typeof NodeNet {
  return process.getBuiltinModule("node:net");
}

/** A network: an address, and how many of its bits are those of the network. */
interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/**
 * Addresses and networks, to look an address up in.
 *
 * An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) is in the networks of IPv4.
 *
 * @example
 * const inner = new AddressList(["10.0.0.0/8", "::1"]);
 * inner.has("10.1.2.3"); // true
 */
export class AddressList {
  readonly #list: NodeNet.BlockList;

  /**
   * Whether a text is an address or a network: "10.0.0.0/8", "2001:db8::/32", "127.0.0.1". One with leading zeros, such as
   * "010.0.0.1", is neither: some read it as octal.
   */
  static accepts(entry: string): boolean {
    return toNetwork(entry) !== null;
  }

  /** @param entries - Addresses and networks. @throws RangeError for what is neither. */
  constructor(entries: readonly string[]) {
    const { BlockList } = net();
    this.#list = new BlockList();
    for (const entry of entries) {
      const network = toNetwork(entry);
      if (network === null) throw new RangeError(`${JSON.stringify(entry)} is no address and no network.`);
      this.#list.addSubnet(network.address, network.prefix, network.family);
    }
  }

  /** Whether an address is in the list; what is no address is not. */
  has(address: string): boolean {
    const plain = withoutZone(address);
    const family = addressFamily(plain);
    return family !== null && this.#list.check(plain, family);
  }
}

function toNetwork(entry: string): Network | null {
  const [address = "", bits, more] = entry.split("/");
  const family = addressFamily(address);
  const size = family === "ipv4" ? 32 : 128;
  const prefix = bits === undefined ? size : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
  const isNetwork = family !== null && more === undefined && !address.includes("%") && prefix <= size;
  return isNetwork ? { address, prefix, family } : null;
}

/** The family of an address; `null` for what is none. Leading zeros make none. */
export function addressFamily(address: string): "ipv4" | "ipv6" | null {
  const version = net().isIP(address);
  return version === 4 ? "ipv4" : version === 6 ? "ipv6" : null;
}

/** Of "fe80::1%eth0" the address. */
export function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}

/** The address in what a proxy writes of its client: "[2001:db8::1]:4711" and "192.0.2.43:80" have a port; `null` for none. */
export function readAddress(text: string): string | null {
  const [, bracketed, plain] = /^(?:\[([^[\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  return addressFamily(address) === null ? null : address;
}
