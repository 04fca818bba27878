import { MicroError } from "../errors.ts";
import { ContentTooLarge } from "../http-errors.ts";
import { MultiDict, type PairLists } from "./multi-dict.ts";
import type { UploadedFile } from "./uploaded-file.ts";
import { parsePairs } from "./urlencoded.ts";

/** How much a form may bring, in bytes and parts. */
export interface FormLimits {
  /** The sum of the bytes of all fields that are not files. */
  readonly maxFormMemorySize: number;
  /** The number of fields and files. */
  readonly maxFormParts: number;
}

/** What the errors of a form say. */
export interface FormOptions {
  /** Whether the error of a missing field names it: in debug. @default false */
  readonly namesMissing?: boolean;
  /** Whether the body could bring files. @default true */
  readonly takesFiles?: boolean;
}

/**
 * A submitted form: its fields as a {@link MultiDict}, its files beside them.
 *
 * @example
 * const form = await request.form();
 * form.get("title"); // string or undefined
 * form.require("title"); // string, or a 400
 * form.files.get("poster"); // UploadedFile or undefined
 */
export class Form extends MultiDict {
  /** The files, by field name. */
  readonly files: MultiDict<UploadedFile>;

  /** @param fields - In the order they came. @param files - In the order they came. @param options - For errors. */
  constructor(
    fields: Iterable<readonly [string, string]> | PairLists<string> = [],
    files: Iterable<readonly [string, UploadedFile]> = [],
    { namesMissing = false, takesFiles = true }: FormOptions = {},
  ) {
    super(fields, namesMissing);
    this.files = takesFiles || !namesMissing ? new MultiDict(files, namesMissing) : new NoFiles(this);
  }
}

/** The files of a form, in debug, that could bring none (Flask's DebugFilesKeyError). */
class NoFiles extends MultiDict<UploadedFile> {
  readonly #form: Form;

  constructor(form: Form) {
    super([], true);
    this.#form = form;
  }

  protected override missing(key: string): Error {
    const names = this.#form.getAll(key).map((name) => JSON.stringify(name));
    const sent = names.length === 0 ? "" : ` The browser sent only the name ${names.join(", ")}.`;
    return new MicroError(
      "MICRO_FORM_ENCTYPE",
      `There is no file under ${JSON.stringify(key)}, because the form came as application/x-www-form-urlencoded, ` +
        `without the contents of files.${sent} Give the form enctype="multipart/form-data".`,
    );
  }
}

/**
 * Reads `application/x-www-form-urlencoded` (WHATWG: only `&` separates, bad sequences become U+FFFD).
 *
 * @throws ContentTooLarge over a limit.
 */
export function parseUrlencoded(text: string, limits: FormLimits, namesMissing: boolean = false): Form {
  const { maxFormMemorySize, maxFormParts } = limits;
  // What is shorter than a limit by so much need not be counted.
  if (text.length * 3 > maxFormMemorySize && Buffer.byteLength(text) > maxFormMemorySize)
    throw tooManyBytes(limits);
  if (text.length >= maxFormParts && countFields(text) > maxFormParts) throw tooManyParts(limits);
  return new Form(parsePairs(text), [], { namesMissing, takesFiles: false });
}

function countFields(text: string): number {
  let fields = 1;
  for (let index = text.indexOf("&"); index !== -1; index = text.indexOf("&", index + 1)) fields++;
  return fields;
}

/** 413: the fields hold too many bytes. */
export function tooManyBytes(limits: FormLimits): Error {
  return new ContentTooLarge(`The fields of the form are over ${limits.maxFormMemorySize} bytes.`);
}

/** 413: there are too many fields and files. */
export function tooManyParts(limits: FormLimits): Error {
  return new ContentTooLarge(`The form has over ${limits.maxFormParts} fields and files.`);
}
