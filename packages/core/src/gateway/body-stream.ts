import { bodyAborted, contentTooLarge } from "../http/body.ts";
import type { BodyCollector, DirectMessage } from "./direct-message.ts";

/** Bytes that wait for their reader before the client has to wait: as many as Node reads at once. */
const MAX_WAITING = 64 * 1024;

type Result = IteratorResult<Uint8Array, undefined>;

const END: Result = { done: true, value: undefined };

/** Somebody who waits for the next chunk. */
interface Reader {
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * A body chunk by chunk, straight from the parser: for a reader that keeps up a chunk costs one promise, and the socket is
 * never stopped.
 */
export class BodyStream implements BodyCollector, AsyncIterableIterator<Uint8Array, undefined> {
  readonly #incoming: DirectMessage;
  readonly #limit: number;
  /** What waits for a reader, from an index on: to shift a list of a client's thousand tiny chunks takes long. */
  readonly #chunks: Uint8Array[] = [];
  #next = 0;
  readonly #readers: Reader[] = [];
  #bytesWaiting = 0;
  #bytesGiven = 0;
  #state: "open" | "ended" | "aborted" = "open";

  /** @param incoming - Whose body it is. @param limit - The most bytes to give. */
  constructor(incoming: DirectMessage, limit: number) {
    this.#incoming = incoming;
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#bytesWaiting >= MAX_WAITING;
  }

  take(chunk: Uint8Array): boolean {
    const reader = this.#readers.shift();
    if (reader !== undefined) return this.#give(chunk, reader);
    this.#chunks.push(chunk);
    this.#bytesWaiting += chunk.byteLength;
    return true;
  }

  finish(): void {
    this.#state = "ended";
    for (const reader of this.#readers.splice(0)) reader.resolve(END);
  }

  abort(): void {
    this.#state = "aborted";
    for (const reader of this.#readers.splice(0)) reader.reject(bodyAborted());
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject };
      const chunk = this.#chunks[this.#next];
      if (this.#state === "aborted") reject(bodyAborted());
      else if (chunk !== undefined) this.#giveWaiting(chunk, reader);
      else if (this.#state === "open") this.#readers.push(reader);
      else resolve(END);
    });
  }

  /** The rest is not wanted. */
  return(): Promise<Result> {
    if (this.#state === "open") this.#incoming.release();
    this.#forget();
    this.finish();
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #giveWaiting(chunk: Uint8Array, reader: Reader): void {
    const wasFull = this.isFull;
    if (++this.#next === this.#chunks.length) this.#forget();
    this.#bytesWaiting -= chunk.byteLength;
    if (this.#give(chunk, reader) && wasFull && !this.isFull) this.#incoming._read(0);
  }

  #forget(): void {
    this.#chunks.length = 0;
    this.#next = 0;
  }

  /** @returns whether more is wanted. */
  #give(chunk: Uint8Array, reader: Reader): boolean {
    this.#bytesGiven += chunk.byteLength;
    if (this.#bytesGiven <= this.#limit) {
      reader.resolve({ done: false, value: chunk });
      return true;
    }
    reader.reject(contentTooLarge(this.#limit));
    void this.return();
    return false;
  }
}
