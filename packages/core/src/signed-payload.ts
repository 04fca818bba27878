import type * as NodeZlib from "node:zlib";

/** No cookie of ours or Flask's, and no token in a URL, holds more. */
const MAX_INFLATED = 64 * 1024;

/** Shorter texts are not worth the 20 µs that compressing takes. */
const MIN_COMPRESSED = 512;

const SCRATCH: Buffer = Buffer.alloc(MIN_COMPRESSED * 3);

function zlib(): typeof NodeZlib {
  return process.getBuiltinModule("node:zlib");
}

/**
 * Text as itsdangerous' `URLSafeSerializer` puts it into a token: base64url, after a dot when it was compressed, which
 * is done when it makes a long one shorter.
 */
export function encodePayload(text: string): string {
  if (text.length < MIN_COMPRESSED) return SCRATCH.toString("base64url", 0, SCRATCH.write(text));
  const bytes = Buffer.from(text);
  const compressed = zlib().deflateSync(bytes);
  return compressed.length < bytes.length - 1
    ? `.${compressed.toString("base64url")}`
    : bytes.toString("base64url");
}

/** The text of a payload; `null` when what is compressed is damaged or longer than 64 KiB. */
export function decodePayload(payload: string): string | null {
  if (!payload.startsWith(".")) return decodeText(payload);
  try {
    const bytes = Buffer.from(payload.slice(1), "base64url");
    return zlib().inflateSync(bytes, { maxOutputLength: MAX_INFLATED }).toString();
  } catch {
    return null;
  }
}

/** Short ones through one buffer, which saves half of the time. */
function decodeText(payload: string): string {
  if (payload.length > SCRATCH.length) return Buffer.from(payload, "base64url").toString();
  return SCRATCH.toString("utf8", 0, SCRATCH.write(payload, "base64url"));
}
