import { type FormDisposition, parseFormDisposition } from "./content-disposition.ts";
import { decodeUtf8 } from "./json.ts";
import { isPromise } from "../maybe-promise.ts";
import { type Content, malformedForm } from "./multipart-scanner.ts";

/** The header block of a part: values by lower-case name, each byte a character. */
export type PartHeaders = Readonly<Record<string, readonly string[]>>;

const MAX_HEADERS = 50;
const HEADER = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*(.*?)[ \t]*$/;

/** The last element of a client's path, without control characters; "file" for what names none. */
export function toFilename(path: string): string {
  const name = (path.split(/[\\/]/).at(-1) ?? "").replaceAll(/\p{Cc}/gu, "");
  return name === "" || name === "." || name === ".." ? "file" : name;
}

/**
 * One part of a multipart form while it arrives: read it, or go on to the next, which skips it.
 *
 * Nothing about it is to be believed: names and type are what the client says.
 *
 * @example
 * for await (const part of request.parts()) {
 *   if (part.isFile) for await (const chunk of part) digest.update(chunk);
 *   else fields.set(part.name, await part.text());
 * }
 */
export class FormPart {
  /** The name of the form field; `undefined` for a part that is no field. */
  readonly name: string | undefined;
  /** The last element of the client's file name; `undefined` for a part that is no file. */
  readonly filename: string | undefined;
  /** The Content-Type the client gave; `application/octet-stream` for a file without one, "" for a field. */
  readonly contentType: string;
  /** The header block. */
  readonly headers: PartHeaders;
  /** Whether it is the part of a file input that was left empty. */
  readonly isEmptyFile: boolean;
  readonly #read: () => Content;

  /** @param lines - The header block. @param read - Gives the content piece by piece. @throws BadRequest */
  constructor(lines: readonly string[], read: () => Content) {
    this.headers = parseHeaders(lines);
    const { name, filename } = dispositionOf(this.headers);
    const contentType = this.headers["content-type"]?.[0] ?? "";
    this.name = name;
    this.filename = filename === undefined ? undefined : toFilename(filename);
    this.contentType =
      contentType === "" && filename !== undefined ? "application/octet-stream" : contentType;
    this.isEmptyFile = filename === "";
    this.#read = read;
  }

  /** Whether the part is a file. */
  get isFile(): boolean {
    return this.filename !== undefined;
  }

  /** The content as it arrives. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#read();
      const chunk = isPromise(piece) ? await piece : piece;
      if (chunk === null) return;
      yield chunk;
    }
  }

  /** The rest of the content. */
  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** The rest of the content as text. @throws BadRequest when it is not UTF-8. */
  async text(): Promise<string> {
    return decodeUtf8(await this.bytes());
  }

  /**
   * Writes the content to a new file.
   *
   * @param path - The app's own word: join no name of the client's to it but one of `secureFilename()`.
   * @param options - `overwrite` replaces a file that is there.
   * @returns The number of bytes.
   * @throws Error `EEXIST` for a file that is there; what is written of a part that breaks off is removed.
   */
  async save(path: string, options: { readonly overwrite?: boolean } = {}): Promise<number> {
    const { writeFileFrom } = await import("./file-storage.ts"); // few apps save files
    return writeFileFrom(this, path, options);
  }
}

function parseHeaders(lines: readonly string[]): PartHeaders {
  if (lines.length > MAX_HEADERS) throw malformedForm("a part has too many headers");
  const headers: Record<string, string[]> = Object.create(null);
  for (const line of lines) {
    const [, name = "", value = ""] = /[\r\n\0]/.test(line) ? [] : (HEADER.exec(line) ?? []);
    if (name === "") throw malformedForm("a header of a part is none");
    (headers[name.toLowerCase()] ??= []).push(value);
  }
  return headers;
}

function dispositionOf(headers: PartHeaders): FormDisposition {
  const [disposition, second] = headers["content-disposition"] ?? [];
  if (disposition === undefined) throw malformedForm("a part has no Content-Disposition");
  if (second !== undefined) throw malformedForm("a part has two Content-Dispositions");
  return parseFormDisposition(disposition);
}
