import { readFileSync } from "node:fs";

interface IgnoreLine {
  readonly pattern: RegExp;
  readonly isFolder: boolean;
  readonly isExcepted: boolean;
}

/** Whether a path, relative with `/`, is ignored. */
export type IgnoreRule = (path: string, options: { readonly isFolder: boolean }) => boolean;

/**
 * Reads a `.gitignore`: names, `*`, `**`, `?`, `[...]`, a leading or inner `/` for the file's own folder, a
 * trailing `/` for folders, `!` for exceptions, the last line that fits wins. Files of the same name in
 * folders below are not read.
 *
 * @param path - Of the file; one that does not exist ignores nothing.
 * @example
 * const isIgnored = readIgnoreFile("/srv/site/.gitignore");
 * isIgnored("logs/today.json", { isFolder: false });
 */
export function readIgnoreFile(path: string): IgnoreRule {
  return parseIgnoreLines(readText(path).split(/\r?\n/));
}

/**
 * Reads lines written as in a `.gitignore`.
 *
 * @example
 * const isIgnored = parseIgnoreLines(["*.log", "tmp/"]);
 */
export function parseIgnoreLines(texts: readonly string[]): IgnoreRule {
  const lines = texts.flatMap(parseLine);
  return (target, { isFolder }) => {
    const last = lines.findLast((line) => (isFolder || !line.isFolder) && line.pattern.test(target));
    return last !== undefined && !last.isExcepted;
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function parseLine(text: string): IgnoreLine[] {
  const line = text.trim();
  if (line === "" || line.startsWith("#")) return [];
  const isExcepted = line.startsWith("!");
  const glob = line.replace(/^!/, "").replace(/\/$/, "");
  const isAnchored = glob.includes("/");
  const source = toSource(glob.replace(/^\//, ""));
  try {
    return [
      {
        pattern: new RegExp(`^${isAnchored ? "" : "(?:.*/)?"}${source}$`),
        isFolder: line.endsWith("/"),
        isExcepted,
      },
    ];
  } catch {
    return []; // git skips what it cannot read, such as "[z-a]"
  }
}

function toSource(glob: string): string {
  return glob.replace(/\*\*\/|\/\*\*$|\*+|\?|\[[^\]]+\]|[\\^$.+(){}|[\]]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "/**") return "/.*";
    if (token.startsWith("*")) return "[^/]*";
    if (token === "?") return "[^/]";
    return token.length > 1 ? token.replace(/^\[!/, "[^") : `\\${token}`;
  });
}
