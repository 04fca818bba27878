import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

import { reasonOf, responseText } from "./response-text.ts";

/** All there is to send. */
interface WholeAnswer {
  readonly status: number;
  /** Names and values in turn, checked; nothing of the length of the body. */
  readonly fields: readonly string[];
  /** ASCII text; `null` sends the head alone. */
  readonly body: string | null;
  /** The bytes to announce; `null` announces nothing. */
  readonly size: number | null;
}

/** A response that takes a whole answer at once and writes it as one string, without the steps in between. */
export interface DirectResponse extends ServerResponse {
  /** Sends an answer. @returns false, and nothing has happened, where the steps in between have something to do. */
  answer(whole: WholeAnswer): boolean;
}

/** Whether a response is of the class that {@link directResponseClass} makes. */
export function isDirectResponse(outgoing: ServerResponse): outgoing is DirectResponse {
  return "answer" in outgoing;
}

let known: typeof ServerResponse | undefined;

/**
 * The class of responses for servers that Micro makes: the `ServerResponse` option of `http.createServer()`, for a server
 * with {@link closeWithConnection}.
 *
 * An answer that is known as a whole skips the second check of its fields, the corking of the socket, and the listeners that
 * come and go with each response: that is a fifth of the time of a small request.
 */
export function directResponseClass(): typeof ServerResponse {
  known ??= directlyFrom(process.getBuiltinModule("node:http").ServerResponse);
  return known;
}

/** A class of responses that answer directly; the given one where this Node ties sockets to responses in another way. */
export function directlyFrom(Response: typeof ServerResponse): typeof ServerResponse {
  return isAsKnown(Response) ? createClass(Response) : Response;
}

/**
 * Tells a response that its connection is gone: once for a connection, where `node:http` listens anew for each response.
 *
 * @param event - With which the server says that there is a connection.
 */
export function closeWithConnection(server: Server, event: "connection" | "secureConnection"): void {
  server.on(event, (socket: Socket) => socket.on("close", closeCurrent));
}

function closeCurrent(this: Connection): void {
  const response = this._httpMessage ?? null;
  if (response === null || response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit("close");
}

/** What Node has not listed of its sockets. */
interface Connection extends Socket {
  /** The response that is being written. */
  _httpMessage?: Unlisted | null;
}

/** What Node has not listed of its responses, or lists as what may only be read. */
interface Unlisted extends Omit<ServerResponse, "destroyed" | "finished" | "socket" | "statusMessage"> {
  destroyed: boolean;
  /** Whether it has been ended. */
  finished: boolean;
  socket: Connection | null;
  statusMessage: string | undefined;
  /** The head as text, once it is known. */
  _header: string | null;
  _headerSent: boolean;
  _closed: boolean;
  /** What waits for the responses before it on the connection. */
  readonly outputData: readonly unknown[];
  /** Milliseconds. */
  readonly _keepAliveTimeout: number;
  readonly _maxRequestsPerSocket: number | null | undefined;
  readonly maxRequestsOnConnectionReached: boolean;
  readonly _expect_continue: boolean;
  readonly _removedConnection: boolean;
  /** Says that everything has been handed to the socket. */
  _finish(): void;
  /** Writes what waits. */
  _flush(): void;
}

function unlisted(response: ServerResponse): Unlisted {
  return response as unknown as Unlisted; // Node's types leave out what Node does not list
}

function createClass(Response: typeof ServerResponse): typeof ServerResponse {
  const [writeHead, write, end] = (["writeHead", "write", "end"] as const).map(
    (name): unknown => Response.prototype[name],
  );

  class Direct<Request extends IncomingMessage = IncomingMessage>
    extends Response<Request>
    implements DirectResponse
  {
    #isWritten = false;

    static {
      overrideFinished(this.prototype, (response) => #isWritten in response && response.#isWritten);
    }

    answer(whole: WholeAnswer): boolean {
      const isNative = this.writeHead === writeHead && this.write === write && this.end === end;
      return isNative && writeAnswer(unlisted(this), whole, (error) => this.#finish(error));
    }

    #finish(error: Error | null | undefined): void {
      if (error) return; // the connection is gone, which says so itself
      this.#isWritten = true;
      this.emit("finish");
    }

    override assignSocket(socket: Socket): void {
      if (isTaken(socket)) super.assignSocket(socket); // which throws
      tie(unlisted(this), socket);
    }

    override detachSocket(socket: Socket): void {
      untie(unlisted(this), socket);
    }
  }
  return Direct;
}

/** An accessor in JavaScript, a field in the types. Node 24 asks a symbol of its own, earlier ones the socket. */
function overrideFinished(prototype: ServerResponse, isWritten: (response: ServerResponse) => boolean): void {
  const native: unknown = Object.getPrototypeOf(prototype);
  Object.defineProperty(prototype, "writableFinished", {
    get(this: ServerResponse): boolean {
      return isWritten(this) || Reflect.get(Object(native), "writableFinished", this) === true;
    },
  });
}

function isTaken({ _httpMessage: response }: Connection): boolean {
  return response !== undefined && response !== null;
}

function tie(response: Unlisted, socket: Connection): void {
  socket._httpMessage = response;
  response.socket = socket;
  response.emit("socket", socket);
  response._flush();
}

function untie(response: Unlisted, socket: Connection): void {
  socket._httpMessage = null;
  response.socket = null;
}

/** Whether this Node still ties a socket to its response in the way that is done here. */
function isAsKnown(Response: typeof ServerResponse): boolean {
  const { EventEmitter } = process.getBuiltinModule("node:events");
  const response = Object.create(Response.prototype) as ServerResponse; // made without the events of a real one
  const socket = new EventEmitter() as Connection; // it is only tied and untied
  response.assignSocket(socket);
  if (socket._httpMessage !== unlisted(response) || socket.listenerCount("close") !== 1) return false;
  response.detachSocket(socket);
  return socket._httpMessage === null;
}

/** Writes head and body at once, in the state in which {@link ServerResponse.end} leaves a response. */
function writeAnswer(
  response: Unlisted,
  { status, fields, body, size }: WholeAnswer,
  done: (error?: Error | null) => void,
): boolean {
  const { socket } = response;
  if (socket === null || !isReady(socket) || !isPlain(response)) return false;
  const head = responseText(fields, { status, size, keepAliveTimeout: response._keepAliveTimeout });
  if (head === null) return false;
  response.statusCode = status;
  response.statusMessage = reasonOf(status);
  response._header = head;
  response._headerSent = true;
  response.finished = true;
  socket.write(body === null ? head : head + body, "latin1", done);
  response._finish();
  return true;
}

/** Whether what is written goes out at once, in its turn. */
function isReady(socket: Connection): boolean {
  return socket.writable && socket.writableCorked === 0;
}

/** Whether nobody has said anything of this response, and its connection stays open after it. */
function isPlain(response: Unlisted): boolean {
  return (
    response._header === null &&
    !response._headerSent &&
    !response.destroyed &&
    response.outputData.length === 0 &&
    response.statusMessage === undefined &&
    response.getHeaderNames().length === 0 &&
    staysOpen(response)
  );
}

function staysOpen(response: Unlisted): boolean {
  return (
    response.shouldKeepAlive &&
    response.useChunkedEncodingByDefault && // HTTP/1.1
    response.sendDate &&
    !response._removedConnection &&
    !response._expect_continue &&
    !response.maxRequestsOnConnectionReached &&
    !(Number(response._maxRequestsPerSocket) > 0)
  );
}
