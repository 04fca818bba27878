import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * The folder that belongs to an app: the nearest one above its module with a package.json, the current folder
 * at most. Without a package.json it is the current folder, or that of the module when it lies elsewhere.
 *
 * @param file - The app's module, absolute.
 * @param current - The current folder.
 * @example
 * projectFolderOf("/srv/site/src/app.ts", "/srv/site"); // "/srv/site"
 */
export function projectFolderOf(file: string, current: string): string {
  const start = dirname(file);
  const isInside = `${start}${sep}`.startsWith(`${current}${sep}`);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (isInside && folder === current) return current;
    if (folder === dirname(folder)) return start;
  }
}
