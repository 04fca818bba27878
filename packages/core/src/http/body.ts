import { MicroError } from "../errors.ts";
import { BadRequest, ContentTooLarge, UnsupportedMediaType } from "../http-errors.ts";
import { Form, type FormLimits, parseUrlencoded } from "./form.ts";
import type { RequestHeaders } from "./headers.ts";
import { decodeUtf8, parseJson } from "./json.ts";
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
  /** The chunks, unlimited. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** How much a body may bring. */
export interface BodyLimits extends FormLimits {
  /** The bytes of the whole body. */
  readonly maxContentLength: number;
}

/** The decoding of the WHATWG form parser: bad bytes become U+FFFD, a byte order mark is text. */
const LENIENT_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

const NO_MEDIA_TYPE: MediaType = { type: "", charset: "", boundary: "" };

/** The body of a request, read at most once and kept in each form it was asked for. */
export class Body {
  readonly #source: BodySource;
  readonly #headers: RequestHeaders;
  readonly #limits: BodyLimits;
  #bytes: Promise<Uint8Array> | undefined;
  #json: Promise<unknown> | undefined;
  #form: Promise<Form> | undefined;
  #isStreamed = false;

  /** @param source - Where the bytes come from. @param headers - Of the request. @param limits - Counted on bytes read. */
  constructor(source: BodySource, headers: RequestHeaders, limits: BodyLimits) {
    this.#source = source;
    this.#headers = headers;
    this.#limits = limits;
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
  async text(): Promise<string> {
    return decodeUtf8(await this.bytes());
  }

  /** The parsed JSON; throws what {@link text} throws, UnsupportedMediaType for another Content-Type. */
  json(): Promise<unknown> {
    this.#json ??= this.#readJson();
    return this.#json;
  }

  /** The submitted form, empty without a body; throws UnsupportedMediaType for another Content-Type. */
  form(): Promise<Form> {
    this.#form ??= this.#readForm();
    return this.#form;
  }

  /** The chunks as they arrive, under the content limit. */
  async *stream(): AsyncGenerator<Uint8Array> {
    this.#claimStream();
    this.#refuseEncoding();
    let size = 0;
    for await (const chunk of this.#source.chunks()) {
      size += chunk.byteLength;
      if (size > this.#limits.maxContentLength) throw this.#tooLarge();
      yield chunk;
    }
  }

  async #readBytes(): Promise<Uint8Array> {
    if (!this.#source.hasBody) return new Uint8Array();
    this.#claimStream();
    this.#refuseEncoding();
    const { maxContentLength } = this.#limits;
    if (Number(this.#headers.get("content-length") ?? 0) > maxContentLength) throw this.#tooLarge();
    return this.#source.readBytes(maxContentLength);
  }

  async #readJson(): Promise<unknown> {
    const { type, charset } = this.#mediaType();
    if (type !== "application/json" && !/^application\/[^;]+\+json$/.test(type)) {
      throw new UnsupportedMediaType("The Content-Type of the body has to be application/json.");
    }
    if (charset !== "" && charset !== "utf-8" && charset !== "utf8") {
      throw new UnsupportedMediaType("JSON has to be in UTF-8.");
    }
    return parseJson(await this.text());
  }

  async #readForm(): Promise<Form> {
    if (!this.#source.hasBody || this.#headers.get("content-length") === "0") return new Form();
    const { type, boundary } = this.#mediaType();
    if (type === "application/x-www-form-urlencoded") {
      return parseUrlencoded(LENIENT_UTF8.decode(await this.bytes()), this.#limits);
    }
    if (type === "multipart/form-data") {
      const { parseMultipart } = await import("./multipart.ts"); // few apps take files
      return parseMultipart(this.stream(), boundary, this.#limits);
    }
    throw new UnsupportedMediaType(
      "The Content-Type of the body has to be application/x-www-form-urlencoded or multipart/form-data.",
    );
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

/** 400: the client went away before the body was complete. */
export function bodyAborted(): Error {
  return new BadRequest("The body of the request ended early.");
}
