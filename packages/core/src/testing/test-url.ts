import type { TestedConfig } from "./tested-app.ts";

type BaseConfig = Pick<TestedConfig, "SERVER_NAME" | "APPLICATION_ROOT" | "PREFERRED_URL_SCHEME">;

/** Where a test request goes. */
export interface TestUrl {
  /** "http" or "https". */
  readonly scheme: string;
  /** With a port that is not the scheme's own. */
  readonly host: string;
  /** What the app is mounted under: "/app"; "" at the top. */
  readonly rootPath: string;
  /** The path below it, and the query, as they are sent. */
  readonly target: string;
}

/** One value of a query, or several under one name; `null` and `undefined` leave it out. */
export type QueryValue = string | number | boolean | null | undefined;

/** What stands after the `?`: values by name, or the text itself. */
export type TestQuery = string | Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

const ABSOLUTE = /^https?:\/\/[^/?#]+/i;
/** What no request line can hold; the rest is sent as the test wrote it. */
const UNSENDABLE = /[^\x21-\x7e]+/g;

/**
 * The URL that an app's tests begin at: `SERVER_NAME`, `APPLICATION_ROOT` and `PREFERRED_URL_SCHEME` of its
 * configuration, "http://localhost/" by default, as with Flask's client.
 */
export function baseUrlOf({ SERVER_NAME, APPLICATION_ROOT, PREFERRED_URL_SCHEME }: BaseConfig): string {
  return `${PREFERRED_URL_SCHEME}://${SERVER_NAME ?? "localhost"}/${APPLICATION_ROOT.replace(/^\//, "")}`;
}

/**
 * Where a path of a test leads. It is sent as written, dots and double slashes too; what cannot be sent, such as a
 * space, is percent-encoded.
 *
 * @param path - Below the base, or a whole URL, which counts with its own host and scheme.
 * @param base - The URL of the app.
 * @throws TypeError for a URL that is none.
 * @example
 * parseTestUrl("/users?page=2", "https://example.org/app");
 * // { scheme: "https", host: "example.org", rootPath: "/app", target: "/users?page=2" }
 */
export function parseTestUrl(path: string, base: string): TestUrl {
  const origin = ABSOLUTE.exec(path)?.[0];
  const rootPath = new URL(base).pathname.replace(/\/$/, "");
  const { protocol, host } = new URL(origin ?? base);
  const scheme = protocol.slice(0, -1);
  const target = toTarget(path.slice(origin?.length ?? 0));
  if (origin === undefined || rootPath === "") return { scheme, host, rootPath, target };
  // A whole URL names the root itself; beyond the root it is the app's all the same, mounted at the top.
  const isBelow = target.startsWith(rootPath) && /^(?:[/?]|$)/.test(target.slice(rootPath.length));
  return isBelow
    ? { scheme, host, rootPath, target: toTarget(target.slice(rootPath.length)) }
    : { scheme, host, rootPath: "", target };
}

/** The whole URL of a {@link TestUrl}. */
export function formatTestUrl({ scheme, host, rootPath, target }: TestUrl): string {
  return `${scheme}://${host}${rootPath}${target}`;
}

/** Adds to the query of a URL. */
export function addQuery(url: TestUrl, query: TestQuery): TestUrl {
  const added = typeof query === "string" ? query.replace(/^\?/, "") : formatPairs(query);
  if (added === "") return url;
  return { ...url, target: toTarget(url.target + (url.target.includes("?") ? "&" : "?") + added) };
}

function formatPairs(query: Exclude<TestQuery, string>): string {
  const pairs = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) {
      if (value !== null && value !== undefined) pairs.append(name, String(value));
    }
  }
  return pairs.toString();
}

function toTarget(text: string): string {
  const [target = ""] = text.split("#");
  const encoded = target.replace(UNSENDABLE, (part) => encodeURIComponent(part.toWellFormed()));
  return encoded.startsWith("/") ? encoded : `/${encoded}`;
}
