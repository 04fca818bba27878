/** A class of characters, an escape, the start of a group, its end with what repeats it, or a repetition without limit. */
const PIECE = /\[(?:\\.|[^\]\\])*\]|\\.|\(\?<?[:=!]|\((?!\?)|\)(?:[*+]|\{\d+,\})?|[*+]|\{\d+,\}/gs;

/**
 * What is wrong with the pattern of a converter, for a sentence; `null` when it can be used.
 *
 * A repetition without limit inside another, `(?:a+)+`, can be tried in exponentially many ways; a group that captures
 * would shift the texts of the variables behind it.
 *
 * @param pattern - The source of a regular expression, without anchors.
 */
export function findPatternFault(pattern: string): string | null {
  const groups = countGroups(pattern);
  if (groups === null) return `${JSON.stringify(pattern)} is not a regular expression`;
  if (groups > 0) return `${JSON.stringify(pattern)} captures a group. Write it as (?:...)`;
  return hasNestedRepetition(pattern)
    ? `${JSON.stringify(pattern)} repeats a repetition, which a client could make slow. Write it without`
    : null;
}

/** The groups that capture; `null` when it cannot be read. */
function countGroups(pattern: string): number | null {
  try {
    return (new RegExp(`(?:${pattern})|`, "su").exec("")?.length ?? 1) - 1;
  } catch {
    return null;
  }
}

function hasNestedRepetition(pattern: string): boolean {
  const open = [false];
  for (const [piece] of pattern.matchAll(PIECE)) {
    if (piece.startsWith("(")) open.push(false);
    else if (piece.startsWith(")")) {
      const isInside = open.pop() === true;
      const isRepeated = piece.length > 1;
      if (isInside && isRepeated) return true;
      if (isInside || isRepeated) open[open.length - 1] = true;
    } else if (/^[*+{]/.test(piece)) open[open.length - 1] = true;
  }
  return false;
}
