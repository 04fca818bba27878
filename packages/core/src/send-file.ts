import { resolve } from "node:path";

import { type ByteRange, evaluateConditions, formatHttpDate } from "./http/conditional.ts";
import { type FileFacts, stageFileHead, toEntityTag } from "./http/file-head.ts";
import type { FileHandover, Request } from "./http/request.ts";
import { endSource, type Response } from "./http/response.ts";
import { RawBody, ViewValue } from "./http/view-value.ts";
import { NotFound } from "./http-errors.ts";
import { type KnownFile, lookAtFile } from "./known-file.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { createReadStream } = process.getBuiltinModule("node:fs");

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

/** A file as the response; made by {@link sendFile}. */
export class SentFile extends ViewValue {
  /** The path. */
  readonly path: string;
  /** How it is sent. */
  readonly options: SendFileOptions;
  readonly #known: KnownFile | undefined;

  /**
   * @param path - Of a regular file. @param options - How it is sent.
   * @param known - The file, where it has been looked at lately.
   */
  constructor(path: string, options: SendFileOptions, known?: KnownFile) {
    super();
    this.path = path;
    this.options = options;
    this.#known = known;
  }

  /** Stages headers and body: 200, 206, 304; throws NotFound, PreconditionFailed, RangeNotSatisfiable. */
  override applyTo(response: Response, request: Request): unknown {
    const file = this.#find(request);
    const handover = handoverHeader(this.path, request.fileHandover);
    const facts = factsOf(file, this.options, handover !== null);
    const range = stageFileHead(facts, this.options, { response, request });
    if (range === "not modified") return null;
    if (handover === null) return readFile(file, { range, response });
    response.headers.set(...handover);
    return null;
  }

  /** What has to be read from the disk may be another file by now, or gone: then it is looked at again. */
  #find({ headers, method }: Request): KnownFile {
    const known = this.#known;
    if (known !== undefined) {
      const { conditional = true } = this.options;
      const { validators } = factsOf(known, this.options, false);
      if (known.isKept || (conditional && evaluateConditions(headers, method, validators) === "not modified"))
        return regularFile(known);
    }
    return regularFile(lookAtFile(this.path));
  }
}

function regularFile(file: KnownFile | undefined): KnownFile {
  if (file?.stats.isFile() !== true) throw new NotFound();
  return file;
}

/** What the head says of a file. @param isHandedOver - The server in front answers for ranges. */
function factsOf(file: KnownFile, { etag, lastModified }: SendFileOptions, isHandedOver: boolean): FileFacts {
  if (etag === undefined && lastModified === undefined && !isHandedOver) return file;
  const date = lastModified ?? file.stats.mtime;
  return {
    name: file.name,
    size: isHandedOver ? undefined : file.size,
    validators: {
      etag: etag === undefined ? file.validators.etag : toEntityTag(etag),
      lastModified: date.getTime(),
    },
    lastModified: formatHttpDate(date),
  };
}

/** What the head says of bytes or a stream, as far as the app knows it. */
function contentFacts(
  size: number | undefined,
  { downloadName = "", etag = false, lastModified }: SendFileOptions,
): FileFacts {
  return {
    name: downloadName,
    size,
    validators: { etag: toEntityTag(etag), lastModified: lastModified?.getTime() ?? Number.NaN },
    lastModified: lastModified && formatHttpDate(lastModified),
  };
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
    const size = content instanceof Uint8Array ? content.byteLength : undefined;
    const facts = contentFacts(size, this.options);
    const range = stageFileHead(facts, this.options, { response, request });
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

/** The bytes of a file, or of a range of it. */
function readFile(
  file: KnownFile,
  { range, response }: { range: ByteRange | null; response: Response },
): RawBody {
  const bytes = file.read();
  if (bytes !== undefined)
    return new RawBody(range === null ? bytes : bytes.subarray(range.start, range.end + 1));
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  response.headers.set("Content-Length", String(end - start + 1));
  return new RawBody(readRange(file.path, { start, end }));
}

/** Opens the file when the first chunk is asked for, so that a response that is never sent leaves none open. */
async function* readRange(path: string, range: ByteRange): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, range);
}
