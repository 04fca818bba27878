/** Where the documentation explains an error. */
export interface ErrorDocs {
  /** The file, beside this package or in the repository. */
  readonly file: string;
  /** The line of the heading, from 1. */
  readonly line: number;
  /** What stands below the heading, in Markdown. */
  readonly text: string;
}

/** Where the page is: a build puts it beside what it has made, and the repository has it in its documentation. */
const PLACES = ["errors.md", "docs/errors.md"];

/** More folders than there are between a module of this package and the root of the repository. */
const MAX_FOLDERS = 6;

/**
 * What the documentation says of a code of Micro; `null` for other codes, and where the page is not: in a bundle, or where
 * there are no files. It is read from a file that is installed with Micro, not from the web.
 *
 * @param code - `error.code`.
 * @example
 * findErrorDocs("MICRO_URL_BUILD")?.text; // "An endpoint was named that does not exist, or ..."
 */
export function findErrorDocs(code: string): ErrorDocs | null {
  if (!code.startsWith("MICRO_")) return null;
  try {
    const page = readPage();
    return page === null ? null : sectionOf(page, code);
  } catch {
    return null; // the error itself is what matters
  }
}

interface Page {
  readonly file: string;
  readonly lines: readonly string[];
}

function readPage(): Page | null {
  const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  let folder = new URL(".", import.meta.url);
  for (let count = 0; count < MAX_FOLDERS; count++, folder = new URL("..", folder)) {
    const files = PLACES.map((place) => fileURLToPath(new URL(place, folder)));
    const file = files.find((path) => existsSync(path));
    if (file !== undefined) return { file, lines: readFileSync(file, "utf8").split(/\r?\n/) };
  }
  return null;
}

function sectionOf({ file, lines }: Page, code: string): ErrorDocs | null {
  const index = lines.indexOf(`## ${code}`);
  if (index < 0) return null;
  const rest = lines.slice(index + 1);
  const end = rest.findIndex((line) => line.startsWith("## "));
  return {
    file,
    line: index + 1,
    text: rest
      .slice(0, end < 0 ? undefined : end)
      .join("\n")
      .trim(),
  };
}
