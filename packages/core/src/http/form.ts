import { ContentTooLarge } from "../http-errors.ts";
import { MultiDict } from "./multi-dict.ts";
import type { UploadedFile } from "./uploaded-file.ts";
import { parsePairs } from "./urlencoded.ts";

/** How much a form may bring, in bytes and parts. */
export interface FormLimits {
  /** The sum of the bytes of all fields that are not files. */
  readonly maxFormMemorySize: number;
  /** The number of fields and files. */
  readonly maxFormParts: number;
}

/**
 * A submitted form: its fields as a {@link MultiDict}, its files beside them.
 *
 * @example
 * const form = await request.form();
 * form.get("title"); // string or undefined
 * form.files.get("poster"); // UploadedFile or undefined
 */
export class Form extends MultiDict {
  /** The files, by field name. */
  readonly files: MultiDict<UploadedFile>;

  /** @param fields - The fields in the order they came. @param files - The files in the order they came. */
  constructor(
    fields: Iterable<readonly [string, string]> = [],
    files: Iterable<readonly [string, UploadedFile]> = [],
  ) {
    super(fields);
    this.files = new MultiDict(files);
  }
}

/**
 * Reads `application/x-www-form-urlencoded` (WHATWG: only `&` separates, bad sequences become U+FFFD).
 *
 * @throws ContentTooLarge over a limit.
 */
export function parseUrlencoded(text: string, limits: FormLimits): Form {
  if (Buffer.byteLength(text) > limits.maxFormMemorySize) throw tooManyBytes(limits);
  let fields = 1;
  for (let index = text.indexOf("&"); index !== -1; index = text.indexOf("&", index + 1)) fields++;
  if (fields > limits.maxFormParts) throw tooManyParts(limits);
  return new Form(parsePairs(text));
}

/** 413: the fields hold too many bytes. */
export function tooManyBytes(limits: FormLimits): Error {
  return new ContentTooLarge(`The fields of the form are over ${limits.maxFormMemorySize} bytes.`);
}

/** 413: there are too many fields and files. */
export function tooManyParts(limits: FormLimits): Error {
  return new ContentTooLarge(`The form has over ${limits.maxFormParts} fields and files.`);
}
