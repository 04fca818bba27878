/** The size of an image in pixels. */
export interface ImageDimensions {
  readonly width: number;
  readonly height: number;
}

/** How many bytes say it: before them a photograph may have a preview of itself. */
export const IMAGE_BYTES: number = 256 * 1024;

/** The kinds whose headers are read; others are no images to forms. */
const KINDS: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/bmp",
]);

/**
 * The size of an image by its header.
 *
 * @param head - Its first bytes. @param kind - By its content.
 * @returns `undefined` for what is no image, or a broken one.
 */
export async function imageDimensions(
  head: Uint8Array,
  kind: string | undefined,
): Promise<ImageDimensions | undefined> {
  if (kind === undefined || !KINDS.has(kind)) return undefined;
  const { imageSize } = await import("image-size"); // few forms take images
  try {
    const { width, height } = imageSize(head);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}
