import { MicroError } from "../errors.ts";
import { BadRequest, ContentTooLarge, HttpError, UnsupportedMediaType } from "../http-errors.ts";
import { Form, type FormLimits, parseUrlencoded } from "./form.ts";
import type { FormPart } from "./form-part.ts";
import type { RequestHeaders } from "./headers.ts";
import { decodeUtf8 } from "./json.ts";
import { defaultJson, type JsonProvider } from "./json-provider.ts";
import { type MediaType, parseMediaType } from "./mime.ts";

/** The bytes of a body as a gateway gives them. */
export interface BodySource {
  /** Whether the request announces a body. */
  readonly hasBody: boolean;
  /**
   * Every byte.
   *
   * @param limit - The most bytes to read.
   * @throws ContentTooLarge over the limit; BadRequest when the client leaves in the middle.
   */
  readBytes(limit: number): Promise<Uint8Array>;
  /**
   * The chunks as they arrive.
   *
   * @param limit - The most bytes to read.
   * @throws ContentTooLarge over the limit; BadRequest when the client leaves in the middle.
   */
  chunks(limit: number): AsyncIterable<Uint8Array>;
  /**
   * Registers what to do when the request is over: answered, or given up because the client left. A source without it
   * has files kept in memory.
   */
  onClose?(listener: () => void): void;
}

/** How much a body may bring. */
export interface BodyLimits extends FormLimits {
  /** The bytes of the whole body. */
  readonly maxContentLength: number;
}

/** The decoding of the WHATWG form parser: bad bytes become U+FFFD, a byte order mark is text. */
const LENIENT_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

const NO_MEDIA_TYPE: MediaType = { type: "", isJson: false, charset: "", boundary: "", parameters: {} };

/** How a body is read. */
export interface BodyOptions {
  /** Counted on the bytes that are read. */
  readonly limits: BodyLimits;
  /** What reads JSON. */
  readonly json?: JsonProvider;
  /** Whether the client is told what the parser says. @default false */
  readonly isDebug?: boolean;
  /** Whether the error of a missing field names it. @default false */
  readonly namesMissing?: boolean;
}

/** How JSON is asked for. */
export interface JsonReadOptions {
  /** Read it whatever the Content-Type says. @default false */
  readonly force?: boolean;
  /** Give `undefined` for what is no JSON, instead of an error. @default false */
  readonly silent?: boolean;
}

/** Whether a body of this type is a submitted form. */
export function isFormType(mimetype: string): boolean {
  return mimetype === "application/x-www-form-urlencoded" || mimetype === "multipart/form-data";
}

/** The body of a request, read at most once and kept in each form it was asked for. */
export class Body {
  readonly #source: BodySource;
  readonly #headers: RequestHeaders;
  readonly #limits: BodyLimits;
  readonly #options: BodyOptions;
  #bytes: Promise<Uint8Array> | undefined;
  #json: Promise<unknown> | undefined;
  #form: Promise<Form> | undefined;
  #isStreamed = false;

  /** @param source - Where the bytes come from. @param headers - Of the request. @param options - How it is read. */
  constructor(source: BodySource, headers: RequestHeaders, options: BodyOptions) {
    this.#source = source;
    this.#headers = headers;
    this.#options = options;
    this.#limits = options.limits;
  }

  /**
   * Every byte, at most `maxContentLength`.
   *
   * @throws ContentTooLarge, UnsupportedMediaType (a Content-Encoding), BadRequest (the client left).
   */
  bytes(): Promise<Uint8Array> {
    this.#bytes ??= this.#readBytes();
    return this.#bytes;
  }

  /** The body as UTF-8 text; throws what {@link bytes} throws, and BadRequest for other bytes. */
  text(): Promise<string> {
    return this.bytes().then(decodeUtf8);
  }

  /**
   * The parsed JSON, the same value at each call; throws what {@link text} throws, UnsupportedMediaType for another
   * Content-Type.
   */
  json({ force = false, silent = false }: JsonReadOptions = {}): Promise<unknown> {
    const fault = force ? undefined : this.#jsonTypeFault();
    if (fault !== undefined) return silent ? Promise.resolve(undefined) : Promise.reject(fault);
    this.#json ??= this.bytes().then((bytes) => this.#parseJson(bytes));
    return silent ? this.#orNothing(this.#json) : this.#json;
  }

  /** The submitted form, empty without a body; throws UnsupportedMediaType for another Content-Type. */
  form(): Promise<Form> {
    this.#form ??= this.#readForm();
    return this.#form;
  }

