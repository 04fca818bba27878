import { contentTooLarge, limitedChunks } from "../http/body.ts";
import type { RequestHeaders } from "../http/headers.ts";
import type { RequestSource } from "../http/request.ts";
import type { TestUrl } from "./test-url.ts";

/** A request of a test, ready to be sent. */
export interface OutgoingRequest {
  /** Upper-case. */
  readonly method: string;
  readonly url: TestUrl;
  readonly headers: Headers;
  /** `null` without a body. */
  readonly body: Uint8Array | null;
  readonly remoteAddress: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** A request that no gateway received: everything is in memory. */
export class TestSource implements RequestSource {
  readonly method: string;
  readonly target: string;
  readonly rootPath: string;
  readonly scheme: string;
  readonly host: string;
  readonly remoteAddress: string;
  readonly headers: RequestHeaders;
  readonly signal: AbortSignal;
  readonly hasBody: boolean;
  readonly #bytes: Uint8Array;

  /** @param request - Of a test. A `host` header counts before the URL's, as on the wire. */
  constructor({ method, url, headers, body, remoteAddress, signal }: OutgoingRequest) {
    this.method = method;
    this.target = url.target;
    this.rootPath = url.rootPath;
    this.scheme = url.scheme;
    this.host = headers.get("host") ?? url.host;
    this.remoteAddress = remoteAddress;
    this.headers = new TestHeaders(headers);
    this.signal = signal;
    this.hasBody = body !== null;
    this.#bytes = body ?? new Uint8Array();
  }

  async readBytes(limit: number): Promise<Uint8Array> {
    if (this.#bytes.byteLength > limit) throw contentTooLarge(limit);
    return this.#bytes;
  }

  chunks(limit: number): AsyncIterable<Uint8Array> {
    return limitedChunks(this.hasBody ? [this.#bytes] : [], limit);
  }
}

/** Headers in which a name that is none is just not there. */
class TestHeaders implements RequestHeaders {
  readonly #values: ReadonlyMap<string, string>;

  constructor(headers: Headers) {
    this.#values = new Map(headers);
  }

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  [Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    return this.#values.entries();
  }
}
