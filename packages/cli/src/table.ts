/**
 * Aligns the cells of rows in columns; the first row is the head.
 *
 * @example
 * formatTable([["Endpoint", "Path"], ["index", "/"]]);
 * // Endpoint  Path
 * // --------  ----
 * // index     /
 */
export function formatTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = widths.map((width) => "-".repeat(width));
  return [head, line, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
