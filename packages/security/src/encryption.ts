import type * as NodeCrypto from "node:crypto";
import { MicroError } from "@micro-web/core";

/** What a text is encrypted for. */
export interface EncryptOptions {
  /** What it is for: a text that was encrypted for something else cannot be decrypted. */
  readonly purpose: string;
  /** Seconds for which it can be decrypted. @default for ever */
  readonly maxAge?: number;
}

/** Version 1: a byte before all others, so that there may be another one. */
const VERSION = 1;
const ALGORITHM = "aes-256-gcm";
/** Chosen at random for each text, which is safe for 2^32 of them under one key (NIST SP 800-38D section 8.3). */
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
/** Derived keys that are kept; a purpose may be one of a user. */
const MAX_KEYS = 1000;

function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/**
 * Encrypts values that are to be kept by others: in a database column, a cookie, a link. AES-256-GCM, with a key of its own
 * for each purpose; nobody can read or change them, or use them for something else.
 *
 * The first secret encrypts, all decrypt: put the new SECRET_KEY before the old ones to change it.
 *
 * @example
 * const encryption = new Encryption([app.config.SECRET_KEY, ...app.config.SECRET_KEY_FALLBACKS]);
 * const text = encryption.encrypt({ iban: "DE02..." }, { purpose: "account" });
 * encryption.decrypt(text, { purpose: "account" }); // { iban: "DE02..." }
 */
export class Encryption {
  readonly #secrets: readonly string[];
  readonly #keys = new Map<string, readonly Buffer[]>();

  /** @param secrets - One, or several, the encrypting one first. @throws MicroError `MICRO_SECRET_EMPTY` */
  constructor(secrets: string | readonly string[]) {
    this.#secrets = typeof secrets === "string" ? [secrets] : secrets;
    if (this.#secrets.length > 0 && !this.#secrets.includes("")) return;
    throw new MicroError(
      "MICRO_SECRET_EMPTY",
      "An Encryption was given no secret, or an empty one, with which anybody could decrypt. Give it a long random one.",
    );
  }

  /** Base64url. @param value - JSON values. @throws RangeError for a maxAge that is no number of seconds. */
  encrypt(value: unknown, { purpose, maxAge }: EncryptOptions): string {
    // JSON would make it null: for ever
    if (maxAge !== undefined && !Number.isFinite(maxAge))
      throw new RangeError(`${maxAge} seconds are no maxAge.`);
    const [key = Buffer.alloc(0)] = this.#keysFor(purpose);
    const { randomBytes, createCipheriv } = crypto();
    const nonce = randomBytes(NONCE_SIZE);
    const cipher = createCipheriv(ALGORITHM, key, nonce);
    const text = JSON.stringify([value ?? null, maxAge === undefined ? null : Date.now() + maxAge * 1000]);
    const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]).toString("base64url");
  }

  /**
   * What was encrypted; `undefined` for a text that is damaged, too old, of another secret or for another purpose.
   *
   * @param options - The purpose that it was encrypted for.
   */
  decrypt(text: string, { purpose }: Pick<EncryptOptions, "purpose">): unknown {
    const bytes = Buffer.from(text, "base64url");
    // Base64 has several spellings of the same bytes, and this has one.
    const isOurs =
      bytes.length > NONCE_SIZE + TAG_SIZE && bytes[0] === VERSION && bytes.toString("base64url") === text;
    if (!isOurs) return undefined;
    for (const key of this.#keysFor(purpose)) {
      const opened = open(bytes.subarray(1), key);
      if (opened !== null) return readValue(opened);
    }
    return undefined;
  }

  #keysFor(purpose: string): readonly Buffer[] {
    const known = this.#keys.get(purpose);
    if (known !== undefined) return known;
    const keys = this.#secrets.map((secret) =>
      Buffer.from(crypto().hkdfSync("sha256", secret, "", `micro encryption: ${purpose}`, 32)),
    );
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
    this.#keys.set(purpose, keys);
    return keys;
  }
}

function readValue(text: string): unknown {
  const [value, endsAt] = JSON.parse(text) as [value: unknown, endsAt: number | null]; // we have encrypted it
  return endsAt === null || Date.now() < endsAt ? value : undefined;
}

function open(bytes: Buffer, key: Buffer): string | null {
  const decipher = crypto().createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_SIZE), {
    authTagLength: TAG_SIZE,
  });
  decipher.setAuthTag(bytes.subarray(-TAG_SIZE));
  const text = decipher.update(bytes.subarray(NONCE_SIZE, -TAG_SIZE), undefined, "utf8");
  try {
    return text + decipher.final("utf8");
  } catch {
    return null; // of another key, or changed
  }
}
