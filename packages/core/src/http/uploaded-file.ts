import { decodeUtf8 } from "./json.ts";

/** The last element of a path, without control characters; "file" for what names none. */
function toName(path: string): string {
  const name = (path.split(/[\\/]/).at(-1) ?? "").replaceAll(/\p{Cc}/gu, "");
  return name === "" || name === "." || name === ".." ? "file" : name;
}

/**
 * A file from a multipart form.
 *
 * Nothing about it but its size is to be believed: name and type are what the client says.
 *
 * @example
 * const poster = (await request.form()).files.get("poster");
 * if (poster) await writeFile(join(folder, randomUUID()), poster.bytes);
 */
export class UploadedFile {
  /** The name of the form field. */
  readonly field: string;
  /** The last element of the client's file name, never with a path. */
  readonly filename: string;
  /** The Content-Type the client gave; `application/octet-stream` without one. */
  readonly contentType: string;
  /** The content. */
  readonly bytes: Uint8Array;

  /** @param file - The parts of the file; `filename` may be a path, of which the last element is kept. */
  constructor(file: { field: string; filename: string; contentType: string; bytes: Uint8Array }) {
    this.field = file.field;
    this.filename = toName(file.filename);
    this.contentType = file.contentType;
    this.bytes = file.bytes;
  }

  /** The number of bytes. */
  get size(): number {
    return this.bytes.byteLength;
  }

  /**
   * The content as text.
   *
   * @throws BadRequest when it is not UTF-8.
   */
  text(): string {
    return decodeUtf8(this.bytes);
  }
}
