/** 128 bits. */
const STAMP_BYTES = 16;

/**
 * The digest of what a login, a cookie or a link depends on: the hash of the user's password, an e-mail address. It
 * stands in cookies that visitors can read; a salted password hash cannot be guessed back from it.
 *
 * @param purpose - A stamp of another purpose differs.
 */
export function stampOf(purpose: string, value: string): string {
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
  return hash
    .update(JSON.stringify([purpose, value]))
    .digest()
    .subarray(0, STAMP_BYTES)
    .toString("base64url");
}
