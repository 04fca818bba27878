import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

import type { SourcePlace } from "./excerpt.ts";

/** A line of a stack that has a place in a file. */
export interface StackFrame extends SourcePlace {
  /** The function; "" at the top level of a module. */
  readonly name: string;
}

const FRAME = /^\s+at (?:async )?(?:(.*?) \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/**
 * The frames of a stack that lie in the app's own files: not in Node, in a dependency, or in Micro.
 *
 * @example
 * ownFrames(error.stack); // [{ name: "connect", file: "/srv/database.ts", line: 12, column: 9 }]
 */
export function ownFrames(stack: string): StackFrame[] {
  return stack.split("\n").flatMap((line) => {
    const frame = parseFrame(line);
    return frame === null || isForeign(frame.file) ? [] : [frame];
  });
}

function parseFrame(text: string): StackFrame | null {
  const [, name = "", file = "", line, column] = FRAME.exec(text) ?? [];
  if (line === undefined) return null;
  const isModule = name === "" || name === "<anonymous>" || name === "Object.<anonymous>";
  return { name: isModule ? "" : name, file: toPath(file), line: Number(line), column: Number(column) };
}

/**
 * The path of a file that a stack names as a path or as a URL.
 *
 * @example
 * toPath("file:///srv/app.ts"); // "/srv/app.ts"
 */
export function toPath(file: string): string {
  return file.startsWith("file://") ? fileURLToPath(file) : file;
}

/**
 * Micro's packages are found by name as well: an example in their own repository has them outside
 * node_modules.
 */
function isForeign(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`) || /^(@micro-web\/|micro-web$)/.test(packageOf(file));
}

/** The name in the nearest package.json above a file; "" when there is none. */
function packageOf(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, "package.json");
    if (existsSync(path)) return /"name"\s*:\s*"([^"]*)"/.exec(readFileSync(path, "utf8"))?.[1] ?? "";
  }
  return "";
}
