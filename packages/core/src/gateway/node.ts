import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { dispatch } from "../dispatch.ts";
import type { Pipeline } from "../exchange.ts";
import { endSource, isSource, type Response } from "../http/response.ts";
import { matchRoute } from "../match-route.ts";
import { isPromise } from "../maybe-promise.ts";
import { type DirectResponse, isDirectResponse } from "./direct-response.ts";
import { isNamed } from "./message-fields.ts";
import { checkHead, NodeSource, originForm } from "./node-source.ts";

// Looked up once: the global is an accessor, and each request asks for it.
const { Buffer } = globalThis;

/** A request line of more bytes is too long by itself. */
const MAX_REQUEST_LINE = 8192;

/** Connections that are closing because of what came on them: what Node has parsed behind it is not served. */
const refusedSockets = new WeakSet<object>();

/** Milliseconds for which the rest of a body is read after the answer. */
const LINGER = 1000;

/**
 * Serves one request of `node:http` or `node:https`: the only code that writes to a socket.
 *
 * @param pipeline - Of the app. @param incoming - The request. @param outgoing - Its response.
 */
export function serveNode(pipeline: Pipeline, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const target = acceptHead(incoming, outgoing);
  if (target === null) return;
  const source = new NodeSource(incoming, outgoing, target);
  const exchange = matchRoute(pipeline, source);
  const { watcher } = pipeline;
  const pending = watcher === null ? dispatch(exchange) : watcher.dispatch(exchange);
  if (isPromise(pending)) void pending.then(() => trySend(pipeline, source, exchange.response));
  else trySend(pipeline, source, exchange.response);
}

/** The path and query of a request whose head can be trusted; any other has been refused: `null`. */
export function acceptHead(incoming: IncomingMessage, outgoing: ServerResponse): string | null {
  if (refusedSockets.has(incoming.socket)) return null;
  const target = originForm(incoming);
  const fault = target === null ? 400 : checkHead(incoming);
  if (fault === 0) return target;
  refuse(incoming, outgoing, fault);
  return null;
}

/** A head that cannot be trusted: what follows it on the connection cannot be either. */
function refuse(incoming: IncomingMessage, outgoing: ServerResponse, status: number): void {
  refusedSockets.add(incoming.socket);
  outgoing.writeHead(status, ["Connection", "close", "Content-Length", "0"]);
  outgoing.end();
}

/** What Node's parser says, as a status; 400 for the rest. */
const PARSER_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Content Too Large",
  414: "URI Too Long",
  431: "Request Header Fields Too Large",
  501: "Not Implemented",
};

/** What Node's parser could not read, and the bytes it saw. */
export interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
}

