import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";

import { dispatch, type Pipeline } from "../dispatch.ts";
import { bodyAborted, contentTooLarge } from "../http/body.ts";
import type { RequestHeaders } from "../http/headers.ts";
import { isHostValid } from "../http/host.ts";
import type { RequestSource } from "../http/request.ts";
import type { Response } from "../http/response.ts";
import { isPromise } from "../maybe-promise.ts";

/** More header fields are answered 431; Node itself would cut them off silently. */
const MAX_HEADER_FIELDS = 100;

/** A whole URL as the target: its host and the rest. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)([/?][^#]*)?$/i;

/**
 * Serves one request of `node:http` or `node:https`: the only code that writes to a socket.
 *
 * @param pipeline - Of the app. @param incoming - The request. @param outgoing - Its response.
 */
export function serveNode(pipeline: Pipeline, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const target = originForm(incoming);
  const fault = target === null ? 400 : checkHead(incoming.rawHeaders);
  if (fault !== 0) return refuse(outgoing, fault);
  const source = new NodeSource(incoming, outgoing, target ?? "/");
  const response = dispatch(pipeline, source);
  if (isPromise(response)) void response.then((later) => send(pipeline, source, later));
  else send(pipeline, source, response);
}

/** The target's path and query; an absolute URL gives its own (RFC 9112 section 3.2.2), anything else is `null`. */
function originForm({ url = "", method }: IncomingMessage): string | null {
  if (url.charCodeAt(0) === 0x2f) return url;
  return url === "*" && method === "OPTIONS" ? url : fromAbsoluteForm(url);
}

function fromAbsoluteForm(url: string): string | null {
  const [, host = "", path = ""] = ABSOLUTE_FORM.exec(url) ?? [];
  if (host === "" || !isHostValid(host)) return null;
  return path.startsWith("/") ? path : `/${path}`;
}

/** The status to refuse a head with, 0 to accept it: one valid Host at most, not too many fields. */
function checkHead(rawHeaders: readonly string[]): number {
  if (rawHeaders.length > 2 * MAX_HEADER_FIELDS) return 431;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length !== 4 || name.toLowerCase() !== "host") continue;
    if (++hosts > 1 || !isHostValid(rawHeaders[index + 1] ?? "")) return 400;
  }
  return 0;
}

/** A head that cannot be trusted: what follows it on the connection cannot be either. */
function refuse(outgoing: ServerResponse, status: number): void {
  outgoing.writeHead(status, ["Connection", "close", "Content-Length", "0"]);
  outgoing.end();
}

/** A request of `node:http`; nothing is read before it is asked for. */
class NodeSource implements RequestSource {
  readonly method: string;
  readonly target: string;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  #headers: NodeHeaders | undefined;
  #abort: AbortController | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, target: string) {
    this.method = incoming.method ?? "GET";
    this.target = target;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  get outgoing(): ServerResponse {
    return this.#outgoing;
  }

  get scheme(): string {
    return (this.#incoming.socket as Partial<TLSSocket>).encrypted === true ? "https" : "http"; // only TLS sockets have it
  }

  get host(): string {
    const { url = "", headers } = this.#incoming;
    return (url.startsWith("/") ? null : ABSOLUTE_FORM.exec(url))?.[1] ?? headers.host ?? "";
  }

  get remoteAddress(): string {
    return this.#incoming.socket.remoteAddress ?? "";
  }

  get headers(): RequestHeaders {
    this.#headers ??= new NodeHeaders(this.#incoming);
    return this.#headers;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const controller = new AbortController();
      this.#outgoing.once("close", () => {
        if (!this.#outgoing.writableFinished) controller.abort();
      });
      this.#abort = controller;
    }
    return this.#abort.signal;
  }

  get hasBody(): boolean {
    const { headers } = this.#incoming;
    return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
  }

  /** Whether bytes of the body are still to come. */
  get isBodyPending(): boolean {
    return this.hasBody && !this.#incoming.readableEnded;
  }

  readBytes(limit: number): Promise<Uint8Array> {
    const incoming = this.#incoming;
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.byteLength;
        if (size <= limit) chunks.push(chunk);
        else reject(contentTooLarge(limit));
        if (size > limit) incoming.pause();
      });
      incoming.once("end", () =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
      );
      incoming.once("error", () => reject(bodyAborted()));
      incoming.once("close", () => reject(bodyAborted()));
    });
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    if (!this.hasBody) return;
    try {
      yield* this.#incoming;
    } catch {
      throw bodyAborted();
    }
  }
}

