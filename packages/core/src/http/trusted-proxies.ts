import { AddressList, readAddress } from "./address-list.ts";
import { type ForwardedField, type ForwardedReader, readForwarded, readXForwarded } from "./forwarded.ts";
import type { RequestHeaders } from "./headers.ts";
import { isHostValid } from "./host.ts";
import type { RequestPeer, RequestSource } from "./request-head.ts";

/**
 * What is believed of what proxies say (Werkzeug's `ProxyFix`). The numbers say how many proxies add to a header, so that the
 * value of the outermost that is trusted is the one that stands so far from its end; 0 believes nothing of it, and a header
 * with fewer values says nothing.
 */
export interface ProxyTrust {
  /**
   * Addresses and networks of the proxies; "unix" for one that comes by a socket file. What anybody else says is not
   * believed. @default anybody is, so the app must not be reachable but by a proxy
   */
  readonly from?: readonly string[];
  /** Of `X-Forwarded-For`, the visitor's address. @default 1; with `from` the first address from the end that is not in it */
  readonly for?: number;
  /** Of `X-Forwarded-Proto`, "http" or "https". @default 1 */
  readonly proto?: number;
  /** Of `X-Forwarded-Host`; where proxies leave `Host` as it came, it needs none. @default 0 */
  readonly host?: number;
  /** Of `X-Forwarded-Port`. @default 0 */
  readonly port?: number;
  /** Of `X-Forwarded-Prefix`, the path that the proxy has taken off. @default 0 */
  readonly prefix?: number;
  /** Where proxies say it: in the headers `X-Forwarded-*`, or in `Forwarded` (RFC 7239). @default "x-forwarded" */
  readonly header?: "x-forwarded" | "forwarded";
}

/**
 * Which proxies are trusted: how many there are, their addresses and networks, or what of them in detail.
 *
 * @example
 * 1; // one proxy, by which alone the app can be reached
 * ["10.0.0.0/8", "unix"]; // any number, as long as they are of these
 * { from: ["10.0.0.0/8"], host: 1 }; // they say the host, too
 */
export type TrustedProxiesSetting = number | readonly string[] | ProxyTrust;

/** Whether a value of the configuration says which proxies to trust. */
export function isProxiesSetting(value: unknown): value is TrustedProxiesSetting {
  if (typeof value !== "object" || value === null) return isCount(value);
  if (Array.isArray(value)) return isProxyList(value);
  return Object.entries(value).every(([key, part]) => CHECKS.get(key)?.(part) === true);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isProxyList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isProxy);
}

function isProxy(value: unknown): boolean {
  return typeof value === "string" && (value === UNIX || AddressList.accepts(value));
}

/** What the keys of a {@link ProxyTrust} take. */
const CHECKS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["from", isProxyList],
  ["for", isCount],
  ["proto", isCount],
  ["host", isCount],
  ["port", isCount],
  ["prefix", isCount],
  ["header", (value) => value === "x-forwarded" || value === "forwarded"],
]);

/** The name of proxies that have no address. */
const UNIX = "unix";

/** The proxies in front of an app. What they say of a request counts; what others say in their name does not. */
export class TrustedProxies {
  /** `null` for anybody. */
  readonly #addresses: AddressList | null;
  readonly #hasSocketFile: boolean;
  /** How many values of a field are the proxies'. */
  readonly #counts: Readonly<Record<ForwardedField, number>>;
  /** Whether the addresses say how many proxies there are. */
  readonly #findsClient: boolean;
  readonly #read: ForwardedReader;

  /** @param setting - One that {@link isProxiesSetting} accepts. */
  constructor(setting: TrustedProxiesSetting) {
    const { from, header, ...counts } = toTrust(setting);
    this.#addresses = from === undefined ? null : new AddressList(from.filter((entry) => entry !== UNIX));
    this.#hasSocketFile = from?.includes(UNIX) ?? true;
    this.#counts = { for: 1, proto: 1, host: 0, port: 0, prefix: 0, ...counts };
    this.#findsClient = from !== undefined && counts.for === undefined;
    this.#read = header === "forwarded" ? readForwarded : readXForwarded;
  }

