import type { Router } from "./router.ts";

/** A URL that was built. */
export interface CheckedUrl {
  readonly endpoint: string;
  /** As {@link UrlMap.build} gave it. */
  readonly url: string;
  /** The method it was built for. @default "GET" */
  readonly method?: string | undefined;
  /** The host of the request; not looked at where the URL has one. */
  readonly host?: string | undefined;
  /** What the app is mounted under. */
  readonly rootPath?: string | undefined;
}

/**
 * Where a built URL leads, when it is not to its endpoint (werkzeug#3094): a sentence for a warning; `null` when all is
 * well.
 *
 * Another rule may take the same path: `/<name>` with the name "about" where there is `/about`.
 *
 * @param router - Of the app.
 * @param built - The URL, and for what.
 * @example
 * findDetour(router, { endpoint: "user", url: "/about" });
 * // 'The URL /about was built for "user", but leads to "about" (/about).'
 */
export function findDetour(router: Router<unknown>, built: CheckedUrl): string | null {
  const { endpoint, url, method = "GET", host = "", rootPath = "" } = built;
  const { pathname, authority = host } = splitUrl(url);
  const path = pathname.slice(rootPath.replace(/\/+$/, "").length);
  const match = router.match(method, path, authority);
  const what = `The URL ${url} was built for ${JSON.stringify(endpoint)}, but leads to`;
  if (match.kind === "route") {
    const { rule } = match;
    return rule.endpoint === endpoint ? null : `${what} ${JSON.stringify(rule.endpoint)} (${rule.path}).`;
  }
  // It may have been built for another method than it was checked for.
  const [other] = match.kind === "none" ? match.allowed : [];
  if (other !== undefined) return findDetour(router, { ...built, method: other });
  return match.kind === "redirect" ? null : `${what} no route.`;
}

function splitUrl(url: string): { pathname: string; authority?: string } {
  const [, authority, rest = ""] = /^(?:https?:\/\/([^/?#]*))?([^]*)$/.exec(url) ?? [];
  const end = rest.search(/[?#]/);
  return {
    pathname: end === -1 ? rest : rest.slice(0, end),
    ...(authority === undefined ? {} : { authority }),
  };
}
