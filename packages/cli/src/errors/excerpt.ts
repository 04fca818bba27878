import { readFileSync } from "node:fs";

/** A place in a file, counted from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  /** 0 when only the line is known. */
  readonly column: number;
}

/** How many lines before and after the line are shown. */
const CONTEXT = 2;

/**
 * The lines around a place, the line itself marked; "" when the file cannot be read.
 *
 * @example
 * excerptOf({ file: "/srv/app.ts", line: 3, column: 8 });
 * //   2 | export const app = {
 * // > 3 |   foo( {
 * //     |        ^
 * //   4 | };
 */
export function excerptOf({ file, line, column }: SourcePlace): string {
  const lines = readLines(file);
  if (lines[line - 1] === undefined) return "";
  const first = Math.max(1, line - CONTEXT);
  const shown = lines.slice(first - 1, line + CONTEXT);
  const width = String(first + shown.length - 1).length;
  return shown
    .map((text, index) => formatLine(text, { number: first + index, width, line, column }))
    .join("\n");
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
  } catch {
    return [];
  }
}

interface LineFormat {
  readonly number: number;
  readonly width: number;
  readonly line: number;
  readonly column: number;
}

function formatLine(text: string, { number, width, line, column }: LineFormat): string {
  const row = `${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd();
  if (number !== line || column === 0) return row;
  // Tabs are kept, so that the mark stands below its column in any terminal.
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${row}\n  ${" ".repeat(width)} | ${indent}^`;
}
