/** What stands between two slashes, in spellings that have confused routers. */
const SEGMENTS = [
  "%", "%2", "%zz", "%00", "%0a", "%0d%0a", "%20", "%2e", "%2e%2e", "%2F", "%5c", "%7f", "%80", "%C0%AE", "%ED%A0%80", "%F4%8F%BF%BF",
  "%FF", "%u0041", "%25", "%252e%252e", "%2561", ".", "..", "...", "....//", ".;", "..;", "a;x", "*", "**", ":", ":id", "::", "<id>",
  "(", ")", "[", "]", "{", "}", "^", "$", "+", "a+b", "?", "??", "&", "=", "@", "!", "~", "'", '"', "`", "|", "\\", "..\\..", "-", "_",
  "constructor", "__proto__", "toString", "a".repeat(300), "-".repeat(1000), "%41".repeat(300), "con", "nul.txt", "\x7f", "\x01", "\x80", "\xff",
]; // prettier-ignore

/** Where such a segment stands. */
const PLACES: readonly ((segment: string) => string)[] = [
  (segment) => `/${segment}`,
  (segment) => `/${segment}/`,
  (segment) => `//${segment}`,
  (segment) => `/a/${segment}/b`,
  (segment) => `/static/${segment}`,
  (segment) => `/items/${segment}`,
  (segment) => `/files/a/${segment}`,
  (segment) => `/?${segment}`,
];

/** More than 500 paths that no browser would send. */
export const ODD_PATHS: readonly string[] = SEGMENTS.flatMap((segment) =>
  PLACES.map((place) => place(segment)),
);
