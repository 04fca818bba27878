import { UploadedFile } from "@micro-web/core";
import { z } from "zod";

import type { FormError } from "./error-list.ts";
import { fileKind, isKindAmong, KIND_BYTES } from "./file-kind.ts";
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

/**
 * The schema of a file, for the `files` of a route: what {@link file} is in a form.
 *
 * @example
 * app.post("/picture", { files: z.object({ picture: upload({ types: ["image/*"], maxSize: 2_000_000 }) }) }, ({ valid }) =>
 *   save(valid.files.picture),
 * );
 */
export function upload(limits: FileLimits = {}): z.ZodType<UploadedFile> {
  return z.instanceof(UploadedFile, { error: "No file was sent." }).superRefine(async (file, context) => {
    for (const { code, message } of await checkFile(file, limits))
      context.addIssue({ code: "custom", message, params: { code } });
  });
}

/** What is wrong with a file. */
export async function checkFile(file: UploadedFile, limits: FileLimits): Promise<readonly FormError[]> {
  const { types, extensions, image } = limits;
  const size = sizeError(file, limits);
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

function sizeError({ size, filename }: UploadedFile, limits: FileLimits): FormError | undefined {
  const { minSize = 1, maxSize = Infinity } = limits;
  if (size > maxSize) return fault("size", `${filename} is larger than ${bytesText(maxSize)}.`);
  if (size >= minSize) return undefined;
  const text = size === 0 ? `${filename} is empty.` : `${filename} is smaller than ${bytesText(minSize)}.`;
  return fault("size", text);
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
