import type * as NodeCrypto from "node:crypto";

/** Taken when it is needed: as an ES module it would add a tenth to the time an app takes to load. */
function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/** What a valid token holds. */
export interface VerifiedToken {
  /** The text that was signed. */
  readonly value: string;
  /** When it was signed, in seconds since 1970. */
  readonly signedAt: number;
}

/**
 * Signs text with a time stamp, in the format of Python's itsdangerous (`URLSafeTimedSerializer` with HMAC-SHA1 and
 * an HMAC-derived key), so that a Flask app with the same secret and salt accepts it.
 *
 * The first secret signs; all of them verify, which is how keys are rotated.
 *
 * @example
 * const signer = new TimestampSigner([secret], "email-confirm");
 * signer.verify(signer.sign("ann@example.org"))?.value; // "ann@example.org"
 */
export class TimestampSigner {
  readonly #keys: readonly NodeCrypto.KeyObject[];

  /** @param secrets - The signing one first. @param salt - The purpose; a token of another is not valid. */
  constructor(secrets: readonly string[], salt: string) {
    const { createHmac, createSecretKey } = crypto();
    this.#keys = secrets.map((secret) => createSecretKey(createHmac("sha1", secret).update(salt).digest()));
  }

  /** `value.timestamp.signature`. The value may not be secret: it stays readable. */
  sign(value: string, now: number = Date.now()): string {
    const [key] = this.#keys;
    if (key === undefined) throw new RangeError("A signer needs at least one secret.");
    const signed = `${value}.${encodeTime(Math.floor(now / 1000))}`;
    return `${signed}.${signatureOf(key, signed).toString("base64url")}`;
  }

  /** What was signed; `null` for anything that was not signed with one of the secrets and this salt. */
  verify(token: string): VerifiedToken | null {
    const signatureAt = token.lastIndexOf(".");
    const timeAt = token.lastIndexOf(".", signatureAt - 1);
    if (timeAt < 0) return null;
    const signature = decodeCanonical(token.slice(signatureAt + 1));
    const signed = token.slice(0, signatureAt);
    if (signature === null || !this.#keys.some((key) => isEqual(signatureOf(key, signed), signature)))
      return null;
    const time = Buffer.from(token.slice(timeAt + 1, signatureAt), "base64url");
    return {
      value: token.slice(0, timeAt),
      signedAt: time.length === 0 || time.length > 6 ? 0 : time.readUIntBE(0, time.length),
    };
  }
}

function signatureOf(key: NodeCrypto.KeyObject, text: string): Buffer {
  return crypto().createHmac("sha1", key).update(text).digest();
}

/** Base64 has spellings that decode alike (unused low bits): only the canonical one is a signature. */
function decodeCanonical(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}

function isEqual(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && crypto().timingSafeEqual(left, right);
}

/** Big-endian without leading zeros, as itsdangerous writes it. */
function encodeTime(seconds: number): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(seconds, 0, 6);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0)).toString("base64url");
}
