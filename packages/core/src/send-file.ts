import type { Stats } from "node:fs";
import { basename, resolve } from "node:path";

import type { ByteRange } from "./http/conditional.ts";
import { stageFileHead } from "./http/file-head.ts";
import type { FileHandover, Request } from "./http/request.ts";
import { endSource, type Response } from "./http/response.ts";
import { RawBody, ViewValue } from "./http/view-value.ts";
import { NotFound } from "./http-errors.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { createReadStream, readFileSync, statSync } = process.getBuiltinModule("node:fs");

/** How a file is sent. */
export interface SendFileOptions {
  /** The Content-Type; default by the extension of its name. */
  readonly type?: string;
  /** Have the browser save it instead of showing it. @default false */
  readonly asAttachment?: boolean;
  /** The name it is saved under, which also says its type. @default the file's own */
  readonly downloadName?: string;
  /** Whether conditional and range requests are answered. @default true */
  readonly conditional?: boolean;
  /** Its entity tag without quotes; `false` sends none. @default made of its time and size; none for bytes and streams */
  readonly etag?: string | false;
  /** When it last changed. @default the file's own time; none for bytes and streams */
  readonly lastModified?: Date;
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
  readonly #stats: Stats | undefined;

  /**
   * @param path - Of a regular file. @param options - How it is sent.
   * @param stats - What the system says of it, where that has just been asked.
   */
  constructor(path: string, options: SendFileOptions, stats?: Stats) {
    super();
    this.path = path;
    this.options = options;
    this.#stats = stats;
  }

  /** Stages headers and body: 200, 206, 304; throws NotFound, PreconditionFailed, RangeNotSatisfiable. */
  override applyTo(response: Response, request: Request): unknown {
    const stats = regularFile(this.#stats ?? statFile(this.path));
    const { etag = tagOf(this.path, stats), lastModified = stats.mtime } = this.options;
    const handover = handoverHeader(this.path, request.fileHandover);
    const size = handover === null ? stats.size : undefined; // the server in front answers for ranges
    const found = { name: basename(this.path), size, etag, lastModified };
    const range = stageFileHead(found, this.options, { response, request });
    if (range === "not modified") return null;
    if (handover === null) return readFile(this.path, stats, { range, response });
    response.headers.set(...handover);
    return null;
  }
}

/** Bytes or a stream sent as a file; made by {@link sendFile}. */
export class SentContent extends ViewValue {
  /** What is sent. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  /** How it is sent. */
  readonly options: SendFileOptions;

  /** @param content - What is sent. @param options - How; without a type its `downloadName` says it. */
  constructor(content: Uint8Array | AsyncIterable<Uint8Array>, options: SendFileOptions) {
    super();
    this.content = content;
    this.options = options;
  }

  /** Stages headers and body, with ranges of bytes; a stream is sent whole. */
  override applyTo(response: Response, request: Request): unknown {
    const { content } = this;
    const { downloadName = "", etag = false, lastModified } = this.options;
    const size = content instanceof Uint8Array ? content.byteLength : undefined;
    const range = stageFileHead({ name: downloadName, size, etag, lastModified }, this.options, {
      response,
      request,
    });
    if (range === "not modified") {
      endSource(content instanceof Uint8Array ? null : content);
      return null;
    }
    const isCut = range !== null && content instanceof Uint8Array;
    return new RawBody(isCut ? content.subarray(range.start, range.end + 1) : content);
  }
}

/**
 * Sends a file with conditional and range requests (Flask's `send_file`): one on the disk, bytes, or a stream.
 *
 * The path is the app's own word: a name from a visitor belongs in {@link sendFromDirectory}. A compressed file that is
 * shown, `page.html.gz`, is sent with its Content-Encoding; as an attachment it stays as it is.
 *
 * @param source - A path, a file: URL, bytes or a stream.
 * @throws NotFound, when the response is made, for anything but a regular file.
 * @example
 * app.get("/report", () => sendFile(`${reports}/2026.pdf`, { asAttachment: true }));
 * app.get("/chart", () => sendFile(drawChart(), { type: "image/png", maxAge: 60 }));
 */
export function sendFile(source: string | URL, options?: SendFileOptions): SentFile;
export function sendFile(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  options?: SendFileOptions,
): SentContent;
export function sendFile(
  source: string | URL | Uint8Array | AsyncIterable<Uint8Array>,
  options: SendFileOptions = {},
): SentFile | SentContent {
  if (typeof source === "string") return new SentFile(source, options);
  return source instanceof URL ? new SentFile(toPath(source), options) : new SentContent(source, options);
}

/** The header that asks the server in front to send a file; `null` when the app sends it. */
function handoverHeader(path: string, handover: FileHandover): [name: string, value: string] | null {
  if (handover === false) return null;
  if (handover === true) return ["X-Sendfile", encodeURI(path)];
  const folder = handover.folder.replace(/\/*$/, "/");
  if (!path.startsWith(folder) || resolve(path) !== path) return null; // "/folder/../secret" is not in the folder
  const url = path.slice(folder.length).split("/").map(encodeURIComponent).join("/");
  return ["X-Accel-Redirect", `${handover.prefix.replace(/\/*$/, "/")}${url}`];
}

/** The path of a file: URL. */
function toPath(url: URL): string {
  return process.getBuiltinModule("node:url").fileURLToPath(url);
}

/**
 * What the system says of a path; `undefined` when nothing is there. Synchronous because a trip to the thread pool costs three
 * times as much.
 */
export function statFile(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new NotFound(undefined, { cause });
  }
}

function regularFile(stats: Stats | undefined): Stats {
  if (stats?.isFile() !== true) throw new NotFound();
  return stats;
}

interface FileTag {
  readonly mtimeMs: number;
  readonly size: number;
  readonly tag: string;
}

/** Entity tags by path: to write the time as a number costs more than to compare it. */
const tags = new Map<string, FileTag>();
const MAX_TAGS = 1000;

/** The entity tag of a file, of its time and size. */
function tagOf(path: string, { mtimeMs, size }: Stats): string {
  const known = tags.get(path);
  if (known !== undefined && known.mtimeMs === mtimeMs && known.size === size) return known.tag;
  if (tags.size >= MAX_TAGS) tags.clear();
  const tag = `${mtimeMs.toString(16)}-${size.toString(16)}`;
  tags.set(path, { mtimeMs, size, tag });
  return tag;
}

/** The bytes of a file, or of a range of it. */
function readFile(
  path: string,
  stats: Stats,
  { range, response }: { range: ByteRange | null; response: Response },
): RawBody {
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

/** Whether a file is in memory as it was when these were its facts: then nothing of it is read from the disk. */
export function isKept(path: string, stats: Stats): boolean {
  return findKept(path, stats) !== undefined;
}

function findKept(path: string, { mtimeMs, size, ino }: Stats): Uint8Array | undefined {
  const known = cache.get(path);
  return known !== undefined && known.mtimeMs === mtimeMs && known.size === size && known.ino === ino
    ? known.bytes
    : undefined;
}

function readCached(path: string, stats: Stats): Uint8Array {
  const kept = findKept(path, stats);
  if (kept !== undefined) return kept;
  const { mtimeMs, size, ino } = stats;
  const bytes = readFileSync(path);
  cachedBytes += bytes.byteLength - (cache.get(path)?.bytes.byteLength ?? 0);
  cache.set(path, { mtimeMs, size, ino, bytes });
  if (cachedBytes > MAX_CACHE) {
    cache.clear();
    cachedBytes = 0;
  }
  return bytes;
}
