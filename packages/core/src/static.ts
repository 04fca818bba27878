import type { AppSetup, Extension } from "./extension.ts";
import { lookupOf } from "./folder-lookup.ts";
import type { View } from "./hooks.ts";
import { contentTypeOf } from "./http/mime.ts";
import { redirect } from "./http/reply.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { NotFound } from "./http-errors.ts";
import type { KnownFile } from "./known-file.ts";
import { folderBelow } from "./module-folder.ts";
import type { ScopeRegistry } from "./scope-registry.ts";
import { sendFile, type SendFileOptions, SentFile } from "./send-file.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { lstatSync } = process.getBuiltinModule("node:fs");

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

/** What a name means in the first folder that has it; `null` when none has. */
function findIn(folder: string | readonly string[], name: string, interval: number): KnownFile | null {
  if (typeof folder === "string") return lookupOf(folder).find(name, interval);
  for (const each of folder) {
    const found = lookupOf(each).find(name, interval);
    if (found !== null) return found;
  }
  return null;
}

function sendFound(file: KnownFile | null, options: SendFromDirectoryOptions): SentFile {
  if (file === null) throw new NotFound();
  return options.precompressed === true
    ? new PrecompressedFile(file.path, options, file)
    : new SentFile(file.path, options, file);
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
