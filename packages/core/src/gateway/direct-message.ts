import type { IncomingMessage } from "node:http";

import { ownChunk } from "../http/chunk-memory.ts";
import { rawField } from "./message-fields.ts";

/** Takes the bytes of a body as the parser gives them. */
export interface BodyCollector {
  /** Whether the client has to wait: what comes is not read from the socket until `_read()` is called. */
  readonly isFull: boolean;
  /** One more chunk. @returns whether more is wanted; the rest goes the way of any stream. */
  take(chunk: Uint8Array): boolean;
  /** The body is complete. */
  finish(): void;
  /** The client left in the middle. */
  abort(): void;
}

/** An incoming message whose body can go straight to a collector, without the work of a stream in between. */
export interface DirectMessage extends IncomingMessage {
  /** Hands the body over. @returns whether that is still possible: nobody reads it, and it is not complete. */
  collect(collector: BodyCollector): boolean;
  /** The collector wants no more: the rest goes the way of any stream, and is thrown away when nobody takes it. */
  release(): void;
}

/** Whether a message is of the class that {@link directMessageClass} makes. */
export function isDirect(incoming: IncomingMessage): incoming is DirectMessage {
  return "collect" in incoming;
}

let known: typeof IncomingMessage | undefined;

/**
 * The class of messages for servers that Micro makes: the `IncomingMessage` option of `http.createServer()`.
 *
 * A body that a collector takes passes through no buffer, no event and no tick: that is an eighth of the time of a request
 * with a kilobyte of JSON.
 */
export function directMessageClass(): typeof IncomingMessage {
  known ??= createClass(process.getBuiltinModule("node:http").IncomingMessage);
  return known;
}

/**
 * Node's parser gives its chunks to `push()`, and `null` when it has seen the end. What nobody collects is a stream like any
 * other; a message without a body is over without a word.
 */
function createClass(Message: typeof IncomingMessage): typeof IncomingMessage {
  return class extends Message implements DirectMessage {
    #reader: BodyCollector | "stream" | null = null;

    collect(collector: BodyCollector): boolean {
      if (this.complete || this.destroyed) return false;
      const early = this.#reader === "stream" ? takeBack(this) : null;
      if (early === null || (early !== undefined && collector.take(early))) this.#reader = collector;
      return early !== undefined;
    }

    release(): void {
      this.#reader = "stream";
      forget(this);
    }

    override push(chunk: Uint8Array | null, encoding?: BufferEncoding): boolean {
      const reader = this.#reader;
      if (reader === null || reader === "stream") return this.#pushOn(chunk, encoding);
      if (chunk !== null && give(chunk, reader)) return !reader.isFull;
      this.#reader = "stream";
      if (chunk === null) complete(this, reader);
      return false;
    }

    override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
      if (this.#reader !== "stream") this.#reader?.abort();
      this.#reader = "stream";
      super._destroy(error, done);
    }

    #pushOn(chunk: Uint8Array | null, encoding: BufferEncoding | undefined): boolean {
      if (chunk === null && this.readableEnded) return false; // Node 24.12 and later has closed it
      if (chunk !== null || isAwaited(this)) this.#reader = "stream";
      if (this.#reader === "stream") return super.push(chunk, encoding);
      closeStream(this);
      return false;
    }
  };
}

/** Gives one more chunk to its only reader. @returns whether more is wanted. */
function give(chunk: Uint8Array, collector: BodyCollector): boolean {
  ownChunk(chunk);
  return collector.take(chunk);
}

function complete(incoming: IncomingMessage, collector: BodyCollector): void {
  closeStream(incoming);
  collector.finish();
}

/** What came before anybody asked, `null` for nothing yet; `undefined` when somebody else reads the stream. */
function takeBack(incoming: IncomingMessage): Uint8Array | null | undefined {
  const { readableDidRead, readableFlowing } = incoming;
  if (readableDidRead || readableFlowing !== null || incoming.listenerCount("readable") > 0) return undefined;
  return incoming.read() as Uint8Array | null; // a stream of bytes
}

/** Whether there is a body, or somebody waits for the end all the same: a listener that was mounted. */
function isAwaited(incoming: IncomingMessage): boolean {
  return (
    rawField(incoming, "content-length") !== undefined ||
    rawField(incoming, "transfer-encoding") !== undefined ||
    incoming.readableFlowing !== null ||
    incoming.listenerCount("end") > 0
  );
}

/** What Node has not listed of its messages. */
interface Unlisted {
  /** Since 24.12: the stream is over, and nobody needs to be told. */
  readonly _dumpAndCloseReadable?: () => void;
  /** Whether somebody has begun to read the body. */
  _consumed: boolean;
  /** Whether what comes is thrown away. */
  _dumped: boolean;
  readonly _readableState: StreamState;
}

/** What a stream says of itself. */
interface StreamState {
  ended: boolean;
  endEmitted: boolean;
  destroyed: boolean;
  closed: boolean;
  closeEmitted: boolean;
}

/** As if nobody had begun to read the body: Node throws that away. */
function forget(incoming: IncomingMessage): void {
  (incoming as IncomingMessage & Unlisted)._consumed = false; // Node's types leave out what Node does not list
}

/** What Node 24.12 does with requests that have no body (`optimizeEmptyRequests`), also where it is older. */
function closeStream(incoming: IncomingMessage): void {
  const message = incoming as IncomingMessage & Unlisted; // Node's types leave out what Node does not list
  if (message._dumpAndCloseReadable !== undefined) return message._dumpAndCloseReadable();
  message._dumped = true;
  const state = message._readableState;
  state.ended = true;
  state.endEmitted = true;
  state.destroyed = true;
  state.closed = true;
  state.closeEmitted = true;
}
