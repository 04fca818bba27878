import { deriveKey, type HmacKey, type KeyDerivation } from "./hmac.ts";

/** What a valid token holds. */
export interface VerifiedToken {
  /** The text that was signed. */
  readonly value: string;
  /** When it was signed, in seconds since 1970. */
  readonly signedAt: number;
  /** Whether the secret that signs today signed it; `false` for one of the older secrets. */
  readonly isCurrent: boolean;
}

/**
 * Signs text with a time stamp, in the format of Python's itsdangerous (`TimestampSigner` with HMAC-SHA1 and, unless told
 * otherwise, an HMAC-derived key), so that a Flask app with the same secret and salt accepts it.
 *
 * The first secret signs; all of them verify, which is how keys are rotated.
 *
 * @example
 * const signer = new TimestampSigner([secret], "email-confirm");
 * signer.verify(signer.sign("ann@example.org"))?.value; // "ann@example.org"
 */
export class TimestampSigner {
  readonly #createKeys: () => readonly HmacKey[];
  #keys: readonly HmacKey[] | undefined;

  /** @param secrets - The signing one first. @param salt - The purpose; a token of another is not valid. */
  constructor(secrets: readonly string[], salt: string, derivation: KeyDerivation = "hmac") {
    this.#createKeys = () => secrets.map((secret) => deriveKey(secret, salt, derivation));
  }

  /** `value.timestamp.signature`. The value may not be secret: it stays readable. */
  sign(value: string, now: number = Date.now()): string {
    const [key] = this.#openKeys();
    if (key === undefined) throw new RangeError("A signer needs at least one secret.");
    const signed = `${value}.${encodeTime(Math.floor(now / 1000))}`;
    return `${signed}.${key.sign(signed)}`;
  }

  /** What was signed; `null` for anything that was not signed with one of the secrets and this salt. */
  verify(token: string): VerifiedToken | null {
    const signatureAt = token.lastIndexOf(".");
    const timeAt = token.lastIndexOf(".", signatureAt - 1);
    if (timeAt < 0) return null;
    const signature = token.slice(signatureAt + 1);
    const signed = token.slice(0, signatureAt);
    const index = this.#openKeys().findIndex((key) => key.verify(signed, signature));
    if (index === -1) return null;
    return {
      value: token.slice(0, timeAt),
      signedAt: decodeTime(token.slice(timeAt + 1, signatureAt)),
      isCurrent: index === 0,
    };
  }

  /** Derived when first needed: an app that never signs does not load `node:crypto`. */
  #openKeys(): readonly HmacKey[] {
    this.#keys ??= this.#createKeys();
    return this.#keys;
  }
}

let encodedSecond = -1;
let encodedTime = "";

/** Big-endian without leading zeros, as itsdangerous writes it. All tokens of a second share the text. */
function encodeTime(seconds: number): string {
  if (seconds !== encodedSecond) {
    const bytes = Buffer.alloc(6);
    bytes.writeUIntBE(seconds, 0, 6);
    encodedTime = bytes.subarray(bytes.findIndex((byte) => byte !== 0)).toString("base64url");
    encodedSecond = seconds;
  }
  return encodedTime;
}

/** A time that is none is as old as can be. */
function decodeTime(text: string): number {
  const time = Buffer.from(text, "base64url");
  return time.length === 0 || time.length > 6 ? 0 : time.readUIntBE(0, time.length);
}
