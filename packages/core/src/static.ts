import type { Stats } from "node:fs";
import { join, sep } from "node:path";

import type { AppSetup, Extension } from "./extension.ts";
import type { View } from "./hooks.ts";
import { contentTypeOf } from "./http/mime.ts";
import { redirect } from "./http/reply.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { NotFound } from "./http-errors.ts";
import { folderBelow } from "./module-folder.ts";
import type { ScopeRegistry } from "./scope-registry.ts";
import { isKept, sendFile, type SendFileOptions, SentFile, statFile } from "./send-file.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { lstatSync, realpathSync } = process.getBuiltinModule("node:fs");

/** How the files of a folder are served. */
export interface FolderOptions {
  /** Seconds a browser may keep them without asking; `null` makes it ask. @default SEND_FILE_MAX_AGE_DEFAULT */
  readonly maxAge?: number | null;
  /** Send `app.js.br`, `app.js.zst` or `app.js.gz` in place of `app.js` where there is one the client takes. @default false */
  readonly precompressed?: boolean;
  /** The file that stands for a folder, "index.html"; without it a folder is a 404. */
  readonly index?: string;
}

/** Where files are served. */
export interface StaticFilesOptions extends FolderOptions {
  /** The folder, absolute; of several the first that has the file. */
  readonly folder: string | URL | readonly string[];
  /** What their URLs start with. @default "/static" */
  readonly prefix?: string;
}

/**
 * Serves the files of a folder as the endpoint `static`: `url_for('static', filename='style.css')`.
 *
 * Regular files only: no listing, no dotfiles but `.well-known`, no way out of the folder, by symlink either.
 */
export function staticFiles({ folder, prefix = "/static", ...options }: StaticFilesOptions): Extension<void> {
  return {
    name: "static",
    setup(setup: AppSetup): void {
      const bare = prefix.replace(/\/+$/, "");
      const folders =
        folder instanceof URL ? process.getBuiltinModule("node:url").fileURLToPath(folder) : folder;
      const path = `${bare}/<path:filename>` as const;
      setup.get(path, { name: "static" }, serveFolder(folders, options));
      if (options.index !== undefined)
        setup.get(`${bare}/`, { name: "static_index" }, () =>
          sendFromDirectory(folders, options.index ?? "", options),
        );
    },
  };
}

/** A view for a rule with a `filename` variable that matches slashes. */
function serveFolder(
  folder: string | readonly string[],
  options: FolderOptions = {},
): View<{ readonly filename: string }> {
  return function serveStaticFile(request) {
    const { filename } = request.params;
    const { index } = options;
    const interval = request.staticCheckInterval;
    if (index === undefined) return sendFound(findIn(folder, filename, interval), options);
    if (filename.endsWith("/")) return sendFound(findIn(folder, filename + index, interval), options);
    const found = findIn(folder, filename, interval);
    return found?.stats.isDirectory() === true
      ? redirect(`${request.rootPath}${request.rawPath}/`, 308)
      : sendFound(found, options);
  };
}

/** How one file of a folder is sent. */
export type SendFromDirectoryOptions = SendFileOptions & Pick<FolderOptions, "precompressed">;

/**
 * Sends the file of a folder that a visitor names (Flask's `send_from_directory`).
 *
 * @param folder - Absolute; of several the first that has the file.
 * @param name - From the visitor: a path below the folder, with slashes.
 * @throws NotFound for what is no regular file below it: `..`, absolute paths, NUL, dotfiles, symlinks that lead out.
 * @example
 * app.get("/uploads/<path:name>", (request) => sendFromDirectory(uploads, request.params.name));
 */
export function sendFromDirectory(
  folder: string | readonly string[],
  name: string,
  options: SendFromDirectoryOptions = {},
): SentFile {
  return sendFound(findIn(folder, name, 0), options);
}

function sendFound(
  found: Found | null,
  { precompressed = false, ...how }: SendFromDirectoryOptions,
): SentFile {
  if (found === null) throw new NotFound();
  const { path, stats } = found;
  return precompressed ? new PrecompressedFile(path, how, stats) : new SentFile(path, how, stats);
}

/** What a name means in a folder. */
interface Found {
  readonly path: string;
  readonly stats: Stats;
}

/**
 * What a name means in the first folder that has it; `null` when none has.
 *
 * @param interval - Milliseconds for which what was found counts as unchanged.
 */
