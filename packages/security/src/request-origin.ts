import type { Request } from "@micro-web/core";

/** Why a request is refused for what the headers of the browser say. */
export type OriginFault = "cross-site" | "origin" | "opaque-origin";

/** What the headers of a browser say of the page that sent a request; `unknown` when they are not there. */
export type OriginVerdict = "own" | "trusted" | "unknown" | OriginFault;

/** What is read of a request. */
export type OriginatedRequest = Pick<
  Request,
  "scheme" | "host" | "isSecure" | "origin" | "referrer" | "secFetchSite"
>;

/** `https://example.org`, `https://example.org:8443`, `https://*.example.org`. */
const ORIGIN = /^(https?):\/\/(\*\.)?([\w.~-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

/** Origins besides the app's own whose pages may send requests in a visitor's name. */
export class TrustedOrigins {
  readonly #exact = new Set<string>();
  readonly #subdomains: { readonly scheme: string; readonly suffix: string }[] = [];

  /** @param origins - Such as "https://example.org" or "https://*.example.org", of which {@link isOrigin} is true. */
  constructor(origins: readonly string[]) {
    for (const origin of origins) {
      const [scheme = "", host = ""] = origin.toLowerCase().split("://");
      if (host.startsWith("*.")) this.#subdomains.push({ scheme: `${scheme}://`, suffix: host.slice(1) });
      else this.#exact.add(normalize(origin));
    }
  }

  /** Whether an `Origin` header is one of them; "null" never is. */
  has(origin: string): boolean {
    if (this.#exact.has(origin)) return true;
    return this.#subdomains.some(
      ({ scheme, suffix }) => origin.startsWith(scheme) && origin.endsWith(suffix),
    );
  }
}

/** Whether a text is the origin of a site, or a pattern of one: scheme, host, port if there is one, and no path. */
export function isOrigin(text: string): boolean {
  return ORIGIN.test(text) && URL.canParse(text.replace("*.", "a."));
}

/**
 * What the browser says of where a request comes from.
 *
 * `Sec-Fetch-Site` is asked first: no page can set it, and it is right behind proxies that change host or scheme. Browsers
 * send it since 2020 (Safari 2023) to https and localhost; without it `Origin` is compared, and on https `Referer`.
 */
export function judgeOrigin(request: OriginatedRequest, trusted: TrustedOrigins): OriginVerdict {
  const { secFetchSite, origin } = request;
  if (secFetchSite === "same-origin") return "own";
  if (origin !== undefined && trusted.has(origin)) return "trusted";
  // "none": the person did it, and no page. What is no known value comes from no browser of today.
  if (secFetchSite !== undefined && secFetchSite !== "none") return "cross-site";
  if (origin === undefined) return judgeReferrer(request, trusted);
  if (origin === "null") return "opaque-origin";
  return origin === ownOrigin(request) ? "own" : "origin";
}

/** Whether the headers alone are reason enough to refuse a request. */
export function isFault(verdict: OriginVerdict): verdict is OriginFault {
  return verdict !== "own" && verdict !== "trusted" && verdict !== "unknown";
}

/** The origin of the app as this request sees it: "https://example.org". */
export function ownOrigin({ scheme, host }: Pick<Request, "scheme" | "host">): string {
  return `${scheme}://${host}`.toLowerCase();
}

/** Only a page of https says where it is reliably; that it is ours proves nothing that a token does not prove better. */
function judgeReferrer(request: OriginatedRequest, trusted: TrustedOrigins): OriginVerdict {
  const { referrer, isSecure } = request;
  if (!isSecure || referrer === undefined) return "unknown";
  const origin = originOf(referrer);
  return origin === ownOrigin(request) || trusted.has(origin) ? "unknown" : "origin";
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return "null";
  }
}

/** As browsers write it: in lower case, without the port of the scheme. */
function normalize(origin: string): string {
  return new URL(origin).origin;
}
