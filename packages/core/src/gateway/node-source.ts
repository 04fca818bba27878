import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";

import { MicroError } from "../errors.ts";
import { bodyAborted, contentTooLarge, limitedChunks } from "../http/body.ts";
import { freeChunk } from "../http/chunk-memory.ts";
import type { RequestHeaders } from "../http/headers.ts";
import { isHostValid } from "../http/host.ts";
import type { RequestSource } from "../http/request.ts";
import { BodyStream } from "./body-stream.ts";
import { type BodyCollector, isDirect } from "./direct-message.ts";
import { isNamed, joinedField, rawField } from "./message-fields.ts";

/** More header fields are answered 431; Node itself would cut them off silently. */
const MAX_HEADER_FIELDS = 100;

/** A whole URL as the target: its host and the rest. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)([/?][^#]*)?$/i;

/** So many chunks of a body become one: a chunk takes 200 bytes more than it holds, and a client may send single ones. */
const MAX_PIECES = 1024;

const NO_BYTES: Uint8Array = new Uint8Array();

/** Unread bodies up to this many bytes are read and thrown away, so that the connection can be used again. */
const MAX_DISCARDED = 64 * 1024;

/** The target's path and query; an absolute URL gives its own (RFC 9112 section 3.2.2), anything else is `null`. */
export function originForm({ url = "", method }: IncomingMessage): string | null {
  if (url.charCodeAt(0) === 0x2f) return url.includes("#") ? null : url;
  return url === "*" && method === "OPTIONS" ? url : fromAbsoluteForm(url);
}

function fromAbsoluteForm(url: string): string | null {
  const [, host = "", path = ""] = ABSOLUTE_FORM.exec(url) ?? [];
  if (host === "" || !isHostValid(host)) return null;
  return path.startsWith("/") ? path : `/${path}`;
}

/** The host that a request is for: what an absolute URL says counts before the Host field (RFC 9112 section 3.2.2). */
export function hostOf(incoming: IncomingMessage): string {
  const { url = "" } = incoming;
  return (url.startsWith("/") ? null : ABSOLUTE_FORM.exec(url))?.[1] ?? fieldOf(incoming, "host") ?? "";
}

/** The value of a field, by its name in lower case; in what is mounted in another server as that one left it. */
function fieldOf(incoming: IncomingMessage, name: string): string | undefined {
  return isDirect(incoming) ? rawField(incoming, name) : joinedField(incoming, name);
}

/**
 * The status to refuse a head with, 0 to accept it: one valid Host at most, not too
 * many fields, no coding of the body but chunks (RFC 9112 section 6.1).
 */
export function checkHead({ rawHeaders, httpVersionMajor, httpVersionMinor }: IncomingMessage): number {
  if (httpVersionMajor !== 1) return 505;
  return rawHeaders.length > 2 * MAX_HEADER_FIELDS
    ? 431
    : checkFields(rawHeaders, httpVersionMinor === 1 ? 1 : 0);
}

function checkFields(rawHeaders: readonly string[], hostsNeeded: number): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    if (isNamed(name, "host")) {
      hosts++;
      if (!isHostValid(value)) return 400;
    } else if (isNamed(name, "transfer-encoding") && value.toLowerCase() !== "chunked") return 501;
  }
  return hosts > 1 || hosts < hostsNeeded ? 400 : 0;
}

/** Requests of clients that wait for a `100 Continue`; only servers that Micro made have any. */
export const waitingClients: WeakSet<IncomingMessage> = new WeakSet<IncomingMessage>();

/** A request of `node:http`; nothing is read before it is asked for. */
export class NodeSource implements RequestSource {
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

  /**
   * What the app is mounted under: whoever took it off the URL says so, as Express does. It begins with one slash: with
   * two a redirect would lead to another host.
   */
  get rootPath(): string {
    const { baseUrl = "" } = this.#incoming as { readonly baseUrl?: string }; // node:http itself has no mounting
    return baseUrl === "" ? "" : baseUrl.replace(/^[/\\]*/, "/");
  }

  get outgoing(): ServerResponse {
    return this.#outgoing;
  }

