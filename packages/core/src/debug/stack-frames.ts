/** Lines of a file around a place. */
export interface SourceExcerpt {
  /** The number of the first one, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** Where something happened; line and column count from 1, a column of 0 is not known. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A line of a stack. */
export interface StackFrame extends SourcePlace {
  /** The function; "" at the top level of a module. */
  readonly name: string;
  /** Whether it is of Node, of a package or of Micro. */
  readonly isLibrary: boolean;
  /** `null` for libraries, and for files that cannot be read. */
  readonly excerpt: SourceExcerpt | null;
}

const FRAME = /^\s+at (?:async )?(?:(.*?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** How many lines before and after the line are shown. */
const CONTEXT = 5;

/** Files that are larger are not read: they were made by a program. */
const MAX_BYTES = 2_000_000;

/** A stack that never ends is cut. */
const MAX_FRAMES = 60;

/** Micro's own folder, source or built. */
const OWN_FOLDER = URL.canParse("..", import.meta.url) ? toPath(new URL("..", import.meta.url).href) : "";

/**
 * The frames of a stack; the source of those that are the app's own is with them. Stacks have the places of the sources
 * where Node reads source maps.
 *
 * @param stack - `error.stack`.
 */
export function parseStack(stack: string): StackFrame[] {
  return stack
    .split("\n")
    .flatMap((line) => parseFrame(line) ?? [])
    .slice(0, MAX_FRAMES);
}

function parseFrame(text: string): StackFrame | null {
  const [, name = "", file = "", line = "", column = ""] = FRAME.exec(text) ?? [];
  // What a template was compiled to has no file; its place is told by the template.
  if (line === "" || name.includes("(eval at ")) return null;
  const place = { file: toPath(file), line: Number(line), column: Number(column) };
  const isLibrary = isLibraryFile(place.file);
  // Views and hooks are called as members of a list, and timers as their own: which says nothing.
  const shown = name
    .replace(/^(?:Array|Object|Timeout|Immediate)\./, "")
    .replace(/ \[as \w+\]$/, "")
    .replace(/^<anonymous>$/, "");
  return { name: shown, ...place, isLibrary, excerpt: isLibrary ? null : readExcerpt(place) };
}

function toPath(file: string): string {
  if (!file.startsWith("file://")) return file;
  try {
    return decodeURIComponent(new URL(file).pathname).replace(/^\/(?=[A-Za-z]:)/, "");
  } catch {
    return file;
  }
}

function isLibraryFile(file: string): boolean {
  const isOwn = OWN_FOLDER !== "" && file.startsWith(OWN_FOLDER) && !file.endsWith(".test.ts");
  return isOwn || /^node:|[\\/]node_modules[\\/]/.test(file);
}

/** The lines around a place; `null` when the file cannot be read, or has no such line. */
export function readExcerpt({ file, line }: SourcePlace): SourceExcerpt | null {
  try {
    const { readFileSync, statSync } = process.getBuiltinModule("node:fs");
    if (statSync(file).size > MAX_BYTES) return null;
    const lines = readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
    if (line < 1 || line > lines.length) return null;
    const first = Math.max(1, line - CONTEXT);
    return { first, lines: lines.slice(first - 1, line + CONTEXT) };
  } catch {
    return null;
  }
}
