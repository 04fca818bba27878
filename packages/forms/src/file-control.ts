import { UploadedFile } from "@micro-web/core";

import { type Attributes, writeAttributes } from "./attributes.ts";
import { Control, type Element } from "./control.ts";
import type { FormError } from "./error-list.ts";
import { fileKind, isKindAmong, KIND_BYTES } from "./file-kind.ts";
import type { FormInput } from "./form-input.ts";
import { IMAGE_BYTES, type ImageDimensions, imageDimensions } from "./image-dimensions.ts";

/** The sizes that an image may have, in pixels. */
export interface ImageLimits {
  readonly minWidth?: number;
  readonly maxWidth?: number;
  readonly minHeight?: number;
  readonly maxHeight?: number;
}

/** Which files a field takes. */
export interface FileLimits {
  /** The most bytes of each. */
  readonly maxSize?: number;
  /** The fewest bytes of each. @default 1 */
  readonly minSize?: number;
  /** What they may be, by their content: "image/png", "image/*", "application/pdf". */
  readonly types?: readonly string[];
  /** What their names may end with: ".png"; upper and lower case are the same. */
  readonly extensions?: readonly string[];
  /** Takes images that can be read, of these sizes. */
  readonly image?: ImageLimits | true;
}

/** One `<input type="file">`. */
export class FileControl extends Control {
  readonly type = "file";
  override readonly isFile = true;
  override readonly hasCheck = true;
  override readonly constraints: Attributes;
  readonly #limits: FileLimits;
  readonly #isMultiple: boolean;

  /** @param limits - Which files. @param isMultiple - Whether there may be several. */
  constructor(limits: FileLimits, isMultiple: boolean) {
    super();
    this.#limits = limits;
    this.#isMultiple = isMultiple;
    const { types = [], extensions = [], image } = limits;
    const accepted = [...types, ...extensions];
    const accept = accepted.length > 0 ? accepted.join(",") : image === undefined ? undefined : "image/*";
    this.constraints = { accept, multiple: isMultiple };
  }

  /** A text under its name is given on: no schema of files takes it. */
  decode(input: FormInput, name: string): unknown {
    const files = input.files(name);
    if (files.length > 0) return this.#isMultiple ? files : files[0];
    const text = input.texts(name).find((sent) => sent !== "");
    return text ?? (this.#isMultiple ? [] : undefined);
  }

  /** Nothing can stand in it. */
  encode(): readonly string[] {
    return [];
  }

  override typed(): readonly string[] {
    return [];
  }

  /** Every file is looked at, not only the last. */
  override async check(value: unknown): Promise<readonly FormError[]> {
    const errors: FormError[] = [];
    for (const file of Array.isArray(value) ? value : [value]) {
      if (file instanceof UploadedFile) errors.push(...(await this.#checkFile(file)));
    }
    return errors;
  }

  write({ name, id, constraints, aria, extra }: Element): string {
    return `<input${writeAttributes({ type: "file", name, ...constraints, ...aria, id, ...extra })}>`;
  }

  async #checkFile(file: UploadedFile): Promise<readonly FormError[]> {
    const { types, extensions, image } = this.#limits;
    const size = this.#sizeError(file);
    if (size !== undefined) return [size];
    const name = file.filename.toLowerCase();
    if (extensions !== undefined && !extensions.some((end) => name.endsWith(end.toLowerCase()))) {
      return [fault("extension", `${file.filename} does not end with ${extensions.join(", ")}.`)];
    }
    if (types === undefined && image === undefined) return [];
    const head = await readHead(file, image === undefined ? KIND_BYTES : IMAGE_BYTES);
    const kind = fileKind(head);
    if (types !== undefined && !isKindAmong(kind, types)) {
      return [fault("type", `${file.filename} is not of the type ${types.join(", ")}.`)];
    }
    return image === undefined ? [] : imageErrors(file, image, await imageDimensions(head, kind));
  }

  #sizeError({ size, filename }: UploadedFile): FormError | undefined {
    const { minSize = 1, maxSize = Infinity } = this.#limits;
    if (size > maxSize) return fault("size", `${filename} is larger than ${bytesText(maxSize)}.`);
    if (size >= minSize) return undefined;
    const text = size === 0 ? `${filename} is empty.` : `${filename} is smaller than ${bytesText(minSize)}.`;
    return fault("size", text);
  }
}

function imageErrors(
  { filename }: UploadedFile,
  limits: ImageLimits | true,
  found: ImageDimensions | undefined,
): readonly FormError[] {
  if (found === undefined) return [fault("image", `${filename} is no image that can be read.`)];
  const wrong = limits === true ? undefined : wrongSize(found, limits);
  if (wrong === undefined) return [];
  return [fault("dimensions", `${filename} has ${found.width} × ${found.height} pixels, which is ${wrong}.`)];
}

function wrongSize({ width, height }: ImageDimensions, limits: ImageLimits): string | undefined {
  const { minWidth = 0, maxWidth = Infinity, minHeight = 0, maxHeight = Infinity } = limits;
  if (width > maxWidth || height > maxHeight) return `more than ${maxWidth} × ${maxHeight}`;
  return width < minWidth || height < minHeight ? `less than ${minWidth} × ${minHeight}` : undefined;
}

/** The start of a file; of a large one the rest stays where it is. */
async function readHead(file: UploadedFile, bytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of file.stream()) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}

function fault(code: string, message: string): FormError {
  return { code, message };
}

function bytesText(bytes: number): string {
  if (bytes >= 1e6) return `${Number((bytes / 1e6).toFixed(1))} MB`;
  return bytes >= 1e3 ? `${Number((bytes / 1e3).toFixed(1))} kB` : `${bytes} bytes`;
}
