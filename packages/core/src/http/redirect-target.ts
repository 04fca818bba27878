/** What browsers drop, or may read as a slash or as nothing: controls, formats, spaces, backslashes, escaped too. */
const SUSPECT = /[\p{Cc}\p{Cf}\s\\]|%5c|%0[0ad]/iu;
/** No browser needs longer ones, and a URL in a log is no place to hide (Django's MAX_URL_REDIRECT_LENGTH). */
const MAX_LENGTH = 2048;
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
  if (target === undefined || !isPlain(target)) return fallback;
  const here = parseUrl(request.url);
  const there = parseUrl(target, here?.href);
  // "/.//evil.example" is "//evil.example"
  if (there === null || there.origin !== here?.origin || there.pathname.startsWith("//")) return fallback;
  return `${there.pathname}${there.search}${there.hash}`;
}

function isPlain(target: string): boolean {
  return target.length <= MAX_LENGTH && !SUSPECT.test(target) && PLAIN.test(target);
}

function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}
