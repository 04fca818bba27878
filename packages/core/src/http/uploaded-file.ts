import { type PartHeaders, toFilename } from "./form-part.ts";
import { decodeUtf8 } from "./json.ts";

/** The content of a file, wherever it is kept. */
export interface FileContent {
  /** The number of bytes. */
  readonly size: number;
  /** The bytes from the start, in pieces. */
  stream(): AsyncIterable<Uint8Array>;
}

/** What an uploaded file is made of. */
export interface UploadedFileParts {
  readonly field: string;
  /** May be a path, of which the last element is kept. */
  readonly filename: string;
  readonly contentType: string;
  readonly headers?: PartHeaders;
  readonly content: Uint8Array | FileContent;
}

/**
 * A file from a multipart form; a large one is on the disk until the response is sent.
 *
 * Nothing about it but its size is to be believed: name and type are what the client says.
 *
 * @example
 * const poster = (await request.form()).files.get("poster");
 * if (poster) await poster.save(join(folder, crypto.randomUUID()));
 */
export class UploadedFile {
  /** The name of the form field. */
  readonly field: string;
  /** The last element of the client's file name, never with a path; `secureFilename()` makes it fit for a disk. */
  readonly filename: string;
  /** The Content-Type the client gave; `application/octet-stream` without one. */
  readonly contentType: string;
  /** The header block of its part. */
  readonly headers: PartHeaders;
  readonly #content: Uint8Array | FileContent;

  /** @param parts - Of the file. */
  constructor({ field, filename, contentType, headers = {}, content }: UploadedFileParts) {
    this.field = field;
    this.filename = toFilename(filename);
    this.contentType = contentType;
    this.headers = headers;
    this.#content = content;
  }

  /** The number of bytes. */
  get size(): number {
    return this.#content instanceof Uint8Array ? this.#content.byteLength : this.#content.size;
  }

  /** The content in pieces; it can be read several times. */
  async *stream(): AsyncGenerator<Uint8Array> {
    if (this.#content instanceof Uint8Array) yield this.#content;
    else yield* this.#content.stream();
  }

  /** The whole content in memory. */
  async bytes(): Promise<Uint8Array> {
    if (this.#content instanceof Uint8Array) return this.#content;
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#content.stream()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** The content as text. @throws BadRequest when it is not UTF-8. */
  async text(): Promise<string> {
    return decodeUtf8(await this.bytes());
  }

  /**
   * Writes the content to a new file (Werkzeug's `FileStorage.save`).
   *
   * @param path - The app's own word: join no name of the client's to it but one of `secureFilename()`.
   * @param options - `overwrite` replaces a file that is there.
   * @returns The number of bytes.
   * @throws Error `EEXIST` for a file that is there.
   */
  async save(path: string, options: { readonly overwrite?: boolean } = {}): Promise<number> {
    const { writeFileFrom } = await import("./file-storage.ts"); // few apps save files
    return writeFileFrom(this.stream(), path, options);
  }
}
