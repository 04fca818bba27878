import type * as NodeCrypto from "node:crypto";

/** Bytes of a secret that a session keeps. */
const SECRET_SIZE = 24;
const SECRET = /^[\w-]{32}$/;

/**
 * A token is 54 bytes, 72 characters of base64url in their only spelling: 16 that are new each time, the second it was
 * made in, and the HMAC-SHA256 of both under the session's secret. So no byte of the secret stands in a page: there is
 * nothing to guess from the length of compressed pages (BREACH).
 */
const TOKEN = /^[\w-]{72}$/;
const TIME_AT = 16;
const SIGNATURE_AT = 22;
const TOKEN_SIZE = 54;

/** How a token was found to be. */
export type TokenState = "valid" | "invalid" | "expired";

/** Taken when it is needed: an app that renders no form does not load it. */
function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/** A new secret for a session: 192 random bits. */
export function createSecret(): string {
  return crypto().randomBytes(SECRET_SIZE).toString("base64url");
}

/** Whether a value of a session is a secret of ours. */
export function isSecret(value: unknown): value is string {
  return typeof value === "string" && SECRET.test(value);
}

/** A token of letters, digits, `-` and `_`, another one each time. @param secret - Of the session. */
export function createToken(secret: string): string {
  const bytes = Buffer.allocUnsafe(TOKEN_SIZE);
  crypto().randomFillSync(bytes, 0, TIME_AT);
  bytes.writeUIntBE(Math.floor(Date.now() / 1000), TIME_AT, SIGNATURE_AT - TIME_AT);
  sign(bytes, secret).copy(bytes, SIGNATURE_AT);
  return bytes.toString("base64url");
}

/**
 * Whether a token was made with a secret, and not too long ago; takes the same time whatever is wrong with it.
 *
 * @param timeLimit - In seconds; `null` for none.
 */
export function checkToken(token: string, secret: string, timeLimit: number | null): TokenState {
  if (!TOKEN.test(token)) return "invalid";
  const bytes = Buffer.from(token, "base64url");
  if (!crypto().timingSafeEqual(sign(bytes, secret), bytes.subarray(SIGNATURE_AT))) return "invalid";
  const age = Date.now() / 1000 - bytes.readUIntBE(TIME_AT, SIGNATURE_AT - TIME_AT);
  return timeLimit === null || age <= timeLimit ? "valid" : "expired";
}

function sign(token: Uint8Array, secret: string): Buffer {
  return crypto().createHmac("sha256", secret).update(token.subarray(0, SIGNATURE_AT)).digest();
}
