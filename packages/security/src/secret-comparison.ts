import type * as NodeCrypto from "node:crypto";

/** Taken when it is needed: as an ES module it would add to the time an app takes to load. */
function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/**
 * Whether two texts are the same, in a time that says nothing of where they differ (Python's `hmac.compare_digest`): for
 * tokens, passwords of a configuration, signatures.
 *
 * @example
 * if (!isSameSecret(request.headers.get("X-Api-Key") ?? "", app.config.API_KEY)) abort(403);
 */
export function isSameSecret(left: string, right: string): boolean {
  // Digests have one length: that of the secrets does not show either.
  return crypto().timingSafeEqual(digest(left), digest(right));
}

/**
 * A text nobody can guess: base64url, for a URL, a header or a cookie (Python's `secrets.token_urlsafe`).
 *
 * @param size - Random bytes; 32 make 43 characters. @throws RangeError for fewer than 16, which could be guessed.
 * @example
 * const token = createRandomToken(); // "Zk1x..."
 */
export function createRandomToken(size: number = 32): string {
  if (size >= 16) return crypto().randomBytes(size).toString("base64url");
  throw new RangeError(`${size} bytes can be guessed. Take 16 or more.`);
}

function digest(text: string): Buffer {
  return crypto().createHash("sha256").update(text).digest();
}
