import type { Stats } from "node:fs";
import { basename, extname } from "node:path";

import { type ByteRange, evaluateConditions, parseRange, type Validators } from "./http/conditional.ts";
import { contentTypeOf } from "./http/mime.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { RawBody, ViewValue } from "./http/view-value.ts";
import { NotFound, PreconditionFailed, RangeNotSatisfiable } from "./http-errors.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { createReadStream, readFileSync, statSync } = process.getBuiltinModule("node:fs");

/** How a file is sent. */
export interface SendFileOptions {
  /** The Content-Type; default by the file's extension. */
  readonly type?: string;
  /** Have the browser save it instead of showing it. @default false */
  readonly asAttachment?: boolean;
  /** The name it is saved under. @default the file's own */
  readonly downloadName?: string;
  /** Seconds a browser may keep it without asking; `null` makes it ask. @default SEND_FILE_MAX_AGE_DEFAULT */
  readonly maxAge?: number | null;
}

/** Files up to this many bytes are kept in memory and sent in one write. */
const MAX_CACHED_FILE = 128 * 1024;
/** All kept files together. */
const MAX_CACHE = 16 * 1024 * 1024;

interface CachedFile {
  readonly mtimeMs: number;
  readonly size: number;
  readonly ino: number;
  readonly bytes: Uint8Array;
}

/** Small files by path, checked against the file at each use. */
const cache = new Map<string, CachedFile>();
let cachedBytes = 0;

/** A file as the response; made by {@link sendFile}. */
export class SentFile extends ViewValue {
  /** The path. */
  readonly path: string;
  /** How it is sent. */
  readonly options: SendFileOptions;

  /** @param path - Of a regular file. @param options - How it is sent. */
  constructor(path: string, options: SendFileOptions) {
    super();
    this.path = path;
    this.options = options;
  }

  /** Stages headers and body: 200, 206, 304; throws NotFound, PreconditionFailed, RangeNotSatisfiable. */
  override applyTo(response: Response, request: Request): unknown {
    const stats = statFile(this.path);
    const validators = {
      etag: `"${stats.mtimeMs.toString(16)}-${stats.size.toString(16)}"`,
      lastModified: stats.mtimeMs,
    };
    this.#stageHeaders(response, validators, request.fileMaxAge);
    const precondition = evaluateConditions(request.headers, request.method, validators);
    if (precondition === "failed") throw new PreconditionFailed();
    if (precondition === "not modified") {
      response.status = 304;
      return null;
    }
    const isRead = request.method === "GET" || request.method === "HEAD";
    const range = isRead ? parseRange(request.headers, stats.size, validators) : null;
    response.headers.set("Accept-Ranges", "bytes");
    if (response.type === "") response.type = this.options.type ?? contentTypeOf(this.path);
    return stageRange(this.path, stats, { range, response });
  }

  #stageHeaders(response: Response, { etag, lastModified }: Validators, defaultMaxAge: number | null): void {
    const { asAttachment = false, downloadName = basename(this.path), maxAge = defaultMaxAge } = this.options;
    response.headers.set("ETag", etag).set("Last-Modified", new Date(lastModified).toUTCString());
    if (!response.headers.has("Cache-Control"))
      response.headers.set("Cache-Control", maxAge === null ? "no-cache" : `public, max-age=${maxAge}`);
    if (asAttachment) response.headers.set("Content-Disposition", contentDisposition(downloadName));
  }
}

/**
 * Sends a file with conditional and range requests (Flask's `send_file`).
 *
 * The path is the app's own word: a path with parts from a visitor belongs in a static folder.
 *
 * @throws NotFound, when the response is made, for anything but a regular file.
 * @example
 * app.get("/report", () => sendFile(`${reports}/2026.pdf`, { asAttachment: true }));
 */
export function sendFile(path: string, options: SendFileOptions = {}): SentFile {
  return new SentFile(path, options);
}

/** Stats of a regular file; synchronous because a trip to the thread pool costs three times as much. */
function statFile(path: string): Stats {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new NotFound(undefined, { cause });
  }
  if (stats?.isFile() !== true) throw new NotFound();
  return stats;
}

function stageRange(
  path: string,
  stats: Stats,
  { range, response }: { range: ReturnType<typeof parseRange>; response: Response },
): RawBody {
  if (range === "unsatisfiable") {
    throw new RangeNotSatisfiable(undefined, { headers: { "Content-Range": `bytes */${stats.size}` } });
  }
  if (range !== null) {
    response.status = 206;
    response.headers.set("Content-Range", `bytes ${range.start}-${range.end}/${stats.size}`);
  }
  const { start, end } = range ?? { start: 0, end: stats.size - 1 };
  if (stats.size <= MAX_CACHED_FILE) {
    const bytes = readCached(path, stats);
    return new RawBody(range === null ? bytes : bytes.subarray(start, end + 1));
  }
  response.headers.set("Content-Length", String(end - start + 1));
  return new RawBody(readRange(path, { start, end }));
}

/** Opens the file when the first chunk is asked for, so that a response that is never sent leaves none open. */
async function* readRange(path: string, range: ByteRange): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, range);
}

function readCached(path: string, { mtimeMs, size, ino }: Stats): Uint8Array {
  const known = cache.get(path);
  if (known !== undefined && known.mtimeMs === mtimeMs && known.size === size && known.ino === ino)
    return known.bytes;
  const bytes = readFileSync(path);
  cachedBytes += bytes.byteLength - (known?.bytes.byteLength ?? 0);
  cache.set(path, { mtimeMs, size, ino, bytes });
  if (cachedBytes > MAX_CACHE) {
    cache.clear();
    cachedBytes = 0;
  }
  return bytes;
}

/** `attachment` with a name: plain for old clients, RFC 5987 for the others; never a path, a quote or a line break. */
function contentDisposition(name: string): string {
  const bare = basename(name.toWellFormed().replaceAll("\\", "/"));
  const ascii =
    bare.normalize("NFKD").replaceAll(/[^\x20-\x7e]|["\\%]/g, "") ||
    `download${extname(bare).replaceAll(/[^\w.]/g, "")}`;
  const plain = `attachment; filename="${ascii}"`;
  const encoded = encodeURIComponent(bare).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return ascii === bare ? plain : `${plain}; filename*=UTF-8''${encoded}`;
}
