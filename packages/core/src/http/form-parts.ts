import { BadRequest } from "../http-errors.ts";
import { type FormDisposition, parseFormDisposition } from "./content-disposition.ts";
import { Form, type FormLimits, tooManyBytes, tooManyParts } from "./form.ts";
import { decodeUtf8 } from "./json.ts";
import { UploadedFile } from "./uploaded-file.ts";

/** The header block of a part: values by lower-case name, each byte a character. */
export type PartHeaders = Readonly<Record<string, readonly string[]>>;

/** One part of a form as it arrives. */
export interface FormPart {
  /** `undefined` until the header block is there. */
  headers: { readonly disposition: FormDisposition; readonly contentType: string } | undefined;
  readonly chunks: Uint8Array[];
}

/** A header name is a token; the parser underneath lets anything through. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

/**
 * The parts of a multipart form, gathered under its limits.
 *
 * The first fault is kept and not thrown: these methods run inside the events of a stream, where a throw would be lost.
 */
export class FormParts {
  readonly #parts: FormPart[] = [];
  readonly #limits: FormLimits;
  #fieldBytes = 0;
  #failure: Error | undefined;

  /** @param limits - Of the form. */
  constructor(limits: FormLimits) {
    this.#limits = limits;
  }

  /** The first fault; `undefined` while there is none. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Keeps a fault, if it is the first. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : malformedForm("it cannot be read", error);
  }

  /** Begins a part. */
  add(): FormPart {
    const part: FormPart = { headers: undefined, chunks: [] };
    if (this.#parts.length >= this.#limits.maxFormParts) this.#failure ??= tooManyParts(this.#limits);
    else this.#parts.push(part);
    return part;
  }

  /** Takes the header block of a part. */
  readHeaders(part: FormPart, headers: PartHeaders): void {
    try {
      part.headers = {
        disposition: readDisposition(headers),
        contentType: headers["content-type"]?.[0]?.trim() ?? "",
      };
    } catch (error) {
      this.fail(error);
    }
  }

  /** Takes a chunk of a part's content. */
  append(part: FormPart, chunk: Uint8Array): void {
    if (part.headers?.disposition.filename === undefined) this.#fieldBytes += chunk.byteLength;
    if (this.#fieldBytes > this.#limits.maxFormMemorySize) this.#failure ??= tooManyBytes(this.#limits);
    if (this.#failure === undefined) part.chunks.push(chunk);
  }

  /** The form. @throws the first fault; BadRequest for a field that is not UTF-8. */
  toForm(): Form {
    if (this.#failure !== undefined) throw this.#failure;
    const fields: [string, string][] = [];
    const files: [string, UploadedFile][] = [];
    for (const { headers, chunks } of this.#parts) {
      if (headers === undefined) throw malformedForm("a part has no header block");
      const { name, filename } = headers.disposition;
      if (name === undefined || filename === "") continue; // a part that is no field, or a file input left empty
      const bytes = Buffer.concat(chunks);
      if (filename === undefined) fields.push([name, decodeUtf8(bytes)]);
      else files.push([name, toFile(name, filename, { contentType: headers.contentType, bytes })]);
    }
    return new Form(fields, files);
  }
}

function toFile(
  field: string,
  filename: string,
  content: { contentType: string; bytes: Uint8Array },
): UploadedFile {
  const contentType = content.contentType === "" ? "application/octet-stream" : content.contentType;
  return new UploadedFile({ field, filename, contentType, bytes: content.bytes });
}

function readDisposition(headers: PartHeaders): FormDisposition {
  if (!Object.keys(headers).every((name) => HEADER_NAME.test(name)))
    throw malformedForm("a header of a part is none");
  const [disposition, second] = headers["content-disposition"] ?? [];
  if (disposition === undefined) throw malformedForm("a part has no Content-Disposition");
  if (second !== undefined) throw malformedForm("a part has two Content-Dispositions");
  return parseFormDisposition(disposition);
}

/** 400: the body is not the form it says it is. */
export function malformedForm(how: string, cause?: unknown): Error {
  return new BadRequest(`The multipart form is malformed: ${how}.`, { cause });
}