/** Answers what is not HTTP and closes the connection: a listener for a server's `clientError`. */
export function refuseMalformed(error: ParserError, socket: Duplex): void {
  if (refusedSockets.has(socket)) return;
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const status = statusOf(error);
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A request line that is well-formed but for its method gives 501; one that fills the whole head 414. */
function statusOf({ code = "", rawPacket }: ParserError): number {
  const start = Buffer.from(rawPacket ?? []).toString("latin1", 0, MAX_REQUEST_LINE);
  if (code === "HPE_INVALID_METHOD" && hasUnknownMethod(start)) return 501;
  if (code === "HPE_HEADER_OVERFLOW" && !start.includes("\n")) return 414;
  return PARSER_STATUS[code] ?? 400;
}

/** Whether the first request on the connection is one; a known method there means that a later one is the fault. */
function hasUnknownMethod(start: string): boolean {
  const [, method] = /^([\w!#$%&'*+.^`|~-]+) \S+ HTTP\/1\.[01]\r\n/.exec(start) ?? [];
  return method !== undefined && !process.getBuiltinModule("node:http").METHODS.includes(method);
}

/** Whatever goes wrong here concerns one connection, never the process. */
function trySend(pipeline: Pipeline, source: NodeSource, response: Response): void {
  try {
    send(pipeline, source, response);
  } catch (error) {
    breakOff(pipeline, source.outgoing, error);
    over(pipeline, response);
  }
}

/** Writes a response: head and text in one go, or the head and then chunk by chunk. */
function send(pipeline: Pipeline, source: NodeSource, response: Response): void {
  const { outgoing } = source;
  const { body, status } = response;
  if (outgoing.destroyed) {
    endSource(body);
    return over(pipeline, response);
  }
  const head = response.headers.flat;
  const isHead = source.method === "HEAD";
  if (isSource(body)) {
    const sent = sendChunks(outgoing, { status, head, body, isHead });
    return void sent
      .catch((error: unknown) => breakOff(pipeline, outgoing, error))
      .then(() => over(pipeline, response));
  }
  const whole = { status, head, body: body ?? "", isHead };
  if (source.isBodyPending)
    sendAndLinger(source, whole).catch((error: unknown) => breakOff(pipeline, outgoing, error));
  else sendWhole(outgoing, whole);
  over(pipeline, response);
}

/** What has been sent cannot be taken back: the client sees a broken connection instead of half an answer. */
function breakOff(pipeline: Pipeline, outgoing: ServerResponse, error: unknown): void {
  pipeline.reportError(error, null);
  outgoing.destroy();
}

/** Sends the answer while the client is still sending, and closes the connection when it has had time to read it. */
async function sendAndLinger(source: NodeSource, whole: Outgoing<string | Uint8Array>): Promise<void> {
  const { outgoing } = source;
  const discarded = source.discardBody(LINGER);
  outgoing.writeHead(whole.status, [...headOf(whole, Buffer.byteLength(whole.body)), "Connection", "close"]);
  if (!whole.isHead && whole.body.length > 0 && !hasNoBody(whole.status)) outgoing.write(whole.body);
  else outgoing.flushHeaders();
  await discarded;
  outgoing.end();
}

/** The response is over; what wants to know is told. */
function over(pipeline: Pipeline, response: Response): void {
  if (!response.hasCloseListeners) return;
  try {
    const closed = response.close();
    if (isPromise(closed)) void closed.then(undefined, (error: unknown) => pipeline.reportError(error, null));
  } catch (error) {
    pipeline.reportError(error, null);
  }
}

interface Outgoing<Body> {
  readonly status: number;
  /** Names and values in turn. */
  readonly head: readonly string[];
  readonly body: Body;
  readonly isHead: boolean;
}

function sendWhole(outgoing: ServerResponse, whole: Outgoing<string | Uint8Array>): void {
  const { status, body, isHead } = whole;
  const size = Buffer.byteLength(body);
  if (isDirectResponse(outgoing) && sendDirectly(outgoing, whole, size)) return;
  outgoing.writeHead(status, headOf(whole, size));
  if (isHead || hasNoBody(status)) outgoing.end();
  // Pure ASCII has the same bytes in Latin-1, which Node writes faster.
  else if (typeof body === "string") outgoing.end(body, size === body.length ? "latin1" : "utf8");
  else outgoing.end(body);
}

/** Sends what can be written as one string. @returns whether it could. */
function sendDirectly(
  outgoing: DirectResponse,
  { status, head, body, isHead }: Outgoing<string | Uint8Array>,
  size: number,
): boolean {
  if (hasNoBody(status))
    return outgoing.answer({ status, fields: without(head, FRAMING), body: null, size: null });
  if (isHead) return outgoing.answer({ status, fields: head, body: null, size });
  return (
    size === body.length && typeof body === "string" && outgoing.answer({ status, fields: head, body, size })
  );
}

/** 204 and 304 have neither body nor length (RFC 9110 section 8.6). */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}

/** The length is that of the body in bytes, whatever a view has said. */
function headOf({ status, head }: Outgoing<string | Uint8Array>, size: number): string[] {
  if (hasNoBody(status)) return without(head, FRAMING);
  const framed = hasLength(head) ? without(head, LENGTH) : head.slice();
  framed.push("Content-Length", String(size));
  return framed;
}

/** What says how long a body is. */
const LENGTH = /^(?:content-length|transfer-encoding)$/i;

/** Whether a view has set Content-Length or Transfer-Encoding; by length first, since nearly none has. */
function hasLength(head: readonly string[]): boolean {
  for (let index = 0; index < head.length; index += 2) {
    const name = head[index] ?? "";
    if ((name.length === 14 || name.length === 17) && LENGTH.test(name)) return true;
  }
  return false;
}

/** What says how long a body is, and what it is: a response without a body has none of it. */
const FRAMING = /^content-(?:length|type)$|^transfer-encoding$/i;

function without(head: readonly string[], names: RegExp): string[] {
  const kept: string[] = [];
  for (let index = 0; index < head.length; index += 2) {
    const name = head[index] ?? "";
    if (!names.test(name)) kept.push(name, head[index + 1] ?? "");
  }
  return kept;
}

type Chunks = AsyncIterable<string | Uint8Array>;

/** Sends as fast as the client reads; a client that leaves ends the iteration, so that its `finally` runs. */
async function sendChunks(
  outgoing: ServerResponse,
  { status, head, body, isHead }: Outgoing<Chunks>,
): Promise<void> {
  if (isHead || hasNoBody(status)) return sendHeadOf({ outgoing, status, head, body });
  const iterator = body[Symbol.asyncIterator]();
  const connection = new Connection(outgoing);
  const length = announcedLength(head);
  try {
    outgoing.writeHead(status, without(head, Number.isNaN(length) ? LENGTH : /^transfer-encoding$/i));
    outgoing.flushHeaders();
    for (;;) {
      const next = await connection.orLeft(iterator.next());
      if (next === "left") return;
      if (next.done === true) return endChunks(outgoing);
      connection.count(next.value);
      if (connection.written > length) throw tooManyBytes(length);
      if (!outgoing.write(next.value))
        await connection.orLeft(new Promise((resolve) => outgoing.once("drain", resolve)));
    }
  } finally {
    void Promise.resolve(iterator.return?.()).catch(() => undefined); // it may wait for ever
  }

  /** A body shorter than its announced length would make the client wait for the rest: break the connection. */
  function endChunks(response: ServerResponse): void {
    if (connection.written < length) response.destroy();
    else response.end();
  }
}

/** The length that a head announces; `NaN`, than which nothing is more or less, without exactly one. */
function announcedLength(head: readonly string[]): number {
  const lengths = head.filter(
    (_, index) => index % 2 === 1 && isNamed(head[index - 1] ?? "", "content-length"),
  );
  return lengths.length === 1 && /^\d{1,15}$/.test(lengths[0] ?? "") ? Number(lengths[0]) : Number.NaN;
}

/** What is too much would be taken for the beginning of the next response. */
function tooManyBytes(length: number): RangeError {
  return new RangeError(
    `A body in chunks has more than the ${length} bytes that its Content-Length announces.`,
  );
}

/** The head of a body in chunks that is not sent. */
function sendHeadOf({
  outgoing,
  status,
  head,
  body,
}: Pick<Outgoing<Chunks>, "status" | "head" | "body"> & { outgoing: ServerResponse }): void {
  endSource(body);
  outgoing.writeHead(status, without(head, hasNoBody(status) ? FRAMING : /^transfer-encoding$/i));
  outgoing.end();
}

/** What a body in chunks has to know of its connection. */
class Connection {
  /** The bytes written. */
  written: number = 0;
  #isLeft = false;
  #leave: ((word: "left") => void) | undefined;

  constructor(outgoing: ServerResponse) {
    outgoing.once("close", () => {
      this.#isLeft = true;
      this.#leave?.("left");
    });
  }

  count(chunk: string | Uint8Array): void {
    this.written += typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.byteLength;
  }

  /** What `pending` gives, or "left" as soon as the client is gone. */
  orLeft<Result>(pending: Promise<Result>): Promise<Result | "left"> {
    return new Promise((resolve, reject) => {
      if (this.#isLeft) resolve("left");
      this.#leave = resolve;
      pending.then(resolve, reject);
    });
  }
}
