import { unhandledErrors } from "../complete.ts";
import { dispatch } from "../dispatch.ts";
import type { Pipeline } from "../exchange.ts";
import { bodyAborted, limitedChunks } from "../http/body.ts";
import type { RequestHeaders } from "../http/headers.ts";
import type { RequestSource } from "../http/request.ts";
import { endSource, isSource, type Response, type ResponseBody } from "../http/response.ts";
import { matchRoute } from "../match-route.ts";

/**
 * Serves one request of a web-standard runtime.
 *
 * @param pipeline - Of the app. @param request - A WHATWG Request.
 * @param rootPath - What the app is mounted under; the URL does not have it.
 * @returns A WHATWG Response; its body is pulled as fast as it is read.
 * @throws What a view threw and no handler took, under TESTING or PROPAGATE_EXCEPTIONS.
 */
export async function serveFetch(
  pipeline: Pipeline,
  request: globalThis.Request,
  rootPath: string = "",
): Promise<globalThis.Response> {
  const source = new FetchSource(request, rootPath);
  const exchange = matchRoute(pipeline, source);
  await dispatch(exchange);
  const { response } = exchange;
  if (source.hasCloseListeners || isSource(response.body)) response.onClose(() => source.close());
  return toFetchResponse(pipeline, request.method, response);
}

/**
 * The response as a web-standard runtime sends it.
 *
 * @param pipeline - Of the app. @param method - Of the request. @param response - What the app answered.
 * @throws The error that no handler took, when the app lets it through.
 */
export async function toFetchResponse(
  pipeline: Pipeline,
  method: string,
  response: Response,
): Promise<globalThis.Response> {
  if (pipeline.propagatesErrors) await throwUnhandled(pipeline, response);
  const { status, body } = response;
  const init = { status, headers: toHeaders(response) };
  const hasNoBody = method === "HEAD" || status === 204 || status === 304;
  if (isSource(body) && !hasNoBody) return new globalThis.Response(toStream(pipeline, response, body), init);
  endSource(body);
  await over(pipeline, response);
  return new globalThis.Response(hasNoBody ? null : toBodyInit(body), init);
}

/** Under test an error that no handler took is for the caller, not for a page (Flask's PROPAGATE_EXCEPTIONS). */
async function throwUnhandled(pipeline: Pipeline, response: Response): Promise<void> {
  const unhandled = unhandledErrors.get(response);
  if (unhandled === undefined) return;
  endSource(response.body);
  await over(pipeline, response);
  throw unhandled.error;
}

function toBodyInit(body: ResponseBody): string | Uint8Array<ArrayBuffer> | null {
  return body instanceof Uint8Array ? new Uint8Array(body) : typeof body === "string" ? body : null;
}

/** The length is that of the body, whatever a view has said. */
function toHeaders({ headers, status, body }: Response): Headers {
  const result = new Headers();
  for (const [name, value] of headers) result.append(name, value);
  result.delete("Transfer-Encoding"); // the runtime's own
  if (status === 204 || status === 304) {
    result.delete("Content-Type");
    result.delete("Content-Length");
  } else if (!isSource(body)) {
    result.set("Content-Length", String(body === null ? 0 : Buffer.byteLength(body)));
  } else if (!/^\d{1,15}$/.test(result.get("Content-Length") ?? "0")) result.delete("Content-Length");
  return result;
}

async function over(pipeline: Pipeline, response: Response): Promise<void> {
  try {
    await response.close();
  } catch (error) {
    pipeline.reportError(error, null);
  }
}

/** A body as a stream that pulls when it is read and ends the iteration when it is cancelled. */
function toStream(
  pipeline: Pipeline,
  response: Response,
  body: AsyncIterable<string | Uint8Array>,
): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  const { contentLength = Number.NaN } = response;
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller): Promise<void> {
      try {
        const next = await iterator.next();
        const bytes = next.done === true ? null : toBytes(next.value);
        sent += bytes?.byteLength ?? 0;
        if (sent > contentLength || (bytes === null && sent < contentLength))
          throw new RangeError(`The body has ${sent} bytes instead of ${contentLength}.`);
        if (bytes !== null) return controller.enqueue(bytes);
        controller.close();
      } catch (error) {
        pipeline.reportError(error, null);
        controller.error(error);
      }
      await over(pipeline, response);
    },
    async cancel(): Promise<void> {
      void Promise.resolve(iterator.return?.()).catch((error: unknown) => pipeline.reportError(error, null));
      await over(pipeline, response); // the iterator may be waiting for something that never comes
    },
  });
}

const ENCODER = new TextEncoder();

function toBytes(chunk: unknown): Uint8Array {
  if (typeof chunk === "string") return ENCODER.encode(chunk);
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError(`A stream gave a ${typeof chunk}. Its chunks have to be text or bytes.`);
}

/** A request of a web-standard runtime. */
class FetchSource implements RequestSource {
  readonly method: string;
  readonly target: string;
  readonly rootPath: string;
  readonly scheme: string;
  readonly host: string;
  readonly remoteAddress: string = "";
  readonly headers: RequestHeaders;
  readonly #request: globalThis.Request;
  #closeListeners: (() => void)[] | undefined;

  constructor(request: globalThis.Request, rootPath: string) {
    const [, scheme = "http", host = "", target = "/"] =
      /^(https?):\/\/([^/?#]*)([^#]*)/.exec(request.url) ?? [];
    this.method = request.method;
    this.scheme = scheme;
    this.host = host;
    this.target = target;
    this.rootPath = rootPath;
    this.headers = new FetchHeaders(request.headers);
    this.#request = request;
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  get hasCloseListeners(): boolean {
    return this.#closeListeners !== undefined;
  }

  onClose(listener: () => void): void {
    this.#closeListeners ??= [];
    this.#closeListeners.push(listener);
  }

  close(): void {
    for (const listener of this.#closeListeners ?? []) listener();
  }

  get hasBody(): boolean {
    return this.#request.body !== null;
  }

  async readBytes(limit: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks(limit)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  chunks(limit: number): AsyncIterable<Uint8Array> {
    return limitedChunks(chunksOf(this.#request.body), limit);
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch {
    throw bodyAborted();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What is no header name is an error to WHATWG headers, and a header that is not there to ours. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** WHATWG headers; `undefined` for what is not there. */
class FetchHeaders implements RequestHeaders {
  readonly #headers: Headers;

  constructor(headers: Headers) {
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    return TOKEN.test(name) ? (this.#headers.get(name) ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.#headers.entries();
  }
}
