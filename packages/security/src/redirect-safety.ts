import { type Request, safeRedirectTarget } from "@micro-web/core";

/** Which hosts are safe besides, and how. */
export interface SafeUrlOptions {
  /** Hosts, each with its port unless that is the scheme's own; ".example.org" is with subdomains. @default none */
  readonly hosts?: readonly string[];
  /** Whether http is not safe. @default false */
  readonly requiresHttps?: boolean;
}

/** Where to go. */
export interface NextUrlOptions extends SafeUrlOptions {
  /** Where to go when nothing safe is asked for. @default "/" */
  readonly fallback?: string;
  /** The name of the query value and of the form field. @default "next" */
  readonly name?: string;
}

/** A site that is none: whether a path leads back to it says whether it is one of any site. */
const NOWHERE = { url: "https://own.invalid/" };

/**
 * Whether a visitor can be sent to a URL that came from outside: a path of this site, or a URL of one of the hosts
 * (Django's `url_has_allowed_host_and_scheme`). What a browser could read differently is not.
 *
 * @example
 * isSafeUrl("/orders?page=2"); // true
 * isSafeUrl("https://shop.example.org/", { hosts: [".example.org"] }); // true
 * isSafeUrl("//evil.example"); // false
 */
export function isSafeUrl(url: string, options: SafeUrlOptions = {}): boolean {
  if (url.startsWith("/")) return safeRedirectTarget(url, NOWHERE, "") !== "";
  // As strict with other hosts: a URL leads to its own, by what is plain to see.
  return safeRedirectTarget(url, { url }, "") !== "" && isAllowedUrl(url, options);
}

/**
 * Where a visitor wants to go: `?next=` or the form field of the same name, when that is safe.
 *
 * @example
 * app.post("/login", async (request) => {
 *   ...
 *   return redirect(await nextUrl(request, { fallback: "/account" }));
 * });
 */
export async function nextUrl(request: Request, options: NextUrlOptions = {}): Promise<string> {
  const { name = "next", fallback = "/", ...allowed } = options;
  const target = (await request.values()).get(name);
  return choose(request, target, { ...allowed, fallback });
}

/**
 * The page that a visitor comes from (`Referer`), when that is of this site, and not the one that is asked for.
 *
 * @example
 * return redirect(previousUrl(request, { fallback: "/" }));
 */
export function previousUrl(request: Request, options: Omit<NextUrlOptions, "name"> = {}): string {
  const { fallback = "/" } = options;
  const url = choose(request, request.referrer, { ...options, fallback });
  const isSame = url.split("?", 1)[0] === request.rootPath + request.rawPath;
  return isSame && request.method === "GET" ? fallback : url;
}

function choose(
  request: Request,
  target: string | undefined,
  { fallback = "/", ...allowed }: NextUrlOptions,
): string {
  const own = safeRedirectTarget(target, request, "");
  if (own !== "") return own;
  return target !== undefined && !target.startsWith("/") && isSafeUrl(target, allowed) ? target : fallback;
}

function isAllowedUrl(url: string, { hosts = [], requiresHttps = false }: SafeUrlOptions): boolean {
  const found = URL.canParse(url) ? /^(https?):\/\/([^/?#]+)/i.exec(url) : null;
  if (found === null) return false;
  const parsed = new URL(url);
  if (requiresHttps && parsed.protocol !== "https:") return false;
  // The host has to be what is plain to see: no name and password, no escapes, no other spelling of it.
  const [, scheme = "", authority = ""] = found;
  if (toHost(authority, scheme) !== parsed.host) return false;
  return hosts.some((host) => isHost(parsed.host, host.toLowerCase()));
}

function toHost(authority: string, scheme: string): string {
  const host = authority.toLowerCase();
  return host.replace(scheme.toLowerCase() === "https" ? /:443$/ : /:80$/, "");
}

function isHost(host: string, allowed: string): boolean {
  return allowed.startsWith(".") ? host === allowed.slice(1) || host.endsWith(allowed) : host === allowed;
}
