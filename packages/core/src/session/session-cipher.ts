import type * as NodeCrypto from "node:crypto";

const ALGORITHM = "aes-256-gcm";
/** Chosen at random for each cookie, which is safe for 2^32 of them under one key (NIST SP 800-38D section 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/** Encrypts what is in a session cookie; each secret gives a key of its own. */
export class SessionCipher {
  readonly #secrets: readonly string[];
  #keys: readonly Buffer[] | undefined;

  /** @param secrets - The first encrypts, all decrypt. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /** Base64url of nonce, encrypted text and tag. */
  seal(text: string): string {
    const [key = Buffer.alloc(0)] = this.#openKeys();
    const nonce = crypto().randomBytes(NONCE_BYTES);
    const cipher = crypto().createCipheriv(ALGORITHM, key, nonce);
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
      "base64url",
    );
  }

  /** The text; `null` for what was not sealed with one of the secrets. */
  open(sealed: string): string | null {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    for (const key of this.#openKeys()) {
      const text = decrypt(bytes, key);
      if (text !== null) return text;
    }
    return null;
  }

  #openKeys(): readonly Buffer[] {
    this.#keys ??= this.#secrets.map((secret) =>
      Buffer.from(crypto().hkdfSync("sha256", secret, "", "micro session cipher", 32)),
    );
    return this.#keys;
  }
}

function decrypt(bytes: Buffer, key: Buffer): string | null {
  const decipher = crypto().createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
  try {
    return text + decipher.final("utf8");
  } catch {
    return null; // of another key
  }
}
