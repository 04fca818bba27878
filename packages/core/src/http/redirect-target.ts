/** What browsers drop, or read as a slash: nothing that a link of this site needs. */
const SUSPECT = /[\p{Cc}\s\\]|%5c|%0[ad]/iu;
/** A path, or a URL whose host is plain to see. */
const PLAIN = /^(?:\/(?!\/)|https?:\/\/[^/@]+(?:[/?#]|$))/i;

/**
 * Where to send a visitor who names the place: a path of this site, or the fallback for anything else.
 *
 * A `?next=` or a Referer comes from outside: `redirect()` to it as it is would lead to any site.
 *
 * @param target - What the visitor says; `undefined` for nothing.
 * @param request - Whose host is this site.
 * @param fallback - Of the app's own.
 * @returns A path with its query, which begins with exactly one slash.
 * @example
 * return redirect(safeRedirectTarget(request.query.get("next"), request, "/home"));
 */
export function safeRedirectTarget(
  target: string | undefined,
  request: { readonly url: string },
  fallback: string = "/",
): string {
  if (target === undefined || SUSPECT.test(target) || !PLAIN.test(target)) return fallback;
  const here = parseUrl(request.url);
  const there = parseUrl(target, here?.href);
  // "/.//evil.example" is "//evil.example"
  if (there === null || there.origin !== here?.origin || there.pathname.startsWith("//")) return fallback;
  return `${there.pathname}${there.search}${there.hash}`;
}

function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}