  /** The parts of a multipart form as they arrive; throws what {@link form} throws. */
  async *parts(): AsyncGenerator<FormPart> {
    const { type, boundary } = this.#mediaType();
    if (type !== "multipart/form-data")
      throw new UnsupportedMediaType("The Content-Type of the body has to be multipart/form-data.");
    const { readParts } = await import("./multipart.ts"); // few apps take files
    yield* readParts(this.#begin(), boundary, this.#limits);
  }

  /** The chunks as they arrive, under the content limit. */
  async *stream(): AsyncGenerator<Uint8Array> {
    yield* this.#begin();
  }

  #begin(): AsyncIterable<Uint8Array> {
    this.#claimStream();
    this.#refuseEncoding();
    return this.#source.chunks(this.#limits.maxContentLength);
  }

  /** Not an async function, like others on this path: each would add a promise to every request with a body. */
  #readBytes(): Promise<Uint8Array> {
    try {
      if (!this.#source.hasBody) return Promise.resolve(new Uint8Array());
      this.#claimStream();
      this.#refuseEncoding();
      const { maxContentLength } = this.#limits;
      if (Number(this.#headers.get("content-length") ?? 0) > maxContentLength) throw this.#tooLarge();
      return this.#source.readBytes(maxContentLength);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** What is wrong with the Content-Type, if it is not that of JSON in UTF-8. */
  #jsonTypeFault(): Error | undefined {
    const { isJson, charset } = this.#mediaType();
    if (!isJson) return new UnsupportedMediaType("The Content-Type of the body has to be application/json.");
    if (charset !== "" && charset !== "utf-8" && charset !== "utf8")
      return new UnsupportedMediaType("JSON has to be in UTF-8.");
    return undefined;
  }

  /** `undefined` for what is no JSON; a body that is too large, or that was cut off, is an error all the same. */
  async #orNothing(json: Promise<unknown>): Promise<unknown> {
    try {
      return await json;
    } catch (error) {
      await this.bytes();
      if (error instanceof BadRequest) return undefined;
      throw error;
    }
  }

  #parseJson(bytes: Uint8Array): unknown {
    const { json = defaultJson, isDebug = false } = this.#options;
    const text = decodeUtf8(bytes);
    try {
      return json.parse(text);
    } catch (cause) {
      if (cause instanceof HttpError) throw cause;
      const detail = isDebug && cause instanceof Error ? `: ${cause.message}` : ".";
      throw new BadRequest(`The body is not valid JSON${detail}`, { cause });
    }
  }

  #readForm(): Promise<Form> {
    const { namesMissing = false } = this.#options;
    if (!this.#source.hasBody || this.#headers.get("content-length") === "0")
      return Promise.resolve(new Form([], [], { namesMissing }));
    const { type, boundary } = this.#mediaType();
    if (type === "application/x-www-form-urlencoded")
      return this.bytes().then((bytes) =>
        parseUrlencoded(LENIENT_UTF8.decode(bytes), this.#limits, namesMissing),
      );
    if (type === "multipart/form-data") return this.#readMultipart(boundary);
    const expected = "application/x-www-form-urlencoded or multipart/form-data";
    return Promise.reject(new UnsupportedMediaType(`The Content-Type of the body has to be ${expected}.`));
  }

  async #readMultipart(boundary: string): Promise<Form> {
    const { namesMissing = false } = this.#options;
    const { parseMultipart } = await import("./multipart.ts"); // few apps take files
    const onClose = this.#source.onClose?.bind(this.#source);
    const options = { ...this.#limits, namesMissing, ...(onClose && { onClose }) };
    return parseMultipart(this.#begin(), boundary, options);
  }

  #mediaType(): MediaType {
    return parseMediaType(this.#headers.get("content-type") ?? "") ?? NO_MEDIA_TYPE;
  }

  #refuseEncoding(): void {
    const encoding = this.#headers.get("content-encoding") ?? "identity";
    if (encoding.toLowerCase() !== "identity")
      throw new UnsupportedMediaType("A body with a Content-Encoding is not accepted.");
  }

  #claimStream(): void {
    if (this.#isStreamed) {
      throw new MicroError(
        "MICRO_BODY_CONSUMED",
        "The body of this request was already read as a stream. Read it once, or use bytes(), text(), json() and form(), which keep it.",
      );
    }
    this.#isStreamed = true;
  }

  #tooLarge(): Error {
    return contentTooLarge(this.#limits.maxContentLength);
  }
}

/** 413: the body is over `limit` bytes. */
export function contentTooLarge(limit: number): Error {
  return new ContentTooLarge(`The body is over ${limit} bytes.`);
}

/** The chunks of a source that does not count them. @param limit - The most bytes. @throws ContentTooLarge over the limit. */
export async function* limitedChunks(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw contentTooLarge(limit);
    yield chunk;
  }
}

/** 400: the client went away before the body was complete. */
export function bodyAborted(): Error {
  return new BadRequest("The body of the request ended early.");
}
