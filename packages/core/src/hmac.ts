import type * as NodeCrypto from "node:crypto";

/** The block of SHA-1 in bytes, what RFC 2104 pads keys to. */
const BLOCK = 64;
/** The signatures of most tokens fit; longer texts get a buffer of their own. */
const SCRATCH = 4096;
/** Base64url of the 20 bytes of SHA-1. */
const SIGNATURE_LENGTH = 27;

/** Taken when it is needed: as an ES module it would add a tenth to the time an app takes to load. */
function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/**
 * An HMAC-SHA1 key (RFC 2104), which signs short texts.
 *
 * `crypto.hash` twice costs 1.4 µs where a `createHmac` costs 2.2 (Node 24): no object of OpenSSL's is made. HMAC-SHA1 is
 * what itsdangerous signs with; the collisions of SHA-1 do not weaken HMAC (RFC 6194 section 3.3).
 */
export class HmacKey {
  readonly #key: Uint8Array;
  readonly #inner: Buffer;
  readonly #outer: Buffer;
  readonly #hash: typeof NodeCrypto.hash | undefined;

  /** @param key - Any bytes; those of more than a block are hashed first, as RFC 2104 says. */
  constructor(key: Uint8Array) {
    const { createHash, hash } = crypto();
    this.#key = key.length > BLOCK ? createHash("sha1").update(key).digest() : key;
    this.#inner = Buffer.alloc(SCRATCH, 0x36);
    this.#outer = Buffer.alloc(BLOCK + 20, 0x5c);
    for (const [index, byte] of this.#key.entries()) {
      this.#inner[index] = byte ^ 0x36;
      this.#outer[index] = byte ^ 0x5c;
    }
    this.#hash = hash;
  }

  /** The signature of a text (its UTF-8), base64url. */
  sign(text: string): string {
    const hash = this.#hash;
    // UTF-8 takes up to three bytes for a unit of UTF-16.
    if (hash === undefined || text.length * 3 > SCRATCH - BLOCK) return this.#signLong(text);
    const end = BLOCK + this.#inner.write(text, BLOCK);
    this.#outer.write(hash("sha1", this.#inner.subarray(0, end), "binary"), BLOCK, "latin1");
    return hash("sha1", this.#outer, "base64url");
  }

  /** Whether a signature is the one of a text, in its only spelling; takes the same time whatever differs. */
  verify(text: string, signature: string): boolean {
    const right = this.sign(text);
    if (signature.length !== SIGNATURE_LENGTH) return false;
    let difference = 0;
    for (let index = 0; index < SIGNATURE_LENGTH; index++) {
      difference |= right.charCodeAt(index) ^ signature.charCodeAt(index);
    }
    return difference === 0;
  }

  /** For long texts, and for runtimes without `crypto.hash`. */
  #signLong(text: string): string {
    return crypto().createHmac("sha1", this.#key).update(text).digest("base64url");
  }
}

/** How itsdangerous makes the key of a purpose out of a secret. */
export type KeyDerivation = "hmac" | "django-concat";

/**
 * The key of a secret for one purpose.
 *
 * @param salt - The purpose.
 * @param derivation - "hmac" is what Flask's sessions use, "django-concat" what itsdangerous' serializers do.
 */
export function deriveKey(secret: string, salt: string, derivation: KeyDerivation): HmacKey {
  const { createHash, createHmac } = crypto();
  return new HmacKey(
    derivation === "hmac"
      ? createHmac("sha1", secret).update(salt).digest()
      : createHash("sha1").update(`${salt}signer${secret}`).digest(),
  );
}
