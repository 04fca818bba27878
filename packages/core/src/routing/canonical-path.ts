/** Why a path is refused, as the status of the answer. */
export type PathFault = 400 | 404;

/** A path with none of these is canonical as it is; nearly every request's. */
const SUSPICIOUS = /[%\\#\0-\x20\x7f-\uffff]|\/\/|\/\.|^[^/]/;

/**
 * Whether a path needs a closer look with {@link findPathFault}; nearly no request's does.
 *
 * Every request's path goes through here, and it is mostly a part of a longer text, of which an expression reads the
 * characters faster than a loop.
 */
export function isSuspicious(path: string): boolean {
  return SUSPICIOUS.test(path);
}

/**
 * What is wrong with a path; `null` when it may be routed.
 *
 * A path is decoded exactly once, segment by segment, so router, hooks and static files can never disagree on it:
 * 400 for what is not a path (bad percent-encoding, invalid UTF-8, a raw byte beyond ASCII, NUL, a raw
 * backslash, `#`, no leading slash),
 * 404 for `.` and `..` segments in any spelling, which no rule can mean.
 */
export function findPathFault(path: string): PathFault | null {
  if (!path.startsWith("/") || /[\\#\0-\x20\x7f-\uffff]/.test(path)) return 400;
  const segments = decodeSegments(path);
  if (segments === null || segments.some((segment) => segment.includes("\0"))) return 400;
  return segments.some((segment) => segment === "." || segment === "..") ? 404 : null;
}

/**
 * Stands for an encoded slash (`%2F`) inside a decoded segment, so that no expression takes it for a separator.
 * Half a surrogate pair, which no percent-encoding can spell.
 */
export const ENCODED_SLASH = "\uD800";

/** The decoded segments between the slashes, with {@link ENCODED_SLASH}; `null` for bad percent-encoding. */
export function decodeSegments(path: string): string[] | null {
  const segments = path.slice(1).split("/");
  if (!path.includes("%")) return segments;
  try {
    return segments.map((segment) => decodeURIComponent(segment).replaceAll("/", ENCODED_SLASH));
  } catch {
    return null;
  }
}
