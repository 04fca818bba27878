import { MicroError } from "../errors.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { Markup } from "./markup.ts";
import { Rendering } from "./rendering.ts";
import type { Request } from "./request.ts";
import { Response, type ResponseBody } from "./response.ts";
import { RawBody, ViewValue } from "./view-value.ts";

const HTML = "text/html; charset=utf-8";
const BINARY = "application/octet-stream";

const RETURN_A =
  "Return a string (HTML), bytes, an object or array (JSON), render(), redirect(), reply(), sendFile(), a stream, " +
  "an (async) generator or a web Response";

/**
 * The one converter: puts a view's value into the response.
 *
 * | value | response |
 * | --- | --- |
 * | string | the text, `text/html` |
 * | bytes | as they are, `application/octet-stream` |
 * | object, array | JSON |
 * | `render()` | the template's text, `text/html` or what its extension says |
 * | `renderStream()` | the same in pieces |
 * | `Markup` | the HTML, `text/html` |
 * | `reply()`, `redirect()`, `sendFile()` | what they say |
 * | stream, (async) generator | chunks as they come |
 * | a `Response` of `makeResponse()` | as it is |
 * | web `Response` | its status, headers and body |
 *
 * A Content-Type that was staged stays.
 *
 * @throws MicroError `MICRO_VIEW_RETURNED_NOTHING`, `MICRO_VIEW_RESULT`; an HttpError that was returned is thrown.
 */
export function toResponse(value: unknown, response: Response, request: Request): MaybePromise<void> {
  if (typeof value === "string") return stage(response, value, HTML);
  if (value instanceof Rendering) return stageRendering(value, response, request);
  if (value instanceof ViewValue) return applyViewValue(value, response, request);
  if (typeof value !== "object" || value === null) throw invalidResult(value, { response, request });
  if (isPlain(value)) return stageJson(value, response, request);
  if (value instanceof Response) return value.moveTo(response);
  const body = toBody(value, response, request);
  if (body === undefined) return stageJson(value, response, request);
  stage(response, body, isPage(value) ? HTML : BINARY);
}

/**
 * The response that a value makes, to be changed before a view returns it (Flask's `make_response`).
 *
 * @param value - Any value a view may return.
 * @example
 * const response = await makeResponse(render("feed.xml", { posts }), request);
 * return response.addEtag().makeConditional(request);
 */
export async function makeResponse(value: unknown, request: Request): Promise<Response> {
  const response = new Response();
  await toResponse(value, response, request);
  return response;
}

function stageJson(value: object, response: Response, request: Request): void {
  const { jsonProvider } = request;
  let text: string;
  try {
    text = jsonProvider.stringify(value);
  } catch (error) {
    const cause = error instanceof Error ? error : new TypeError(String(error));
    throw invalidResult(value, { response, request, cause });
  }
  stage(response, text, jsonProvider.mimetype);
}

function stage(response: Response, body: ResponseBody, type: string): void {
  response.body = body;
  if (body !== null) response.headers.setDefault("Content-Type", type);
}

function stageRendering(value: Rendering, response: Response, request: Request): MaybePromise<void> {
  const { contentType } = value;
  const body: MaybePromise<string | AsyncIterable<string>> = value.isStream
    ? request.renderPieces(value)
    : request.renderText(value);
  if (!isPromise(body)) return stage(response, body, contentType);
  return body.then((later) => stage(response, later, contentType));
}

function applyViewValue(value: ViewValue, response: Response, request: Request): MaybePromise<void> {
  const next = value.applyTo(response, request);
  if (isPromise(next)) return next.then((body) => stageNext(body, response, request));
  return stageNext(next, response, request);
}

function stageNext(body: unknown, response: Response, request: Request): MaybePromise<void> {
  if (body !== null) return toResponse(body, response, request);
  response.body = null;
}

/** An object literal or an array: data, as nearly every object that a view returns. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === Array.prototype) && !(Symbol.asyncIterator in value)
  );
}

/** The body that `value` is; `undefined` when it is data to send as JSON. */
function toBody(value: object, response: Response, request: Request): ResponseBody | undefined {
  if (isUsed(value))
    throw invalidResult(value, { response, request, cause: new TypeError("its body has been read already") });
  const final = finalBody(value);
  if (final !== undefined) return final;
  if (Array.isArray(value)) return undefined;
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (isAsyncIterable(value)) return value;
  if (isIterator(value)) return iterate(value);
  if (isWebResponse(value)) return fromWebResponse(value, response);
  if (value instanceof Error) throw value;
  return undefined;
}

/** The body of a value that says it is text or bytes in their final form. */
function finalBody(value: object): ResponseBody | undefined {
  if (value instanceof RawBody) return value.body;
  return value instanceof Markup ? value.toString() : undefined;
}

function isAsyncIterable(value: object): value is AsyncIterable<string | Uint8Array> {
  return Symbol.asyncIterator in value;
}

/** By its members: naming the class would load the whole of `fetch` for the first JSON answer. */
function isWebResponse(value: object): value is globalThis.Response {
  return "arrayBuffer" in value && "headers" in value && "status" in value && "body" in value;
}

/** What a generator yields is a page in pieces, as in Flask; a stream may hold anything. */
function isPage(value: object): boolean {
  return "next" in value || value instanceof Markup;
}

/** A web Response or stream that somebody reads or has read. */
function isUsed(value: object): boolean {
  if ("bodyUsed" in value && value.bodyUsed === true) return true;
  const stream: unknown = "body" in value && "bodyUsed" in value ? value.body : value;
  return (
    typeof stream === "object" &&
    stream !== null &&
    "getReader" in stream &&
    "locked" in stream &&
    stream.locked === true
  );
}

function isIterator(value: object): value is IterableIterator<string | Uint8Array> {
  return Symbol.iterator in value && "next" in value;
}

/** A synchronous generator as chunks; its `finally` runs when the client leaves. */
async function* iterate(values: Iterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  yield* values;
}

/** Headers of the connection a response came on (RFC 9110 section 7.6.1): they say nothing of the one it goes out on. */
const OF_CONNECTION: ReadonlySet<string> = new Set(
  "connection keep-alive proxy-connection proxy-authenticate te trailer transfer-encoding upgrade".split(" "),
);
/** `fetch` has decoded the body, whose coding and length are no longer these. */
const OF_CODING: ReadonlySet<string> = new Set(["content-encoding", "content-length"]);

function fromWebResponse(value: globalThis.Response, response: Response): ResponseBody {
  response.status = value.status;
  const isFetched = value.url !== "";
  for (const [name, text] of value.headers) {
    if (name === "set-cookie") response.headers.append("Set-Cookie", text);
    else if (!OF_CONNECTION.has(name) && !(isFetched && OF_CODING.has(name)))
      response.headers.set(name, text);
  }
  return value.body;
}

interface Misfit {
  readonly response: Response;
  readonly request: Request;
  readonly cause?: Error;
}

function invalidResult(value: unknown, { response, request, cause }: Misfit): Error {
  const who = `${response.answeredBy} of the endpoint ${JSON.stringify(request.endpoint)} (${request.method} ${request.path})`;
  if (value === undefined || value === null) {
    const what = `${who} returned ${String(value)}`;
    return new MicroError(
      "MICRO_VIEW_RETURNED_NOTHING",
      `${what}. ${RETURN_A}; for an empty answer return reply(null, 204).`,
    );
  }
  const why = cause === undefined ? "" : `: ${cause.message}`;
  const what = `${who} returned a ${typeof value}, which is not a response${why}`;
  return new MicroError("MICRO_VIEW_RESULT", `${what}. ${RETURN_A}.`, { cause });
}
