import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";

/** Files beyond this many are not checked: the search takes some 30 ms for each. */
const MAX_FILES = 50;

/**
 * Finds the mistake in the grammar of a JavaScript module, or of those that it imports by a relative path:
 * Node does not tell the place when it is asked to import them.
 *
 * @param entry - Absolute.
 * @returns The place, the line, and a mark below it, as Node prints them; "" when every file can be read.
 * @example
 * findSyntaxError("/srv/site/app.js"); // "/srv/site/models.js:2\n  foo bar;\n      ^^^"
 */
export function findSyntaxError(entry: string): string {
  const files = [entry];
  for (let index = 0; index < Math.min(files.length, MAX_FILES); index++) {
    const file = files[index] ?? "";
    const place = [".js", ".mjs", ".cjs"].includes(extname(file)) ? checkFile(file) : "";
    if (place !== "") return place;
    files.push(...importsOf(file).filter((path) => !files.includes(path)));
  }
  return "";
}

function checkFile(file: string): string {
  const { status, stderr } = spawnSync(process.execPath, ["--check", file], { encoding: "utf8" });
  return status === 0 ? "" : (stderr.split("\n\n")[0] ?? "");
}

function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, "utf8").matchAll(
    /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g,
  );
  return [...specifiers]
    .map(([, path = ""]) => resolve(dirname(file), path))
    .filter((path) => existsSync(path));
}
