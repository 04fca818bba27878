import type { Transform } from "node:stream";

import type { AppSetup, Extension } from "./extension.ts";
import type { Request } from "./http/request.ts";
import { isSource, type Response } from "./http/response.ts";

/** A coding of content that a client can ask for. */
export type ContentCoding = "br" | "gzip" | "zstd";

/** How answers are compressed. */
export interface CompressOptions {
  /** The codings, the one to prefer first; what the runtime lacks is left out. @default ["br", "zstd", "gzip"] */
  readonly codings?: readonly ContentCoding[];
  /** Bodies of fewer bytes are sent as they are. @default 1024 */
  readonly threshold?: number;
}

/** Types that get smaller; what is compressed already does not. */
const COMPRESSIBLE =
  /^(?:text\/|(?:application|image|model)\/[^;]*\+(?:json|xml|text)(?:;|$)|application\/(?:json|javascript|xml|wasm|x-javascript|rtf|graphql|x-ndjson)(?:;|$)|font\/(?:otf|ttf)|image\/(?:bmp|x-icon))/i;

/** How hard to try: a fifth of the time of the highest for nearly its size. */
const BROTLI_QUALITY = 4;

/**
 * Compresses answers in a coding the client takes, streams too, each chunk as it comes.
 *
 * Left as they are: small bodies, types that do not get smaller, ranges, what has a Content-Encoding, and what says
 * `Cache-Control: no-transform`. A server before the app often does this better. A page that shows a secret beside what a
 * visitor sent tells the secret by its size (BREACH): give such a page `no-transform`.
 *
 * @example
 * app.use(compress());
 */
export function compress(options: CompressOptions = {}): Extension<void> {
  const { codings = ["br", "zstd", "gzip"], threshold = 1024 } = options;
  const zlib = process.getBuiltinModule("node:zlib");
  const available = codings.filter((coding) => coding !== "zstd" || "createZstdCompress" in zlib);
  return {
    name: "compress",
    setup(setup: AppSetup): void {
      setup.afterRequest((request, response) =>
        compressResponse(request, response, { codings: available, threshold }),
      );
    },
  };
}

function compressResponse(
  request: Request,
  response: Response,
  { codings, threshold }: Required<CompressOptions>,
): Promise<void> | undefined {
  if (!isCompressible(response)) return undefined;
  const { body } = response;
  const size = isSource(body) ? response.contentLength : Buffer.byteLength(body ?? "");
  if (size !== undefined && size < threshold) return undefined;
  response.vary.add("Accept-Encoding");
  const { acceptEncodings } = request;
  const coding = acceptEncodings.values.length === 0 ? undefined : acceptEncodings.bestMatch(codings);
  return coding === undefined ? undefined : compressBody(response, coding);
}

function compressBody(response: Response, coding: ContentCoding): Promise<void> | undefined {
  const { body, etag } = response;
  response.contentEncoding = coding;
  response.headers.delete("Accept-Ranges"); // ranges of what is compressed anew each time
  if (etag?.startsWith('"') === true) response.headers.set("ETag", `W/${etag}`); // the same, but not byte for byte
  if (!isSource(body)) return compressWhole(response, body ?? "", coding);
  response.transformBody(() => compressChunks(body, createCoder(coding)));
  return undefined;
}

function isCompressible(response: Response): boolean {
  const { status, headers, type } = response;
  return (
    response.body !== null &&
    status !== 204 &&
    status !== 206 &&
    status !== 304 &&
    COMPRESSIBLE.test(type) &&
    !headers.has("Content-Encoding") &&
    !headers.has("Content-Range") &&
    !response.cacheControl.noTransform
  );
}

/** Waits for the compression, which runs beside other requests. */
async function compressWhole(
  response: Response,
  body: string | Uint8Array,
  coding: ContentCoding,
): Promise<void> {
  const coder = createCoder(coding);
  coder.end(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of coder) chunks.push(chunk);
  response.transformBody(() => Buffer.concat(chunks));
}

/** Chunks as they come, each complete for the client that reads it; when the reader leaves, the source ends. */
function compressChunks(
  source: AsyncIterable<string | Uint8Array>,
  coder: Transform,
): AsyncIterable<Uint8Array> {
  const { pipeline, Readable } = process.getBuiltinModule("node:stream");
  return pipeline(Readable.from(source, { objectMode: false }), coder, () => undefined); // the reader sees the error
}

function createCoder(coding: ContentCoding): Transform {
  const zlib = process.getBuiltinModule("node:zlib");
  const { constants } = zlib;
  if (coding === "gzip") return zlib.createGzip({ flush: constants.Z_SYNC_FLUSH });
  if (coding === "br")
    return zlib.createBrotliCompress({
      flush: constants.BROTLI_OPERATION_FLUSH,
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
    });
  return createZstd(zlib);
}

/** Node has it since 22.15, of which the types do not know. */
function createZstd(zlib: object): Transform {
  const newer = zlib as { createZstdCompress(options: object): Transform };
  return newer.createZstdCompress({ flush: 1 }); // ZSTD_e_flush
}
