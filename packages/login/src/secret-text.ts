import { isSameDigest } from "./password-scheme.ts";

/** A text that nobody guesses, base64url. @param bytes - 32 give 43 characters. */
export function createSecret(bytes: number): string {
  return process.getBuiltinModule("node:crypto").randomBytes(bytes).toString("base64url");
}

/** What is kept of such a text: it is chance enough for one hash (SHA-256, base64url). */
export function digestOf(secret: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(secret).digest("base64url");
}

/** Whether two texts are the same; takes the same time wherever they differ. */
export function isSameText(one: string, other: string): boolean {
  return isSameDigest(Buffer.from(one), Buffer.from(other));
}
