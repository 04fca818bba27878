import { Form, type FormLimits, tooManyBytes, tooManyParts } from "./form.ts";
import { FormPart } from "./form-part.ts";
import { MultipartScanner } from "./multipart-scanner.ts";
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
      const read = async (): Promise<Uint8Array | null> => {
        const chunk = await scanner.readContent();
        if (!part.isFile) meter.count(chunk);
        return chunk;
      };
      const part: FormPart = new FormPart(await scanner.readHeaderLines(), read);
      yield part;
      while ((await read()) !== null); // what nobody wanted
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

  count(chunk: Uint8Array | null): void {
    this.#bytes += chunk?.byteLength ?? 0;
    if (this.#bytes > this.#limits.maxFormMemorySize) throw tooManyBytes(this.#limits);
  }
}
