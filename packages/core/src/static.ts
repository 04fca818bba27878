import { join, sep } from "node:path";

import type { AppSetup, Extension } from "./extension.ts";
import type { View } from "./hooks.ts";
import { NotFound } from "./http-errors.ts";
import type { ScopeRegistry } from "./scope-registry.ts";
import { sendFile } from "./send-file.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { realpathSync } = process.getBuiltinModule("node:fs");

/** Where files are served. */
export interface StaticFilesOptions {
  /** The folder, absolute. */
  readonly folder: string;
  /** What their URLs start with. @default "/static" */
  readonly prefix?: string;
  /** Seconds a browser may keep them without asking; `null` makes it ask. @default SEND_FILE_MAX_AGE_DEFAULT */
  readonly maxAge?: number | null;
}

/**
 * Serves the files of a folder as the endpoint `static`: `url_for('static', filename='style.css')`.
 *
 * Regular files only: no listing, no dotfiles but `.well-known`, no way out of the folder, by symlink either.
 */
export function staticFiles({ folder, prefix = "/static", maxAge }: StaticFilesOptions): Extension<void> {
  return {
    name: "static",
    setup(setup: AppSetup): void {
      const path = `${prefix}/<path:filename>` as const;
      setup.get(path, { name: "static" }, serveFolder(folder, maxAge));
    },
  };
}

/** A view for a rule with a `filename` variable that matches slashes. */
export function serveFolder(folder: string, maxAge?: number | null): View<{ readonly filename: string }> {
  return function serveStaticFile({ params }) {
    const path = safeJoin(folder, params.filename);
    if (path === null || !isInside(folder, path)) throw new NotFound();
    return sendFile(path, maxAge === undefined ? {} : { maxAge });
  };
}

/** Names that Windows takes for devices in every folder, whatever their extension. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])[ .]*(?:[.:]|$)/i;

/**
 * The path of a file below a folder; `null` for a name that could mean anything else on any system (Werkzeug's
 * `safe_join`): empty, absolute, with `..`, a drive, a backslash, NUL, a hidden segment.
 */
export function safeJoin(folder: string, name: string): string | null {
  if (name === "" || /[\0\\:]/.test(name)) return null;
  for (const segment of name.split("/")) {
    if (segment === "" || (segment.startsWith(".") && segment !== ".well-known")) return null;
    if (process.platform === "win32" && DEVICE.test(segment)) return null;
  }
  return join(folder, name);
}

/** Whether the real file is below the real folder, however many symlinks lead to it. */
function isInside(folder: string, path: string): boolean {
  try {
    return realpathSync.native(path).startsWith(realpathSync.native(folder) + sep);
  } catch {
    return false;
  }
}

/** Gives blueprints with a static folder their route, once. */
export function addStaticRoutes(app: ScopeRegistry): void {
  for (const registry of app.all()) {
    const { static: folder, staticPrefix } = registry.folders;
    if (folder === "" || registry.routes.some(({ name }) => name === "static")) continue;
    const path = `${staticPrefix}/<path:filename>`;
    const options = { name: "static" };
    registry.addRoute({
      name: "static",
      isNamed: true,
      path,
      methods: ["GET"],
      options,
      view: serveFolder(folder),
      location: "",
    });
  }
}
