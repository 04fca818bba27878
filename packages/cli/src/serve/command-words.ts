/** A run of text without spaces, in which quoted parts may have some. */
const WORD = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs;

/** The parts of a word: in double quotes, in single quotes, after a backslash. */
const PART = /"(?:[^"\\]|\\.)*"|'[^']*'|\\./gs;

/**
 * Splits a line into words as a shell does: spaces separate, quotes and backslashes keep together. No variables, no globs.
 *
 * @example
 * splitWords(`-w 2 --access-logformat '%h %s'`); // ["-w", "2", "--access-logformat", "%h %s"]
 */
export function splitWords(line: string): string[] {
  return Array.from(line.matchAll(WORD), ([word]) => word.replaceAll(PART, unquote));
}

function unquote(part: string): string {
  if (part.startsWith("\\")) return part.slice(1);
  const text = part.slice(1, -1);
  return part.startsWith("'") ? text : text.replaceAll(/\\(.)/gs, "$1");
}