function findIn(folder: string | readonly string[], name: string, interval: number): Found | null {
  if (typeof folder === "string") return findBelow(folder, name, interval);
  for (const root of folder) {
    const found = findBelow(root, name, interval);
    if (found !== null) return found;
  }
  return null;
}

function findBelow(root: string, name: string, interval: number): Found | null {
  const path = safeJoin(root, name);
  if (path === null) return null;
  const now = interval === 0 ? Infinity : performance.now(); // nothing is as fresh as that
  const known = insiders.get(path);
  if (known !== undefined && known.root === root && isFresh(known, now - interval)) return known;
  const stats = lookAt(root, path);
  if (stats === undefined) return null;
  const found = { root, path, stats, lookedAt: performance.now() };
  if (insiders.size >= MAX_INSIDERS) insiders.clear();
  insiders.set(path, found);
  return found;
}

/** What has to be read from the disk may be another file by now, or gone: only what is in memory is taken as it was. */
function isFresh({ lookedAt, path, stats }: Insider, since: number): boolean {
  return lookedAt > since && isKept(path, stats);
}

/** What is there and below the folder; `undefined` also for what may not be looked at, or is gone meanwhile. */
function lookAt(root: string, path: string): Stats | undefined {
  try {
    const stats = statFile(path);
    return stats !== undefined && isInside(root, path, stats) ? stats : undefined;
  } catch {
    return undefined;
  }
}

/** The codings a compressed file can have, the best first, with its extension. */
const CODINGS: readonly (readonly [coding: string, extension: string])[] = [
  ["br", ".br"],
  ["zstd", ".zst"],
  ["gzip", ".gz"],
];

/** A file that may have compressed ones beside it. */
class PrecompressedFile extends SentFile {
  override applyTo(response: Response, request: Request): unknown {
    response.vary.add("Accept-Encoding");
    const offers = CODINGS.filter(([, extension]) => isRegularFile(this.path + extension));
    const { acceptEncodings } = request;
    const isAsked = acceptEncodings.values.length > 0;
    const best = isAsked ? acceptEncodings.bestMatch(offers.map(([coding]) => coding)) : undefined;
    const found = offers.find(([coding]) => coding === best);
    if (found === undefined) return super.applyTo(response, request);
    const [coding, extension] = found;
    response.contentEncoding = coding;
    const { type = contentTypeOf(this.path) } = this.options;
    return sendFile(this.path + extension, { ...this.options, type }).applyTo(response, request);
  }
}

/** Not a symlink, which could lead anywhere. */
function isRegularFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
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

/** What was found below a folder, and when. */
interface Insider extends Found {
  readonly root: string;
  /** As `performance.now()` says it. */
  readonly lookedAt: number;
}

/** By path; the same file at the same path still is below the folder. */
const insiders = new Map<string, Insider>();
const MAX_INSIDERS = 1000;

/** Whether the real file is below the real folder, however many symlinks lead to it. */
function isInside(root: string, path: string, { ino, dev, ctimeMs }: Stats): boolean {
  const known = insiders.get(path);
  if (known === undefined || known.root !== root) return isReallyInside(root, path);
  const { stats } = known;
  return (stats.ino === ino && stats.ctimeMs === ctimeMs && stats.dev === dev) || isReallyInside(root, path);
}

function isReallyInside(folder: string, path: string): boolean {
  return realpathSync.native(path).startsWith(realpathSync.native(folder) + sep);
}

/** The static folder of an app, as its options say it. */
interface StaticFolder {
  readonly staticFolder?: string | null;
  readonly staticPrefix?: string;
  readonly staticHost?: string;
}

/** Gives an app with a static folder its route. @param rootPath - The folder of the app. */
export function addStaticFolder(
  app: Pick<AppSetup, "get">,
  rootPath: string,
  { staticFolder = "static", staticPrefix = "/static", staticHost }: StaticFolder,
): void {
  const folder = staticFolder === "" ? rootPath : folderBelow(rootPath, staticFolder ?? "");
  if (folder === "") return;
  const place = staticHost === undefined ? { name: "static" } : { name: "static", host: staticHost };
  app.get(`${staticPrefix}/<path:filename>` as const, place, serveFolder(folder));
}

/** Gives blueprints with a static folder their route, once. */
export function addStaticRoutes(app: ScopeRegistry): void {
  for (const registry of app.all()) {
    const { static: folder, staticPrefix, staticLocation } = registry.folders;
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
      location: staticLocation,
    });
  }
}
