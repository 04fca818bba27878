import type { IncomingMessage } from "node:http";

import { rawField } from "./message-fields.ts";

/** Takes all the bytes of a body as the parser gives them. */
export interface BodyCollector {
  /** One more chunk. @returns whether more is wanted; the rest goes the way of any stream. */
  take(chunk: Uint8Array): boolean;
  /** The body is complete. */
  finish(): void;
  /** The client left in the middle. */
  abort(): void;
}

/** An incoming message whose body can go straight to a collector, without the work of a stream in between. */
export interface DirectMessage extends IncomingMessage {
  /** Hands the body over. @returns whether that is still possible: nothing of it has come yet. */
  collect(collector: BodyCollector): boolean;
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

function createClass(Message: typeof IncomingMessage): typeof IncomingMessage {
  return class extends Message implements DirectMessage {
    #collector: BodyCollector | null = null;
    #isStream = false;

    collect(collector: BodyCollector): boolean {
      if (this.#isStream || this.complete) return false;
      this.#collector = collector;
      return true;
    }

    /** Node's parser gives its chunks to this, and `null` when it has seen the end. */
    override push(chunk: Uint8Array | null, encoding?: BufferEncoding): boolean {
      const collector = this.#collector;
      if (collector === null) return this.#pushOn(chunk, encoding);
      if (chunk !== null && collector.take(chunk)) return true;
      this.#collector = null;
      this.#isStream = true;
      if (chunk !== null) return false;
      closeStream(this);
      collector.finish();
      return false;
    }

    override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
      this.#collector?.abort();
      this.#collector = null;
      super._destroy(error, done);
    }

    /** What nobody collects is a stream like any other; one without a body is over without a word. */
    #pushOn(chunk: Uint8Array | null, encoding: BufferEncoding | undefined): boolean {
      if (chunk === null && this.readableEnded) return false; // Node 24.12 and later has closed it
      this.#isStream ||= chunk !== null || isAwaited(this);
      if (this.#isStream) return super.push(chunk, encoding);
      closeStream(this);
      return false;
    }
  };
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
