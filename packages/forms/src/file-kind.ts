/** What the first bytes of files are, by the media type that they give away; `null` is any byte. */
const SIGNATURES: readonly (readonly [type: string, bytes: readonly (number | null)[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38, null, 0x61]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  ["image/avif", [null, null, null, null, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66]],
  ["image/heic", [null, null, null, null, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63]],
  ["image/bmp", [0x42, 0x4d]],
  ["image/tiff", [0x49, 0x49, 0x2a, 0x00]],
  ["image/tiff", [0x4d, 0x4d, 0x00, 0x2a]],
  ["application/pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["application/zip", [0x50, 0x4b, 0x03, 0x04]],
  ["application/gzip", [0x1f, 0x8b, 0x08]],
  ["video/mp4", [null, null, null, null, 0x66, 0x74, 0x79, 0x70]],
  ["video/webm", [0x1a, 0x45, 0xdf, 0xa3]],
  ["audio/mpeg", [0x49, 0x44, 0x33]],
  ["audio/mpeg", [0xff, 0xfb]],
  ["audio/ogg", [0x4f, 0x67, 0x67, 0x53]],
  ["audio/wav", [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x41, 0x56, 0x45]],
];

/** Texts that browsers run or lay out, whatever they are called. */
const MARKUPS: readonly (readonly [type: string, start: RegExp])[] = [
  ["image/svg+xml", /^(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[^])*-->\s*|<!doctype svg[^>]*>\s*)*<svg[\s>]/i],
  [
    "text/html",
    /^(?:<!--(?:(?!-->)[^])*-->\s*)*<(?:!doctype html|html|head|body|script|iframe|style|title|table|h1|div|a|p|b|br)[\s>]/i,
  ],
  ["application/xml", /^<\?xml\s/i],
];

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true });

/** How many bytes {@link fileKind} looks at. */
export const KIND_BYTES = 1024;

/**
 * The media type of a file by its content, which is all that can be believed of it.
 *
 * @param head - Its first bytes.
 * @returns "text/plain" for a text that is nothing else; `undefined` for what is not known.
 */
export function fileKind(head: Uint8Array): string | undefined {
  const found = SIGNATURES.find(([, bytes]) =>
    bytes.every((byte, index) => byte === null || head[index] === byte),
  );
  if (found !== undefined) return found[0];
  const text = toText(head.subarray(0, KIND_BYTES));
  if (text === undefined) return undefined;
  return MARKUPS.find(([, start]) => start.test(text.trimStart()))?.[0] ?? "text/plain";
}

/** A text of UTF-8 without control characters; the last character may be cut off. */
function toText(head: Uint8Array): string | undefined {
  for (let cut = 0; cut < 4; cut++) {
    try {
      const text = STRICT_UTF8.decode(head.subarray(0, head.length - cut));
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Types of text that no content gives away: what their fields take is any text. */
const PLAIN: ReadonlySet<string> = new Set(["application/json", "text/csv", "text/plain", "text/markdown"]);

/** Whether a kind is one of those that a field takes: "image/png", "image/*". */
export function isKindAmong(kind: string | undefined, types: readonly string[]): boolean {
  if (kind === undefined) return false;
  return types.some((type) => {
    if (type.endsWith("/*"))
      return kind.startsWith(type.slice(0, -1)) && !MARKUPS.some(([markup]) => markup === kind);
    return type === kind || (kind === "text/plain" && PLAIN.has(type));
  });
}
