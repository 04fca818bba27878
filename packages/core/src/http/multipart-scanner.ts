import { BadRequest } from "../http-errors.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";

/** A boundary is 1 to 70 characters (RFC 2046 section 5.1.1). */
const BOUNDARY = /^[\x20-\x7e]{0,69}[\x21-\x7e]$/;
/** The header block of one part. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Spaces between a boundary and its line break; more are content. */
const MAX_PADDING = 256;
const LINE_BREAK = "\r\n";
const CARRIAGE_RETURN = 0x0d;
const DASHES = "--";

/** A piece of the content of a part, at once when it was read already; `null` at its end. */
export type Content = MaybePromise<Uint8Array | null>;

/**
 * Finds the parts in the chunks of a multipart body (RFC 2046 section 5.1), without keeping more than it has to: what is
 * asked for is read from the source, and nothing before.
 *
 * A boundary counts only where its line ends, so that content may begin a line with it: `\r\n--boundary-of-mine`.
 */
export class MultipartScanner {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  /** What was read and not yet given; the line break makes the first boundary like every other. */
  #buffer: Buffer = Buffer.from(LINE_BREAK);
  /** Where the delimiter that ends the present content was found, and what is behind its line. */
  #found: { readonly end: number; readonly isLast: boolean } | undefined;

  /**
   * @param chunks - Of the body. @param boundary - Of the Content-Type.
   * @throws BadRequest for what is no boundary.
   */
  constructor(chunks: AsyncIterable<Uint8Array>, boundary: string) {
    if (!BOUNDARY.test(boundary)) throw new BadRequest("The Content-Type of the form has no valid boundary.");
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`${LINE_BREAK}${DASHES}${boundary}`);
  }

  /**
   * The next piece of the present part's content, or of what stands before the first part.
   *
   * @throws BadRequest when the body ends in the middle.
   */
  readContent(): Content {
    const piece = this.#pieceAtHand();
    return piece === undefined ? this.#awaitPiece() : piece;
  }

  /** Goes to the next part; `false` when there is none, and then the source is at its end. */
  async nextPart(): Promise<boolean> {
    await readToEnd(() => this.readContent());
    const { end = 0, isLast = true } = this.#found ?? {};
    this.#buffer = this.#buffer.subarray(end);
    this.#found = undefined;
    if (!isLast) return true;
    while ((await this.#chunks.next()).done !== true); // what follows the last boundary means nothing
    return false;
  }

  /** The lines of a part's header block, each byte a character. @throws BadRequest for one that is too long. */
  async readHeaderLines(): Promise<string[]> {
    for (;;) {
      const end = this.#buffer.indexOf(`${LINE_BREAK}${LINE_BREAK}`);
      const length = end === -1 ? this.#buffer.byteLength : end;
      if (this.#buffer.subarray(0, 2).equals(Buffer.from(LINE_BREAK))) return this.#takeLines(0, 2);
      if (length > MAX_HEADER_BYTES) throw malformedForm("the headers of a part are too long");
      if (end !== -1) return this.#takeLines(end, end + 4);
      this.#append(await this.#chunks.next());
    }
  }

  /** Lets the source stop. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** `undefined` when more has to be read. */
  #pieceAtHand(): Uint8Array | null | undefined {
    if (this.#found !== undefined) return null;
    const at = this.#buffer.indexOf(this.#delimiter);
    if (at === -1) {
      const length = this.#buffer.byteLength - this.#possibleDelimiter();
      return length > 0 ? this.#take(length) : undefined;
    }
    if (at > 0) return this.#take(at);
    const line = this.#delimiterLine();
    if (line === "content") return this.#take(this.#delimiter.byteLength);
    this.#found = line;
    return line && null;
  }

  async #awaitPiece(): Promise<Uint8Array | null> {
    for (;;) {
      this.#append(await this.#chunks.next());
      const piece = this.#pieceAtHand();
      if (piece !== undefined) return piece;
    }
  }

  /**
   * What follows the delimiter at the start: the end of its line, or anything, which makes it content; `undefined` when
   * more has to be read.
   */
  #delimiterLine(): { end: number; isLast: boolean } | "content" | undefined {
    const start = this.#delimiter.byteLength;
    const rest = this.#buffer.toString("latin1", start, start + MAX_PADDING);
    if (rest.startsWith(DASHES)) return { end: start + 2, isLast: true };
    const padding = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
    const tail = rest.slice(padding);
    if (tail.startsWith(LINE_BREAK)) return { end: start + padding + 2, isLast: false };
    const isOpen = tail === "" || tail === "\r" || rest === "-";
    return !isOpen || rest.length === MAX_PADDING ? "content" : undefined;
  }

  /**
   * How many bytes at the end of the buffer may be the beginning of a delimiter, nearly always none: then a chunk of a
   * file is given as it came, and not copied to join the next one. A delimiter has one carriage return, its first byte.
   */
  #possibleDelimiter(): number {
    const end = this.#buffer.byteLength;
    let start = this.#buffer.indexOf(CARRIAGE_RETURN, Math.max(0, end - this.#delimiter.byteLength + 1));
    while (start !== -1) {
      if (this.#delimiter.compare(this.#buffer, start, end, 0, end - start) === 0) return end - start;
      start = this.#buffer.indexOf(CARRIAGE_RETURN, start + 1);
    }
    return 0;
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  #takeLines(length: number, end: number): string[] {
    const block = this.#buffer.toString("latin1", 0, length);
    this.#buffer = this.#buffer.subarray(end);
    return block === "" ? [] : block.split(LINE_BREAK);
  }

  #append({ done, value }: IteratorResult<Uint8Array, unknown>): void {
    if (done === true) throw malformedForm("it ends early");
    this.#buffer = this.#buffer.byteLength === 0 ? toBuffer(value) : Buffer.concat([this.#buffer, value]);
  }
}

/** Throws away what is left of a content. */
export async function readToEnd(read: () => Content): Promise<void> {
  let piece = read();
  while ((isPromise(piece) ? await piece : piece) !== null) piece = read();
}

/** The same bytes with the methods of a Buffer. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** 400: the body is not the form it says it is. */
export function malformedForm(how: string): Error {
  return new BadRequest(`The multipart form is malformed: ${how}.`);
}
