import { Form, type FormLimits, tooManyBytes, tooManyParts } from "./form.ts";
import { FormPart } from "./form-part.ts";
import { type Content, MultipartScanner, readToEnd } from "./multipart-scanner.ts";
import { UploadSpool } from "./upload-spool.ts";
import type { UploadedFile } from "./uploaded-file.ts";

/** How a multipart form is read. */
export interface MultipartOptions extends FormLimits {
  /** Whether the error of a missing field names it. @default false */
  readonly namesMissing?: boolean;
  /** Registers what to do when the request is over; without it no file is kept on the disk. */
  readonly onClose?: (listener: () => void) => void;
}

/**
 * Reads `multipart/form-data` (RFC 7578): fields into memory, files into memory or onto the disk.
 *
 * @param body - The bytes, already limited by the request's content limit.
 * @param boundary - The boundary parameter of the Content-Type.
 * @throws BadRequest when it is malformed or cut off; ContentTooLarge over a limit.
 */
export async function parseMultipart(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  options: MultipartOptions,
): Promise<Form> {
  const fields: [string, string][] = [];
  const files: [string, UploadedFile][] = [];
  const spool = new UploadSpool(options.onClose);
  try {
    for await (const part of readParts(body, boundary, options)) {
      const { name, isFile } = part;
      if (name === undefined || part.isEmptyFile) continue; // no field, or a file input that was left empty
      if (isFile) files.push([name, await spool.keep(part)]);
      else fields.push([name, await part.text()]);
    }
  } catch (error) {
    spool.discard();
    throw error;
  }
  return new Form(fields, files, options);
}

/**
 * The parts of `multipart/form-data` as they arrive; a part that is not read is skipped.
 *
 * @throws BadRequest when it is malformed or cut off; ContentTooLarge over a limit.
 */
export async function* readParts(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: FormLimits,
): AsyncGenerator<FormPart> {
  const scanner = new MultipartScanner(body, boundary);
  const meter = new FieldMeter(limits);
  try {
    for (let count = 1; await scanner.nextPart(); count++) {
      if (count > limits.maxFormParts) throw tooManyParts(limits);
      const read = (): Content => (part.isFile ? scanner.readContent() : meter.count(scanner.readContent()));
      const part: FormPart = new FormPart(await scanner.readHeaderLines(), read);
      yield part;
      await readToEnd(read); // what nobody wanted
    }
  } finally {
    await scanner.close();
  }
}

/** Counts the bytes of the fields, which are read into memory. */
class FieldMeter {
  readonly #limits: FormLimits;
  #bytes = 0;

  constructor(limits: FormLimits) {
    this.#limits = limits;
  }

  /** The same piece. @throws ContentTooLarge when there are too many. */
  async count(piece: Content): Promise<Uint8Array | null> {
    const chunk = await piece;
    this.#bytes += chunk?.byteLength ?? 0;
    if (this.#bytes > this.#limits.maxFormMemorySize) throw tooManyBytes(this.#limits);
    return chunk;
  }
}
