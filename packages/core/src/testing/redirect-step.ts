import type { OutgoingRequest } from "./test-source.ts";
import { formatTestUrl, parseTestUrl } from "./test-url.ts";

/** 300 and 304 lead nowhere by themselves. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** They describe a body, and go with it. */
const BODY_HEADERS = [
  "content-type",
  "content-length",
  "content-encoding",
  "content-language",
  "content-location",
];
/** They are for one origin. */
const ORIGIN_HEADERS = ["authorization", "cookie", "host"];

/** What the answer to a request says of where to go. */
export interface RedirectAnswer {
  readonly status: number;
  readonly location: string | null;
}

/**
 * The request with which a browser follows a redirect, by the rules of the Fetch standard: 303 asks with GET, so do 301
 * and 302 after a POST; 307 and 308 repeat method and body. HEAD stays HEAD.
 *
 * @param request - That was redirected. @param answer - Its answer. @param bases - The URLs of the app.
 * @returns `null` for an answer that leads nowhere, or to a host that is neither the request's nor the app's.
 */
export function followRedirect(
  request: OutgoingRequest,
  { status, location }: RedirectAnswer,
  bases: readonly string[],
): OutgoingRequest | null {
  const current = new URL(formatTestUrl(request.url));
  const next = REDIRECTS.has(status) ? resolveLocation(location ?? "", current) : null;
  if (next === null || !isOfApp(next, [current.href, ...bases])) return null;
  const url = parseTestUrl(next.href, bases[0] ?? current.href);
  const headers = new Headers(request.headers);
  if (next.origin !== current.origin) for (const name of ORIGIN_HEADERS) headers.delete(name);
  if (!becomesGet(request.method, status)) return { ...request, url, headers };
  for (const name of BODY_HEADERS) headers.delete(name);
  return { ...request, url, headers, method: "GET", body: null };
}

function resolveLocation(location: string, current: URL): URL | null {
  return location !== "" && URL.canParse(location, current.href) ? new URL(location, current) : null;
}

function becomesGet(method: string, status: number): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return method === "POST" && (status === 301 || status === 302);
}

/** The hosts of the app, and those below them, over http and https. */
function isOfApp({ protocol, hostname }: URL, bases: readonly string[]): boolean {
  if (protocol !== "http:" && protocol !== "https:") return false;
  return bases.some((base) => {
    const known = new URL(base).hostname;
    return hostname === known || hostname.endsWith(`.${known}`);
  });
}