  get scheme(): string {
    return (this.#incoming.socket as Partial<TLSSocket>).encrypted === true ? "https" : "http"; // only TLS sockets have it
  }

  get host(): string {
    return hostOf(this.#incoming);
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
      if (this.#outgoing.destroyed && !this.#outgoing.writableFinished) controller.abort();
      this.#outgoing.once("close", () => {
        if (!this.#outgoing.writableFinished) controller.abort();
      });
      this.#abort = controller;
    }
    return this.#abort.signal;
  }

  get hasBody(): boolean {
    return (
      (fieldOf(this.#incoming, "content-length") ?? "0") !== "0" ||
      fieldOf(this.#incoming, "transfer-encoding") !== undefined
    );
  }

  /** Whether so much of the body may still come that the connection is not worth keeping. */
  get isBodyPending(): boolean {
    if (this.#incoming.complete || this.#incoming.readableEnded || !this.hasBody) return false;
    if (waitingClients.has(this.#incoming)) return true;
    return !(Number(fieldOf(this.#incoming, "content-length")) <= MAX_DISCARDED);
  }

  /**
   * Throws away what still comes of the body: a client that is sending does not read, and would lose the answer if the
   * connection closed at once.
   *
   * @param milliseconds - The longest it may take.
   */
  discardBody(milliseconds: number): Promise<void> {
    if (waitingClients.has(this.#incoming)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#incoming.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.#incoming.resume();
    });
  }

  readBytes(limit: number): Promise<Uint8Array> {
    const incoming = this.#incoming;
    if (incoming.readableEnded && this.hasBody) return Promise.reject(bodyTaken());
    if (incoming.destroyed) return Promise.reject(bodyAborted());
    this.#askForBody();
    return readAll(incoming, limit);
  }

  /** A client that sent `Expect: 100-continue` sends its body when it is asked to. */
  #askForBody(): void {
    if (waitingClients.delete(this.#incoming)) this.#outgoing.writeContinue();
  }

  onClose(listener: () => void): void {
    if (this.#outgoing.closed) queueMicrotask(listener);
    else this.#outgoing.once("close", listener);
  }

  chunks(limit: number): AsyncIterable<Uint8Array> {
    const incoming = this.#incoming;
    if (!this.hasBody) return limitedChunks([], limit);
    if (incoming.readableEnded) throw bodyTaken();
    this.#askForBody();
    if (isDirect(incoming)) {
      const body = new BodyStream(incoming, limit);
      if (incoming.collect(body)) return body;
    }
    return limitedChunks(eventsOf(incoming), limit);
  }
}

/** The chunks of a stream; what its reader leaves over is thrown away by whoever ends the request. */
async function* eventsOf(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* incoming.iterator({ destroyOnReturn: false });
  } catch {
    throw bodyAborted();
  }
}

function readAll(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const body = new WholeBody(limit, resolve, reject);
    if (isDirect(incoming) && incoming.collect(body)) return;
    const take = (chunk: Buffer): void => {
      if (!body.take(chunk)) incoming.off("data", take).pause();
    };
    incoming.on("data", take);
    // Every request ends by closing, most right after their end; without a listener for them there are no errors.
    incoming.on("end", () => body.finish());
    incoming.on("close", () => {
      if (!incoming.readableEnded) body.abort();
    });
  });
}

/** The bytes of a body that are still coming. */
class WholeBody implements BodyCollector {
  /** The limit ends the reading before that. */
  readonly isFull = false;
  readonly #limit: number;
  readonly #resolve: (bytes: Uint8Array) => void;
  readonly #reject: (reason: Error) => void;
  #first: Uint8Array = NO_BYTES;
  #chunks: Uint8Array[] | undefined;
  /** How many of them were made of others. */
  #joined = 0;
  #size = 0;

  constructor(limit: number, resolve: (bytes: Uint8Array) => void, reject: (reason: Error) => void) {
    this.#limit = limit;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  take(chunk: Uint8Array): boolean {
    this.#size += chunk.byteLength;
    if (this.#size > this.#limit) {
      this.#reject(contentTooLarge(this.#limit));
      return false;
    }
    if (this.#size === chunk.byteLength) this.#first = chunk;
    else this.#add(chunk);
    return true;
  }

  #add(chunk: Uint8Array): void {
    this.#chunks ??= [this.#first];
    this.#chunks.push(chunk);
    if (this.#chunks.length - this.#joined >= MAX_PIECES)
      this.#chunks.push(joinChunks(this.#chunks.splice(this.#joined++)));
  }

  finish(): void {
    this.#resolve(this.#chunks === undefined ? this.#first : joinChunks(this.#chunks));
  }

  /** The error, with its stack, is made for those that closed too soon. */
  abort(): void {
    this.#reject(bodyAborted());
  }
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(chunks);
  for (const chunk of chunks) freeChunk(chunk);
  return bytes;
}

/** Its chunks are gone, and no event would come any more. */
function bodyTaken(): MicroError {
  return new MicroError(
    "MICRO_BODY_CONSUMED",
    "The body of this request was read before Micro got it, for example by express.json(). Let Micro have the request first.",
  );
}

/** The headers of an incoming message. */
class NodeHeaders implements RequestHeaders {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  get(name: string): string | undefined {
    return fieldOf(this.#incoming, name.toLowerCase());
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (const name of Object.keys(this.#incoming.headers)) yield [name, this.get(name) ?? ""];
  }
}