  /** A request as its client sent it to the first of the proxies; as it came from anybody else. */
  unwrap(source: RequestSource): RequestSource {
    return this.#isTrusted(source.remoteAddress) ? new ForwardedSource(source, this) : source;
  }

  /** What the outermost trusted proxy says in a field; `undefined` when it does not. */
  wordOf(headers: RequestHeaders, field: ForwardedField): string | undefined {
    const count = this.#counts[field];
    return count === 0 ? undefined : this.#read(headers, field).at(-count);
  }

  /** The address of whoever the first of the proxies took the request from. */
  clientOf({ headers, remoteAddress }: RequestSource): string {
    if (!this.#findsClient) return readAddress(this.wordOf(headers, "for") ?? "") ?? remoteAddress;
    let client = remoteAddress;
    for (const word of this.#read(headers, "for").toReversed()) {
      if (!this.#isTrusted(client)) break;
      const address = readAddress(word);
      if (address === null) break;
      client = address;
    }
    return client;
  }

  #isTrusted(address: string): boolean {
    if (this.#addresses === null) return true;
    return address === "" ? this.#hasSocketFile : this.#addresses.has(address);
  }
}

function toTrust(setting: TrustedProxiesSetting): ProxyTrust {
  if (typeof setting === "number") return { for: setting, proto: Math.min(setting, 1) };
  return isList(setting) ? { from: setting } : setting;
}

function isList(setting: readonly string[] | ProxyTrust): setting is readonly string[] {
  return Array.isArray(setting);
}

/** A request that a trusted proxy has brought: where it comes from and what for are the proxy's word. */
class ForwardedSource implements RequestSource {
  readonly method: string;
  readonly target: string;
  readonly remoteUser?: string;
  readonly onClose?: (listener: () => void) => void;
  readonly #source: RequestSource;
  readonly #proxies: TrustedProxies;
  #remoteAddress: string | undefined;

  constructor(source: RequestSource, proxies: TrustedProxies) {
    this.method = source.method;
    this.target = source.target;
    if (source.remoteUser !== undefined) this.remoteUser = source.remoteUser;
    if (source.onClose !== undefined) this.onClose = source.onClose.bind(source);
    this.#source = source;
    this.#proxies = proxies;
  }

  get peer(): RequestPeer {
    return this.#source;
  }

  get remoteAddress(): string {
    this.#remoteAddress ??= this.#proxies.clientOf(this.#source);
    return this.#remoteAddress;
  }

  get scheme(): string {
    const word = this.#wordOf("proto")?.toLowerCase();
    return word === "http" || word === "https" ? word : this.#source.scheme;
  }

  get host(): string {
    const word = this.#wordOf("host") ?? "";
    const host = word !== "" && isHostValid(word) ? word : this.#source.host;
    const port = this.#wordOf("port");
    return port === undefined ? host : withPort(host, port, this.scheme);
  }

  get rootPath(): string {
    const { rootPath = "" } = this.#source;
    const prefix = this.#wordOf("prefix") ?? "";
    return PREFIX.test(prefix) ? prefix.replace(/\/$/, "") + rootPath : rootPath;
  }

  get headers(): RequestHeaders {
    return this.#source.headers;
  }

  get signal(): AbortSignal {
    return this.#source.signal;
  }

  get hasBody(): boolean {
    return this.#source.hasBody;
  }

  readBytes(limit: number): Promise<Uint8Array> {
    return this.#source.readBytes(limit);
  }

  chunks(limit: number): AsyncIterable<Uint8Array> {
    return this.#source.chunks(limit);
  }

  #wordOf(field: ForwardedField): string | undefined {
    return this.#proxies.wordOf(this.#source.headers, field);
  }
}

/** A path of segments that are not empty: with two slashes a redirect would lead to another host. */
const PREFIX = /^(?:\/[\w.~!$&'()*+,;=:@%-]+)+\/?$/;

/** The host with that port, or without the one that the scheme has by itself. */
function withPort(host: string, port: string, scheme: string): string {
  const isPort = /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535;
  if (!isPort || host === "") return host;
  const name = host.replace(/:\d*$/, "");
  return port === (scheme === "https" ? "443" : "80") ? name : `${name}:${port}`;
}
