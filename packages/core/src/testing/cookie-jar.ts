import { type CookieOptions, formatCookie } from "../http/cookies.ts";
import { parseSetCookie, type SetCookie } from "./set-cookie.ts";

/** A cookie in a jar. */
export interface StoredCookie extends SetCookie {
  /** The host that it is sent to. */
  readonly domain: string;
  /** The path below which it is sent. */
  readonly path: string;
  /** Whether it is sent to `domain` alone, and not to the hosts below it. */
  readonly hostOnly: boolean;
  /** When it ends, in milliseconds since 1970; `Infinity` for one that ends with the session. */
  readonly endsAt: number;
}

/** Which cookie of a name is meant; what is left out fits any. */
export interface CookiePlace {
  /** The host that it is sent to. */
  readonly domain?: string;
  /** The path below which it is sent. */
  readonly path?: string;
}

/** The part of a URL that places a cookie. */
type CookieUrl = Pick<URL, "hostname" | "pathname">;

/** A cookie with more bytes in name and value is refused (RFC 6265bis section 5.7). */
const MAX_PAIR_BYTES = 4096;
/** Nothing is kept longer: 400 days (RFC 6265bis section 5.5). */
const MAX_LIFETIME = 400 * 24 * 3600 * 1000;
const IP_ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\])$/;
/** Browsers take plain http from their own machine for secure. */
const LOCAL_HOST = /^(?:(?:.*\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Keeps cookies and says which of them go with a request, as RFC 6265 and its successor 6265bis make browsers do it:
 * host, domain, path, `Secure`, lifetime, the `__Host-` and `__Secure-` prefixes. A test client sends cookies of every
 * `SameSite`, as a browser does from the site itself. Top-level domains are no place for a cookie; of the list of public
 * suffixes, such as `co.uk`, the jar knows no more.
 *
 * @example
 * const jar = new CookieJar();
 * jar.store("http://localhost/", "theme=dark; Path=/");
 * jar.header("http://localhost/movies"); // "theme=dark"
 */
export class CookieJar {
  readonly #home: string;
  readonly #cookies = new Map<string, StoredCookie>();

  /** @param home - The URL of the host that {@link set} is for when it names no other. */
  constructor(home: string = "http://localhost/") {
    this.#home = home;
  }

  /** How many cookies there are. */
  get size(): number {
    return this.all.length;
  }

  /**
   * Takes a `Set-Cookie` header in.
   *
   * @param url - Of the request that was answered with it. @param header - Its value.
   * @returns Whether the cookie was stored, or deleted when its lifetime is over; `false` when the jar refuses it.
   */
  store(url: string | URL, header: string): boolean {
    const { protocol, hostname, pathname } = new URL(url);
    const received = parseSetCookie(header);
    if (received === null) return false;
    const isSecure = protocol === "https:" || LOCAL_HOST.test(hostname);
    if (!isSettable(received, hostname) || (received.secure && !isSecure)) return false;
    if (!isSecure && this.#wouldHideSecure(toStored(received, { hostname, pathname }))) return false;
    this.#keep(received, { hostname, pathname });
    return true;
  }

  /** The cookies that go with a request for a URL, longest path first, then oldest first. */
  match(url: string | URL): StoredCookie[] {
    const { protocol, hostname, pathname } = new URL(url);
    const isSecure = protocol === "https:" || LOCAL_HOST.test(hostname);
    return this.all
      .filter((cookie) => {
        const isHost = cookie.hostOnly ? cookie.domain === hostname : matchesDomain(hostname, cookie.domain);
        return isHost && matchesPath(pathname, cookie.path) && (isSecure || !cookie.secure);
      })
      .toSorted((left, right) => right.path.length - left.path.length);
  }

  /** The `Cookie` header of a request for a URL; "" when no cookie goes with it. */
  header(url: string | URL): string {
    return this.match(url)
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  /** Every cookie that has not ended, oldest first. */
  get all(): StoredCookie[] {
    const now = Date.now();
    for (const [key, { endsAt }] of this.#cookies) if (endsAt <= now) this.#cookies.delete(key);
    return [...this.#cookies.values()];
  }

  /** The oldest cookie of a name. */
  find(name: string, { domain, path }: CookiePlace = {}): StoredCookie | undefined {
    return this.all.find(
      (cookie) =>
        cookie.name === name &&
        cookie.domain === (domain ?? cookie.domain) &&
        cookie.path === (path ?? cookie.path),
    );
  }

  /** The value of the oldest cookie of a name, as it came; `undefined` without one. */
  get(name: string, place?: CookiePlace): string | undefined {
    return this.find(name, place)?.value;
  }

  /** Whether there is a cookie of a name. */
  has(name: string, place?: CookiePlace): boolean {
    return this.find(name, place) !== undefined;
  }

  /**
   * Puts a cookie in, also one that no browser would have taken.
   *
   * @param value - Percent-encoded where needed. @param options - `domain`: the host it is for, and those below it.
   * @throws MicroError `MICRO_COOKIE_INVALID` for a name or attribute that does not fit RFC 6265.
   */
  set(name: string, value: string, options: CookieOptions = {}): void {
    const received = parseSetCookie(formatCookie(name, value, options));
    const { hostname } = new URL(this.#home);
    if (received !== null) this.#keep(received, { hostname, pathname: "/" });
  }

  /** Removes the cookies of a name. @returns Whether there was one. */
  delete(name: string, place?: CookiePlace): boolean {
    let isThere = false;
    for (let found = this.find(name, place); found !== undefined; found = this.find(name, place)) {
      isThere = this.#cookies.delete(keyOf(found));
    }
    return isThere;
  }

  /** The names, oldest first. */
  keys(): IterableIterator<string> {
    return this.all.map(({ name }) => name).values();
  }

  /** Pairs of name and value, oldest first. */
  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.all.map(({ name, value }): [string, string] => [name, value]).values();
  }

  /** Removes all cookies. */
  clear(): void {
    this.#cookies.clear();
  }

  #keep(received: SetCookie, url: CookieUrl): void {
    const cookie = toStored(received, url);
    if (cookie.endsAt <= Date.now()) this.#cookies.delete(keyOf(cookie));
    else this.#cookies.set(keyOf(cookie), cookie);
  }

  /** What came without encryption cannot stand in front of a cookie that is `Secure` (RFC 6265bis section 5.7). */
  #wouldHideSecure({ name, domain, path }: StoredCookie): boolean {
    return this.all.some(
      (known) =>
        known.secure &&
        known.name === name &&
        (matchesDomain(known.domain, domain) || matchesDomain(domain, known.domain)) &&
        matchesPath(path, known.path),
    );
  }
}

function keyOf({ name, domain, path, hostOnly }: StoredCookie): string {
  return JSON.stringify([name, domain, path, hostOnly]);
}

/** A name without a dot is a public suffix: its cookies are not shared with the hosts below. */
function toStored(received: SetCookie, { hostname, pathname }: CookieUrl): StoredCookie {
  const hostOnly = !received.domain.includes(".");
  return {
    ...received,
    domain: received.domain || hostname,
    path: received.path || defaultPath(pathname),
    hostOnly,
    endsAt: endOf(received),
  };
}

/** Whether a host may set a cookie: not for others, not for a public suffix, not too long. */
function isSettable(cookie: SetCookie, hostname: string): boolean {
  const { name, value, domain } = cookie;
  const isOwn = domain === "" || domain === hostname;
  const isShared = domain.includes(".") && matchesDomain(hostname, domain);
  return (isOwn || isShared) && fitsPrefix(cookie) && Buffer.byteLength(name + value) <= MAX_PAIR_BYTES;
}

function matchesDomain(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && !IP_ADDRESS.test(hostname));
}

function matchesPath(pathname: string, path: string): boolean {
  if (!pathname.startsWith(path)) return false;
  return path.endsWith("/") || pathname.length === path.length || pathname[path.length] === "/";
}

/** The path of the request up to its last slash. */
function defaultPath(pathname: string): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf("/")));
}

function fitsPrefix({ name, secure, path, domain }: SetCookie): boolean {
  if (/^__host-/i.test(name)) return secure && path === "/" && domain === "";
  return secure || !/^__secure-/i.test(name);
}

/** Max-Age counts before Expires (RFC 6265 section 5.3). */
function endOf({ maxAge, expires }: SetCookie): number {
  if (maxAge === null && expires === null) return Number.POSITIVE_INFINITY;
  const end = maxAge === null ? (expires?.getTime() ?? 0) : maxAge <= 0 ? 0 : Date.now() + maxAge * 1000;
  return Math.min(end, Date.now() + MAX_LIFETIME);
}
