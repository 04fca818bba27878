/** How many lines are shown above and below. */
const AROUND = 2;

/**
 * The lines of a text around a place, with a mark before the line and one below the column.
 *
 * @param source - The text. @param line - From 1. @param column - From 1; `undefined` for the whole line.
 * @returns "" for a line that the text has not.
 */
export function excerptOf(source: string, line: number, column: number | undefined): string {
  const lines = source.split(/\r\n?|\n/);
  if (line < 1 || line > lines.length) return "";
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = (lines[number - 1] ?? "").slice(0, 200);
    shown.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line && column !== undefined)
      shown.push(`${" ".repeat(width + 2)} | ${caret(text, column)}`);
  }
  return shown.join("\n");
}

/** A caret below a column; tabs stay tabs, so that it stands where the text does. */
function caret(text: string, column: number): string {
  return `${text.slice(0, column - 1).replace(/[^\t]/g, " ")}^`;
}