/** The headers of an incoming message. */
class NodeHeaders implements RequestHeaders {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  get(name: string): string | undefined {
    const value = this.#incoming.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (const name of Object.keys(this.#incoming.headers)) yield [name, this.get(name) ?? ""];
  }
}

/** Writes a response: head and text in one go, or the head and then chunk by chunk. */
function send(pipeline: Pipeline, source: NodeSource, response: Response): void {
  const { outgoing } = source;
  if (outgoing.destroyed) return over(pipeline, response);
  const { body, status } = response;
  const head = [...response.headers.flat];
  if (source.isBodyPending) head.push("Connection", "close");
  if (typeof body === "string" || body instanceof Uint8Array || body === null) {
    sendWhole(outgoing, { status, head, body: body ?? "", isHead: source.method === "HEAD" });
    return over(pipeline, response);
  }
  void sendChunks(outgoing, { status, head, body, isHead: source.method === "HEAD" })
    .catch((error: unknown) => {
      pipeline.reportError(error, null);
      outgoing.destroy();
    })
    .then(() => over(pipeline, response));
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
  readonly head: string[];
  readonly body: Body;
  readonly isHead: boolean;
}

/** 204 and 304 have neither body nor length (RFC 9110 section 8.6). */
function sendWhole(
  outgoing: ServerResponse,
  { status, head, body, isHead }: Outgoing<string | Uint8Array>,
): void {
  if (status === 204 || status === 304) {
    outgoing.writeHead(status, withoutFraming(head));
    outgoing.end();
    return;
  }
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  if (!hasName(head, "content-length")) head.push("Content-Length", String(length));
  outgoing.writeHead(status, head);
  if (isHead) outgoing.end();
  // Pure ASCII has the same bytes in Latin-1, which Node writes faster.
  else if (typeof body === "string") outgoing.end(body, length === body.length ? "latin1" : "utf8");
  else outgoing.end(body);
}

function hasName(head: readonly string[], name: string): boolean {
  for (let index = 0; index < head.length; index += 2) {
    if (head[index]?.length === name.length && head[index]?.toLowerCase() === name) return true;
  }
  return false;
}

function withoutFraming(head: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < head.length; index += 2) {
    const name = head[index] ?? "";
    if (!/^content-(?:length|type)$|^transfer-encoding$/i.test(name)) kept.push(name, head[index + 1] ?? "");
  }
  return kept;
}

type Chunks = AsyncIterable<string | Uint8Array>;

/** Sends as fast as the client reads; a client that leaves ends the iteration, so that its `finally` runs. */
async function sendChunks(
  outgoing: ServerResponse,
  { status, head, body, isHead }: Outgoing<Chunks>,
): Promise<void> {
  const hasNoBody = status === 204 || status === 304;
  const iterator = body[Symbol.asyncIterator]();
  const connection = new Connection(outgoing);
  try {
    outgoing.writeHead(status, hasNoBody ? withoutFraming(head) : head);
    if (isHead || hasNoBody) return void outgoing.end();
    outgoing.flushHeaders();
    for (;;) {
      const next = await connection.orLeft(iterator.next());
      if (next === "left") return;
      if (next.done === true) return endChunks(outgoing, head);
      connection.count(next.value);
      if (!outgoing.write(next.value))
        await connection.orLeft(new Promise((resolve) => outgoing.once("drain", resolve)));
    }
  } finally {
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }

  /** A body shorter than its announced length would make the client wait for the rest: break the connection. */
  function endChunks(response: ServerResponse, headers: readonly string[]): void {
    const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "content-length");
    if (at === -1 || Number(headers[at + 1]) === connection.written) response.end();
    else response.destroy();
  }
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
