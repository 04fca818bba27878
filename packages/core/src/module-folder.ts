/** What Micro reads from `import.meta`. */
export interface ModuleMeta {
  readonly dirname?: string;
  readonly url?: string;
}

/** The folder of a module; "" when the runtime has no files. */
export function folderOf(meta: ModuleMeta | null): string {
  if (meta?.dirname !== undefined) return meta.dirname;
  return meta?.url?.startsWith("file:") === true
    ? decodeURIComponent(new URL(".", meta.url).pathname).replace(/\/$/, "")
    : "";
}

/**
 * A folder as it is named beside a module: an absolute one is what it is (as in Flask).
 *
 * @returns "" for no name, and for a relative one where there are no files.
 * @example
 * folderBelow("/srv/app", "templates"); // "/srv/app/templates"
 * folderBelow("/srv/app", "/srv/shared/templates"); // "/srv/shared/templates"
 */
export function folderBelow(folder: string, name: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(name)) return name;
  return folder === "" || name === "" ? "" : `${folder}/${name}`;
}
