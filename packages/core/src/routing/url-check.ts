import type { Router } from "./router.ts";
import type { Rule } from "./rule.ts";

/** A URL that was built. */
export interface CheckedUrl {
  readonly endpoint: string;
  /** As {@link UrlMap.build} gave it. */
  readonly url: string;
  /** The values it was built of, without `null` and `undefined`; those that are found are not looked at without. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
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
  const { endpoint, url, values, method = "GET", host = "", rootPath = "" } = built;
  const { pathname, query, authority = host } = splitUrl(url);
  const path = pathname.slice(rootPath.replace(/\/+$/, "").length);
  const end = endOf(router, { method, path, host: authority });
  if (end?.rule.endpoint === endpoint && (values === undefined || isSame(end, values, query))) return null;
  return `The URL ${url} was built for ${JSON.stringify(endpoint)}, but leads to ${placeOf(end, endpoint)}.`;
}

/** Where a request ends: the rule that answers it, and the values it finds. */
interface End {
  readonly rule: Rule;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where a request ends, redirects followed; with another method if there is no rule for this. */
function endOf(
  router: Router<unknown>,
  { method, path, host }: { method: string; path: string; host: string },
): End | null {
  const match = router.match(method, path, host);
  if (match.kind === "route") return match;
  if (match.kind === "redirect") return endOf(router, { method, path: match.path, host: match.host ?? host });
  const [other] = match.kind === "none" ? match.allowed : [];
  return other === undefined ? null : endOf(router, { method: other, path, host });
}

/** Whether a rule writes the values that it found as it writes those that were given, and the query has the others. */
function isSame({ rule, params }: End, values: Readonly<Record<string, unknown>>, query: string): boolean {
  const names = new URLSearchParams(query);
  if (Object.keys(values).some((name) => !rule.argumentNames.has(name) && !names.has(name))) return false;
  try {
    const [found, given] = [rule.formatValues(params), rule.formatValues({ ...rule.defaults, ...values })];
    return found.every((text, index) => text === given[index]);
  } catch {
    return false;
  }
}

function placeOf(end: End | null, endpoint: string): string {
  if (end === null) return "no route";
  const { rule } = end;
  return rule.endpoint === endpoint
    ? `its rule ${rule.path} with other values`
    : `${JSON.stringify(rule.endpoint)} (${rule.path})`;
}

function splitUrl(url: string): { pathname: string; query: string; authority?: string } {
  const [, authority, pathname = "", query = ""] =
    /^(?:https?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  return { pathname, query, ...(authority === undefined ? {} : { authority }) };
}
